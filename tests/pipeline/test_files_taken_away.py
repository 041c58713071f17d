"""A file that leaves the landing zone while a run is looking at it ends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opora.contracts import load_contracts
from opora.home import Home
from opora.lake.ledger import Ledger
from opora.pipeline import take as station
from opora.pipeline.open_deliveries import new_files
from opora.pipeline.take import take

SCHOOLS = "Логин ОО;Наименование;Территория\n{login};Школа;1\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    folder = home.landing / "2024-H1" / "schools"
    folder.mkdir(parents=True)
    for login in ("sch1", "sch2"):
        (folder / f"{login}.csv").write_text(SCHOOLS.format(login=login), encoding="utf-8")
    return home


def gone(home: Home) -> Path:
    return home.landing / "2024-H1" / "schools" / "sch1.csv"


def test_before_it_was_read_it_was_not_delivered(home: Home) -> None:
    found = new_files(home, Ledger(home), load_contracts(), None, "", gone(home).unlink)
    assert [file.path.name for file, _ in found] == ["sch2.csv"]


def test_after_that_it_can_not_be_opened(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def and_then_gone(*arguments: object) -> Iterator[object]:
        yield from list(new_files(*arguments))  # type: ignore[arg-type]
        gone(home).unlink()

    monkeypatch.setattr(station, "new_files", lambda *arguments: list(and_then_gone(*arguments)))
    taken = take(home)
    said = {Path(row.path).name: (row.status, row.bytes) for row in taken.ledger}
    assert said["sch1.csv"] == ("refused", 0)
    assert said["sch2.csv"][0] != "refused"
