"""A file that DuckDB reads itself: the same answer as to a small one, and progress by file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deliveries import SCHOOLS, Lake

from opora.contracts import load_contracts
from opora.intake import sheets
from opora.lake.store import stored_types
from opora.pipeline.take import take

_DATASET = "assessment_results"

_HEADINGS = (
    "Логин ОО;Вид процедуры;Предмет;Класс программы;Год процедуры;Этап;Код участника;"
    "Дата проведения;Первичный балл;Тестовый балл;Отметка;Отметка по журналу;Балл по геометрии"
)


def _row(code: str, **more: str) -> str:
    cells = {
        "school": "sch990001", "kind": "vpr", "subject": "Математика", "grade": "4",
        "year": "2024", "session": "spring", "code": code, "day": "16.04.2024", "score": "12",
        "test": "", "mark": "4", "journal": "3", "geometry": "",
    } | more  # fmt: skip
    return ";".join(cells.values())


_ROWS = [
    *(_row(f"{number:05}") for number in range(40)),
    _row("00100", day="2024-04-16", score="12,5", session=""),
    _row("00101", mark="четыре"),
    _row("00102", mark="9"),
    _row("00103", grade="4.5"),
    _row("00104", day="31.02.2024"),
    _row("00105", school="SCH990001 "),
    _row("00106", school="sch000000"),
    _row("Иванова А. С."),
    _row("00001"),
    _row("00107", score="-", mark="н/д"),
    _HEADINGS,
    ";" * 12,
    "Итого" + ";" * 8 + "480" + ";" * 4,
]
_FILE = f"2024-H1/{_DATASET}/results.csv"


def _taken(lake: Lake, large_from: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What became of every row, and what its sender is told."""
    monkeypatch.setattr(sheets, "LARGE_BYTES", large_from)
    lake.land("history/schools/schools.csv", SCHOOLS)
    lake.land(_FILE, "\n".join([_HEADINGS, *_ROWS]) + "\n")
    (answer,) = (row for row in lake.take().ledger if row.dataset == _DATASET)
    stored = ", ".join(stored_types(load_contracts()[_DATASET]))
    return [
        answer.status,
        answer.message,
        answer.rows_received,
        answer.declared_totals,
        lake.rows(f"accepted/{_DATASET}", stored),
        lake.rows(f"quarantine/{_DATASET}", f"{stored}, reasons"),
        lake.rows("findings"),
    ]


def test_a_large_file_is_answered_like_a_small_one(
    make_lake: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = _taken(make_lake(), 1, monkeypatch)
    small = _taken(make_lake(), 1 << 30, monkeypatch)
    assert large == small
    assert large[2] == 50  # neither headings, nor a blank row, nor the total
    # a blank session is the main one, for which ВПР has no window; two rows have one key
    assert len(large[5]) == 9


def test_progress_moves_with_every_sheet(
    lake_with_school: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGE_BYTES", 1)
    for number in range(3):
        row = _row("00001", mark=str(2 + number))
        lake_with_school.land(f"{_FILE}-{number}.csv", f"{_HEADINGS}\n{row}\n")
    told: list[tuple[str, int, int]] = []
    take(lake_with_school.home, progress=lambda *step: told.append(step))
    assert [step[1:] for step in told if step[0] == "checking"] == [(n, 4) for n in range(5)]
