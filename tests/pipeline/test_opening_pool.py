"""Files opened by several processes: the same as by one, and one that ends takes nothing along."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from deliveries import SCHOOLS, SUPPORT, Lake, event
from make_staff import HEADINGS, PEOPLE, line

from opora.errors import OporaError
from opora.intake.landing import LandedFile
from opora.pipeline import opening_pool
from opora.pipeline.opening_pool import PAYS_FROM, processes_for

_EVENTS = "2024-H1/methodical_support"
_MAPPING = """
recognise: {headings: [Номер, Школа района, Когда]}
targets:
  - dataset: methodical_support
    columns: {event_id: Номер, school_login: Школа района, held_on: Когда, topic: О чём}
    constants: {kind: семинар, document: Приказ № 1}
"""
_FOREIGN = "Номер;Школа района;Когда;О чём\nч1;sch990001;15.03.2024;Тема\nч2;;;\n"


def book(*rows: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def events(*codes: str, **more: str) -> bytes:
    lines = (SUPPORT, *(event(code, **more) for code in codes))
    return book(*(each.rstrip("\n").split(";") for each in lines))


def deliver(lake: Lake) -> None:
    """Good and broken files of every kind, people and copies among them."""
    mapping = lake.home.rules / "mappings" / "district.yaml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(_MAPPING, encoding="utf-8")
    salt = lake.home.private / "salt"
    salt.parent.mkdir(parents=True, mode=0o700)
    salt.write_bytes(b"s" * 64)
    salt.chmod(0o600)
    whole = events("a", "b")
    people = [line(person).rstrip("\n").split(";") for person in PEOPLE]
    for path, content in {
        "history/schools/schools.csv": SCHOOLS.encode(),
        f"{_EVENTS}/a.xlsx": whole,
        f"{_EVENTS}/b.csv": (SUPPORT + event("c") + event("d", day="31.02.2024")).encode(),
        f"{_EVENTS}/broken.xlsx": whole[: len(whole) // 2],
        f"{_EVENTS}/copy.xlsx": whole,
        f"{_EVENTS}/empty.xlsx": book(SUPPORT.rstrip("\n").split(";")),
        f"{_EVENTS}/long.csv": (SUPPORT + event("e").rstrip("\n") + ";слишком;много\n").encode(),
        f"{_EVENTS}/of_nobody.xlsx": events("f", school="sch000000"),
        "2024-H1/district.csv": _FOREIGN.encode(),
        "2024-H1/measures/wrong.xlsx": events("g"),
        f"{_EVENTS}/right.xlsx": events("g"),
        "2024-H1/staff/people.xlsx": book(HEADINGS, *people),
        "2024-H2/staff/people.csv": ("\n".join(map(";".join, [HEADINGS, *people]))).encode(),
        "1999-H1/staff/old.csv": b"A;B\n1;2\n",
    }.items():
        lake.land(path, content)


def outcome(lake: Lake) -> list[Any]:
    """The ledger's words, and every file of the lake with its rows in their order."""
    taken = lake.take()
    files = sorted(path for path in lake.home.lake.rglob("*") if path.suffix == ".parquet")
    rows = [
        (path.relative_to(lake.home.lake), rows_of(path))
        for path in files
        if "ledger" not in path.parts
    ]
    told = [
        (row.delivery_id, row.path, row.dataset, row.status, row.message, row.rows_accepted)
        for row in taken.ledger
    ]
    assert not list(lake.home.private.glob("work-*"))
    return [told, rows]


