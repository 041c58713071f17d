"""Taking workbooks: `python -m opora.bench.intake`.

Made and delivered: a thousand workbooks of a hundred rows of four datasets, people among them, and
one workbook of 200,000 rows. Each kind is taken in a process of its own and held against the floor:
the same files read by calamine, which types nothing, checks nothing and keeps nothing.
`OPORA_READERS=1` shows what several processes gain. Belongs here: the files, time and memory. Not
here: the whole pipeline (`opora.bench.compare`).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from time import perf_counter
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from opora.bench.measure import measure
from opora.contracts import load_contracts
from opora.home import Home

WORKBOOKS = 1_000
ROWS = 100
LARGE_ROWS = 200_000

_HALF_YEAR = "2024-H1"
_SCHOOLS = 1_000
_DAY = dt.date(2024, 4, 15)

Row = dict[str, Any]


def _school(number: int) -> str:
    return f"sch{990001 + number % _SCHOOLS}"


def _letters(number: int) -> str:
    """A name of its own for every number."""
    return "".join(chr(ord("а") + int(digit)) for digit in str(number))


def _results(draw: random.Random, number: int) -> Iterator[Row]:
    """Participants of one school; a school writes ten works before the next one does."""
    for place in count():
        yield {
            "school_login": _school(number),
            "procedure_kind": "ВПР",
            "subject": ("Математика", "Русский язык")[number // _SCHOOLS % 2],
            "programme_grade": 4 + number // _SCHOOLS // 2 % 5,
            "assessment_year": 2024,
            "session": "Весна",
            "participant_code": f"{place:06}",
            "held_on": _DAY,
            "primary_score": draw.randint(0, 20),
            "mark": draw.randint(2, 5),
            "journal_mark": draw.randint(2, 5),
        }


def _many_results(draw: random.Random, number: int) -> Iterator[Row]:
    """Participants of all schools, a hundred of each."""
    for place in count():
        yield next(_results(draw, place // ROWS)) | {
            "participant_code": f"{place:08}",
            "test_score": draw.randint(0, 100),
        }


def _staff(draw: random.Random, number: int) -> Iterator[Row]:
    for place in count():
        yield {
            "full_name": f"{_letters(number * ROWS + place)} Выдуманный",
            "birth_date": dt.date(1960, 1, 1) + dt.timedelta(draw.randrange(14_000)),
            "school_login": _school(number),
            "valid_from": dt.date(2023, 9, 1),
            "position": draw.choice(["Учитель", "Директор", "Методист"]),
            "subject": draw.choice(["Математика", "Физика", None]),
            "is_external_part_time": draw.choice(["да", "нет"]),
        }


def _support(draw: random.Random, number: int) -> Iterator[Row]:
    for place in count():
        yield {
            "event_id": f"М-{number}-{place}",
            "school_login": _school(draw.randrange(_SCHOOLS)),
            "held_on": _DAY,
            "kind": draw.choice(["семинар", "консультация", "вебинар"]),
            "topic": "Разбор типичных ошибок",
            "organiser": "Методический центр",
            "document": f"Приказ от 01.03.2024 № {place}",
        }


def _conditions(draw: random.Random, number: int) -> Iterator[Row]:
    shares = (
        "both_parents_higher_education", "single_parent", "unemployed_parents", "low_income",
        "on_prevention_register", "special_needs", "non_native_language",
    )  # fmt: skip
    for place in count():
        yield {
            "school_login": _school(number * ROWS + place),
            "observed_on": _DAY,
            "pupils": draw.randint(20, 1_200),
            **{share: draw.randint(0, 1_000) / 10 for share in shares},
        }


_KINDS: dict[str, Callable[[random.Random, int], Iterator[Row]]] = {
    "assessment_results": _results,
    "staff": _staff,
    "methodical_support": _support,
    "social_conditions": _conditions,
}


def write_schools(home: Home) -> None:
    """Deliver the catalogue that all others refer to."""
    path = home.landing / "history" / "schools" / "schools.csv"
    path.parent.mkdir(parents=True)
    rows = "".join(f"{_school(n)};Школа {n};00701000\n" for n in range(_SCHOOLS))
    path.write_text(f"Логин ОО;Наименование ОО;Территория\n{rows}", encoding="utf-8")


def write_many(home: Home, workbooks: int, rows: int) -> None:
    """Deliver workbooks of all kinds in turn."""
    names = list(_KINDS)
    for number in range(workbooks):
        name = names[number % len(names)]
        draw = random.Random(number)  # noqa: S311 - nothing secret
        made = _KINDS[name](draw, number // len(names))
        _write(home, name, f"{number:04}", islice(made, rows))


def write_large(home: Home, rows: int) -> None:
    """Deliver one workbook of assessment results."""
    made = _many_results(random.Random(1), 0)  # noqa: S311 - nothing secret
    _write(home, "assessment_results", "large", islice(made, rows))


def _write(home: Home, dataset: str, name: str, rows: Iterator[Row]) -> None:
    path = home.landing / _HALF_YEAR / dataset / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = load_contracts()[dataset].input_columns
    first = next(rows)
    shown = [column for column in columns if column.heading_required or column.name in first]
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in shown])
        for number, row in enumerate((first, *rows), start=1):
            for place, column in enumerate(shown):
                value = row.get(column.name)
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)


def take_all(home: Home) -> dict[str, Any]:
    """What intake does with the files of a home."""
    from opora.pipeline.take import take

    started = perf_counter()
    taken = take(home)
    return {
        "seconds": round(perf_counter() - started, 1),
        "rows": sum(row.rows_received for row in taken.ledger),
        "accepted": sum(row.rows_accepted for row in taken.ledger),
        "not_accepted": sorted(
            {str(row.message) for row in taken.ledger if row.status != "accepted"}
        )[:3],
    }


def read_all(home: Home) -> dict[str, Any]:
    """The floor: every cell of the same workbooks, and nothing else."""
    from python_calamine import CalamineWorkbook

    started = perf_counter()
    rows = 0
    for path in home.landing.rglob("*.xlsx"):
        book = CalamineWorkbook.from_path(str(path))
        rows += sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return {"seconds": round(perf_counter() - started, 1), "rows": rows}


_CASES: dict[str, Callable[[Home], None]] = {
    f"{WORKBOOKS} workbooks of {ROWS} rows": lambda home: write_many(home, WORKBOOKS, ROWS),
    f"one workbook of {LARGE_ROWS} rows": lambda home: write_large(home, LARGE_ROWS),
}
_STEPS = {"take": take_all, "floor": read_all}


def main() -> None:
    """Make the files of each case, measure intake and floor on them, print what came out."""
    report = {}
    for name, write in _CASES.items():
        folder = Path(tempfile.mkdtemp(prefix="opora-intake-"))
        try:
            home = Home(folder)
            write_schools(home)
            write(home)
            found = {
                step: measure("opora.bench.intake", [step, str(folder)], dict(os.environ))
                for step in reversed(_STEPS)
            }
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        report[name] = {
            **found["take"].report,
            "whole_process_seconds": round(found["take"].seconds, 1),
            "processor_seconds": round(found["take"].processor_seconds, 1),
            "peak_memory_gb": round(found["take"].peak_bytes / 2**30, 2),
            "floor_seconds": found["floor"].report["seconds"],
            "ratio": round(found["take"].report["seconds"] / found["floor"].report["seconds"], 1),
        }
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in _STEPS:
        print(json.dumps(_STEPS[sys.argv[1]](Home(Path(sys.argv[2])))))
    else:
        main()
