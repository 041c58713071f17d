"""Packs: the same rows in the same order, whoever is killed and whoever looks meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.contracts import load_contracts
from opora.home import Home
from opora.lake import compact as module
from opora.lake.compact import compact, packable
from opora.lake.files import LakeFile, committed, folder_of
from opora.lake.ledger import Ledger, LedgerRow, read_batches
from opora.lake.ledger_packs import is_grown
from opora.lake.store import copy_rows, drop_uncommitted, prepare_lake
from opora.warehouse.state import ledger_files

DATASET = load_contracts()["network_activities"]
#: Rows of a batch: nothing accepted, a few, or so many that its file is large below.
SIZES = st.sampled_from([0, 1, 1, 1, 1, 3, 400, 5_000])
#: A batch of so many rows, or packing, each killed after so many steps (None: not at all).
STEPS = st.lists(
    st.tuples(SIZES | st.just(None), st.none() | st.integers(0, 12)), min_size=1, max_size=25
)


class KilledError(BaseException):
    """The process ends here."""


@contextmanager
def small_packs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MANY", 3)
        patch.setattr(module, "_TOO_MANY", 8)
        patch.setattr(module, "LARGE", 12_000)
        patch.setattr(module, "_AT_ONCE", 5)
        yield


@contextmanager
def killed_after(steps: int | None) -> Iterator[None]:
    """Nothing is renamed or removed any more after so many times, whoever tidies up."""
    left = [1_000_000 if steps is None else steps]
    rename, unlink = Path.replace, Path.unlink

    def counted(do: object) -> object:
        def step(path: Path, *args: object, **options: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return do(path, *args, **options)  # type: ignore[operator]

        return step

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", counted(rename))
        patch.setattr(Path, "unlink", counted(unlink))
        with suppress(KilledError):
            yield


def take_batch(home: Home, rows: int) -> None:
    """What a run does for a batch: rows into the lake, then the ledger."""
    ledger = Ledger(home)
    first = ledger.next_delivery
    batch = f"{first:010d}"
    select = (
        f"SELECT 'a' || {first} || '-' || range AS activity_id, 'sch1' AS school_login, "
        f"{first} AS delivery_id, range + 1 AS row_no FROM range({rows})"
    )
    with duckdb.connect() as connection:
        copy_rows(connection, select, home.accepted / DATASET.name / f"{batch}.parquet")
        copy_rows(connection, select, home.accepted / DATASET.name / f"{batch}-0.parquet")
    ledger.append(batch, [delivery(first, batch, rows), delivery(first + 1, batch, 0)])


def delivery(number: int, batch: str, rows: int) -> LedgerRow:
    return LedgerRow(
        delivery_id=number,
        batch_id=batch,
        path=f"2024-H1/{number}.csv",
        half_year="2024-H1",
        dataset=DATASET.name,
        format="csv",
        encoding=None,
        delimiter=None,
        bytes=rows,
        sha256=f"{number:064d}",
        taken_at=dt.datetime(2024, 3, 1),
        status="accepted",
        message=None,
        read_with="r",
        rows_accepted=rows,
    )


def rows_of(source: str) -> list[tuple[int, int]]:
    return duckdb.execute(f"SELECT delivery_id, row_no FROM {source}").fetchall()


def expected(batches: list[int]) -> list[tuple[int, int]]:
    # the file with a number comes before the one without
    return [
        (1 + 2 * place, row + 1)
        for place, rows in enumerate(batches)
        for _ in range(2)
        for row in range(rows)
    ]


@pytest.mark.parametrize("kill", range(16))
def test_killed_between_a_pack_and_its_last_file_the_rows_are_there_once(
    kill: int, tmp_path: Path
) -> None:
    home, taken = Home(tmp_path), [1, 2, 0, 3]
    prepare_lake(home, [DATASET])
    rows = home.accepted / DATASET.name
    for size in taken:
        take_batch(home, size)
    with small_packs(), killed_after(kill):
        compact(home)
    assert rows_of(committed(home, rows).read()) == expected(taken)
    drop_uncommitted(home)
    assert rows_of(f"read_parquet('{rows}/*.parquet', union_by_name = true)") == expected(taken)
    assert [row.delivery_id for row in read_batches(home, Ledger(home).batches)] == list(
        range(1, 9)
    )


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_is_packed_and_killed_the_lake_holds_the_same_rows(
    steps: list[tuple[int | None, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    prepare_lake(home, [DATASET])
    rows = home.accepted / DATASET.name
    taken: list[int] = []
    with small_packs():
        for size, kill in steps:
            counted = len(Ledger(home).batches)
            with killed_after(kill):
                if size is None:
                    compact(home)
                else:
                    take_batch(home, size)
            if len(Ledger(home).batches) > counted:
                assert size is not None
                taken.append(size)
            # whoever reads without the lock, before anybody tidies up
            assert rows_of(committed(home, rows).read()) == expected(taken)
            prepare_lake(home, [DATASET])
            # whoever names the whole folder, as dbt and Spark do
            assert rows_of(f"read_parquet('{rows}/*.parquet', union_by_name = true)") == expected(
                taken
            )
            assert not list(home.lake.rglob("*.part"))
        compact(home)
        assert not packable(folder_of(rows).files)
    assert [row.delivery_id for row in read_batches(home, Ledger(home).batches)] == list(
        range(1, 1 + 2 * len(taken))
    )


def test_many_small_batches_leave_few_files_in_the_lake_and_in_the_ledger(tmp_path: Path) -> None:
    home = Home(tmp_path)
    prepare_lake(home, [DATASET])
    most = 0
    for _ in range(3 * module.MANY * 2):
        take_batch(home, 1)
        compact(home)
        most = max(most, len(folder_of(home.ledger).files))
    assert most < 2 * module.MANY
    assert len(folder_of(home.accepted / DATASET.name).files) < 2 * module.MANY
    assert len(Ledger(home).batches) == 3 * module.MANY * 2
    assert len(Ledger(home).by_path) == 2 * 3 * module.MANY * 2


def test_a_packed_ledger_is_no_other_ledger(tmp_path: Path) -> None:
    home = Home(tmp_path)
    prepare_lake(home, [])
    seen = []
    for _ in range(module.MANY + 4):
        take_batch(home, 0)
        compact(home)
        seen.append(ledger_files(home))
    now = ledger_files(home)
    assert sum("~" in name for name in now) == 1
    assert all(is_grown(home.ledger, before, now) for before in seen)
    name, (size, changed) = next(iter(seen[3].items()))
    assert not is_grown(home.ledger, {name: (size, changed + 1)}, now)
    assert not is_grown(home.ledger, {"0000009999.parquet": (size, changed)}, now)


def file(batch: int, size: int, part: str = "") -> LakeFile:
    return LakeFile(Path(f"{batch:010d}{part}.parquet"), size, 0)


def test_files_of_one_batch_stay_together_and_large_ones_as_they_are() -> None:
    many = module.MANY
    small = [file(batch, 10) for batch in range(many)]
    large = [file(many, module.LARGE, "-0"), file(many, 10)]
    later = [file(batch, 10) for batch in range(many + 1, 2 * many)]
    assert packable([*small, *large, *later]) == [small]
    assert packable([*small, *large, *later, file(2 * many, 10)]) == [
        small,
        [*later, file(2 * many, 10)],
    ]


def test_a_large_pack_is_not_written_again_for_a_few_small_files() -> None:
    pack = LakeFile(Path("0000000001~0000000099.parquet"), 1_000_000, 0)
    small = [file(batch, 1_000) for batch in range(100, 100 + module.MANY)]
    assert packable([pack, *small]) == [small]
    assert packable([pack, *small[:-1]]) == []
    grown = [file(batch, 20_000) for batch in range(100, 100 + module.MANY)]
    assert packable([pack, *grown]) == [[pack, *grown]]


def test_rows_of_a_pack_that_the_ledger_does_not_know_are_never_removed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    prepare_lake(home, [DATASET])
    for _ in range(module.MANY):
        take_batch(home, 1)
    compact(home)
    [pack] = folder_of(home.ledger).files
    pack.path.unlink()
    with pytest.raises(Exception, match="restore the whole lake"):
        drop_uncommitted(home)
    assert len(folder_of(home.accepted / DATASET.name).files) == 1