def rows_of(path: Path) -> list[Any]:
    rows: list[Any] = pq.ParquetFile(path).read().to_pylist()
    return rows


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes, however little there is to do."""
    monkeypatch.setenv("OPORA_READERS", "2")
    monkeypatch.setattr(opening_pool, "PAYS_FROM", 1)


def children(of: int | None = None) -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process(of).children(recursive=True)
        if opening_pool._MODULE in process.cmdline()
    ]


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    own = [record for record in caplog.records if record.name == opening_pool.__name__]
    return [record.getMessage() for record in own]


def test_several_processes_take_what_one_takes(
    make_lake: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, together = make_lake(), make_lake()
    for lake in (alone, together):
        deliver(lake)
    expected = outcome(alone)
    monkeypatch.setenv("OPORA_READERS", "2")
    monkeypatch.setattr(opening_pool, "PAYS_FROM", 1)
    started: list[object] = []
    prepare = opening_pool._Process.prepare
    monkeypatch.setattr(
        opening_pool._Process,
        "prepare",
        lambda process, means: started.append(process) or prepare(process, means),
    )
    assert outcome(together) == expected
    assert len(started) == 2
    statuses = {path.rpartition("/")[2]: status for _, path, _, status, *_ in expected[0]}
    assert statuses == {
        "schools.csv": "accepted", "a.xlsx": "accepted", "b.csv": "partly_accepted",
        "broken.xlsx": "refused", "copy.xlsx": "duplicate", "empty.xlsx": "refused",
        "long.csv": "refused", "of_nobody.xlsx": "rejected", "district.csv": "partly_accepted",
        "wrong.xlsx": "refused", "right.xlsx": "accepted", "people.xlsx": "partly_accepted",
        "people.csv": "partly_accepted", "old.csv": "refused",
    }  # fmt: skip
    assert not children()


@pytest.mark.usefixtures("pooled")
def test_a_file_that_ends_its_process_is_refused_and_the_others_are_taken(
    lake_with_school: Lake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The process is ended from outside, whenever it is asked for the file."""
    lake = lake_with_school
    for name in ("a", "b", "deadly", "last"):
        lake.land(f"{_EVENTS}/{name}.xlsx", events(name))
    ask = opening_pool._Process.ask

    def and_end_it(process: opening_pool._Process, delivery: Any) -> Any:
        if delivery.file.path.stem == "deadly":
            os.kill(process._process.pid, signal.SIGKILL)
        return ask(process, delivery)

    monkeypatch.setattr(opening_pool._Process, "ask", and_end_it)
    answers = lake.answers()
    refused = answers.pop(f"{_EVENTS}/deadly.xlsx")
    assert refused.status == "refused"
    assert refused.message is not None
    assert refused.message.startswith("файл не читается: программа чтения дважды прервалась")
    assert [row.status for row in answers.values()] == ["accepted"] * 4
    assert [text.split(" while")[0] for text in warned(caplog)] == [
        "a process was ended by signal 9"
    ] * 2
    assert not children()


@pytest.mark.usefixtures("pooled")
def test_where_no_process_can_be_started_files_are_read_one_by_one(
    lake_with_school: Lake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in "abc":
        lake_with_school.land(f"{_EVENTS}/{name}.xlsx", events(name))

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    assert {row.status for row in lake_with_school.answers().values()} == {"accepted"}
    (text,) = warned(caplog)
    assert "Resource temporarily unavailable" in text


#: Asks two processes for files that never come: pipes to which nobody writes.
_WAITING = """
import os, sys
from pathlib import Path
from opora.contracts import load_contracts
from opora.home import Home
from opora.intake.landing import LandedFile
from opora.pipeline import opening_pool
from opora.pipeline.open_deliveries import Delivery
from opora.pipeline.opening import Means
ask = opening_pool._Process.ask
def and_tell(process, delivery):
    print("asked", flush=True)
    return ask(process, delivery)
opening_pool._Process.ask = and_tell
folder = Path(sys.argv[1])
with opening_pool.opening(Means.of(Home(folder), load_contracts(), folder), 2) as opener:
    for number in range(4):
        path = folder / f"{number}.csv"
        os.mkfifo(path)
        opened = opener.begin(Delivery(number, LandedFile(path, path.name, None, None), "", 0))
    opened()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals and named pipes are POSIX's")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_run(tmp_path: Path, sent: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _WAITING, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdout is not None
        assert [run.stdout.readline() for _ in range(2)] == [b"asked\n"] * 2
        reading = children(run.pid)
        run.send_signal(sent)
        _, said = run.communicate(timeout=60)
    assert len(reading) == 2
    assert psutil.wait_procs(reading, timeout=60)[1] == []
    assert run.returncode == -sent
    assert said.count(b"Traceback") == (sent == signal.SIGINT)


def landed(path: Path) -> LandedFile:
    return LandedFile(path, path.name, None, None)


def test_processes_are_started_where_they_pay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_READERS", "3")
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"x" * PAYS_FROM)
    small = tmp_path / "small.xlsx"
    small.write_bytes(b"x" * 100)
    text = tmp_path / "text.csv"
    text.write_bytes(b"x" * PAYS_FROM)
    assert processes_for([landed(large)]) == 1
    assert processes_for([landed(small), landed(large)]) == 1
    assert processes_for([landed(small)] * 50) == 1
    assert processes_for([landed(text)] * 4) == 1
    assert processes_for([landed(large), landed(large)]) == 2
    assert processes_for([landed(small)] * (PAYS_FROM // 100 + 1)) == 3
    assert processes_for([landed(tmp_path / "gone.xlsx"), *[landed(large)] * 2]) == 3
    monkeypatch.setenv("OPORA_READERS", "1")
    assert processes_for([landed(large)] * 9) == 1


@pytest.mark.parametrize("named", ["", "0", "-1", "two", "²"])
def test_the_setting_is_a_number_of_files(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_READERS", named)
    with pytest.raises(OporaError, match=f"OPORA_READERS is a number.*'{named}'"):
        processes_for([])
