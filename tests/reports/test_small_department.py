"""A department that delivers only schools and results, from its files to the reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from deliveries import Lake

from opora.home import Home
from opora.pipeline.run import run
from opora.reports.write import write_reports

SCHOOLS = "Логин ОО;Наименование ОО;Территория\n" + "".join(
    f"sch99000{number};Школа {number};00701000\n" for number in (1, 2)
)
MARKS = (
    "Логин ОО;Вид процедуры;Предмет;Класс программы;Год процедуры;Этап;"
    "Количество участников;Отметка 2;Отметка 3;Отметка 4;Отметка 5\n"
)


def marks(year: int) -> str:
    """Ten of twenty below the threshold, and two of twenty, in one procedure."""
    key = f"ВПР;Математика;5;{year};весна;20"
    return MARKS + f"sch990001;{key};10;10;0;0\n" + f"sch990002;{key};2;10;5;3\n"


@pytest.mark.slow
def test_schools_and_results_are_enough_for_reports(tmp_path: Path) -> None:
    lake = Lake(Home(tmp_path / "home"))
    lake.land("history/schools/schools.csv", SCHOOLS)
    for year in (2023, 2024):
        lake.land(f"{year}-H1/assessment_marks/marks.csv", marks(year))
    run(lake.home)
    written = write_reports(lake.home, ["2023-H1", "2024-H1"], progress=lambda done, total: None)
    # each half-year: the municipality; region and country would repeat it
    assert len(written) == 2
    for each in written:
        page = (each.folder / "index.html").read_text(encoding="utf-8")
        assert re.findall(r"\bNone\b|\bnan\b|\bNaN\b", page) == []
    card = (written[-1].folder / "schools" / "sch990001.html").read_text(encoding="utf-8")
    assert "Школы нет в списках ШНОР и ШНСУ этого года." in card
    assert "2024 год, школа 50,0" in card.replace("\u00a0", " ")
    assert "территория 30,0" in card.replace("\u00a0", " ")
