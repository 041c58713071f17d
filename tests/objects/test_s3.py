"""A lake on a real S3 service: what is taken, what a killed run left, what is said of failures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from busy import busy
from ceph import READER_KEY, READER_SECRET, Ceph
from conftest import forget_clients, make_bucket
from deliveries import SCHOOLS, SUPPORT, Lake, event

from opora.durable import replacing, write_text
from opora.errors import OporaError
from opora.home import Home
from opora.lake import compact as packing
from opora.lake.committed import CommittedRows
from opora.lake.files import committed, folder_of
from opora.lake.ledger import Ledger
from opora.lake.store import drop_uncommitted
from opora.objects.readers import connect
from opora.objects.said import ObjectStorageError, object_storage_said
from opora.warehouse.state import ledger_files

pytestmark = pytest.mark.slow


def deliver(lake: Lake, number: int) -> None:
    lake.land(f"2024-H1/methodical_support/{number}.csv", SUPPORT + event(f"E-{number}"))


def codes(lake: Lake) -> list[str]:
    return [code for (code,) in lake.accepted("methodical_support", "event_id")]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MANY", 3)


def test_a_lake_in_a_bucket_holds_what_a_lake_on_a_disk_holds(
    lake: Lake, tmp_path: Path, few: None
) -> None:
    local = Lake(Home(tmp_path / "local"))
    for each in (lake, local):
        each.land("history/schools/schools.csv", SCHOOLS)
        for number in range(4):
            deliver(each, number)
            # of a school that nobody knows
            each.land(
                f"2024-H1/methodical_support/lost{number}.csv",
                SUPPORT + event(f"L-{number}", "sch990009"),
            )
            each.take()
    for folder in ("accepted/methodical_support", "quarantine/methodical_support", "findings"):
        assert lake.rows(folder) == local.rows(folder)
        assert [file.name for file in folder_of(lake.home.lake / folder).files] == [
            file.name for file in folder_of(local.home.lake / folder).files
        ]
    everything = "* EXCLUDE (taken_at)"
    assert lake.rows("ledger", everything) == local.rows("ledger", everything)
    assert list(ledger_files(lake.home)) == list(ledger_files(local.home))
    assert any("~" in name for name in ledger_files(lake.home))
    assert [path.name for path in (tmp_path / "home").iterdir() if path.name == "lake"] == []
    source = CommittedRows(lake.home, {"methodical_support": _contract()}).source(
        "methodical_support"
    )
    with connect(lake.home) as connection:
        assert connection.execute(f"SELECT count(*) FROM {source}").fetchone() == (4,)


def _contract() -> object:
    from opora.contracts import load_contracts

    return load_contracts()["methodical_support"]


def test_what_a_killed_run_left_counts_for_nobody_and_is_removed(lake: Lake) -> None:
    lake.land("history/schools/schools.csv", SCHOOLS)
    deliver(lake, 1)
    lake.take()
    rows = lake.home.accepted / "methodical_support"
    left = rows / "0000000099.parquet"
    with replacing(left) as made, connect(lake.home) as connection:
        connection.execute(f"COPY (FROM {committed(lake.home, rows).read()}) TO '{made}'")
    unsent = lake.home.private / "outgoing" / "half.parquet"
    unsent.write_bytes(b"half")
    assert [file.name for file in committed(lake.home, rows).files] == ["0000000001.parquet"]
    lake.take()
    assert not left.exists()
    assert not unsent.exists()
    assert codes(lake) == ["E-1"]


def test_a_ledger_that_is_not_written_leaves_the_batch_to_the_next_run(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.land("history/schools/schools.csv", SCHOOLS)
    deliver(lake, 1)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", fails)
        with pytest.raises(KeyboardInterrupt):
            lake.take()
    assert Ledger(lake.home).next_delivery == 1
    lake.take()
    assert codes(lake) == ["E-1"]


def test_a_bucket_that_vanishes_in_mid_batch_is_one_line_and_nothing_is_lost(
    lake: Lake, bucket: str, ceph: Ceph, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.land("history/schools/schools.csv", SCHOOLS)
    deliver(lake, 1)
    append = Ledger.append

    def vanishes(ledger: Ledger, *rest: object) -> None:
        ceph.administer("bucket", "rm", "--bucket", bucket, "--purge-objects")
        append(ledger, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", vanishes)
        with pytest.raises(ObjectStorageError, match="no such bucket"), object_storage_said():
            lake.take()
    make_bucket(bucket)
    lake.take()
    assert codes(lake) == ["E-1"]


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"AWS_ACCESS_KEY_ID": "nobody"}, "doesn't know the key"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "doesn't know the key"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "can't be reached"),
    ],
    ids=["an unknown key", "a wrong secret", "no network"],
)
def test_a_service_that_refuses_is_told_in_one_line(
    lake: Lake, variables: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    forget_clients()
    lake.land("history/schools/schools.csv", SCHOOLS)
    assert one_line(lake.take, words).count("AWS Error") == 1


def test_a_bucket_that_is_not_there_is_told_in_one_line(as_owner: None, tmp_path: Path) -> None:
    lake = Lake(Home(tmp_path / "home", "s3://nowhere-at-all/opora"))
    lake.land("history/schools/schools.csv", SCHOOLS)
    one_line(lake.take, "no such bucket")
    # whoever only reads must not take it for an empty lake
    one_line(lambda: CommittedRows(lake.home, {}), "no such bucket")


def test_a_key_that_may_only_read_reads_and_is_refused_one_line_when_it_writes(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.land("history/schools/schools.csv", SCHOOLS)
    deliver(lake, 1)
    lake.take()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", READER_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", READER_SECRET)
    forget_clients()
    assert codes(lake) == ["E-1"]
    deliver(lake, 2)
    one_line(lake.take, "may not do that")
    assert codes(lake) == ["E-1"]


def test_a_busy_service_is_asked_again(
    lake: Lake, ceph: Ceph, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lake.home.lake
    with busy(ceph.endpoint, times=2) as slow:
        monkeypatch.setenv("AWS_ENDPOINT_URL", slow)
        forget_clients()
        write_text(folder / "note", "written")
        assert (folder / "note").read_text() == "written"
    with busy(ceph.endpoint, times=1_000) as never:
        monkeypatch.setenv("AWS_ENDPOINT_URL", never)
        forget_clients()
        one_line(lambda: write_text(folder / "note", "again"), "overloaded")
        one_line(lambda: drop_uncommitted(lake.home), "overloaded")


@pytest.mark.parametrize("address", ["s3://", "s3:/bucket", "s3://Bucket/x", "gs://bucket/x"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    home = Home(tmp_path, address)
    if "://" not in address:
        # a strange folder, but one
        assert home.lake == Path(address).absolute()
        return
    with pytest.raises(OporaError, match="OPORA_LAKE is"):
        _ = home.lake


def one_line(do: Callable[[], object], words: str) -> str:
    with pytest.raises(ObjectStorageError, match=words) as raised, object_storage_said():
        do()
    said = str(raised.value)
    assert "\n" not in said
    assert "testsecret" not in said
    return said
