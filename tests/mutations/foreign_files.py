"""Valid files that are not plain tables of a contract.

Every adapter with valid files (`tests/intake/adapters`) joins by itself; beside them stand the
shipped mappings and filled forms. Not here: what is done to them (`foreign_mutations`), tables of
contracts (`contract_files`).
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from adapters import ADAPTER_FILES, ValidFile
from contract_files import contract_grid
from grids import CONTRACTS

from opora.forms import Form, workbook
from opora.forms.known import period_of
from opora.forms.words import Words
from opora.home import Home

Valid = Callable[[random.Random, int], ValidFile]

_FORMS = (
    "methodical_support", "social_conditions", "staff", "assessment_marks", "network_activities",
    "competence_diagnostics",
)  # fmt: skip


# -- valid files ----------------------------------------------------------------------------------


def _of_adapter(make: Callable[[random.Random], ValidFile]) -> Valid:
    return lambda draw, case: make(draw)


def _results_of_new_york(draw: random.Random, case: int) -> ValidFile:
    """The layout of the shipped mapping `nyc_math_results`; commas separate thousands."""
    header = [
        "DBN", "Grade", "Year", "Category", "Number Tested", "Mean Scale Score",
        *(f"Level {level} #" for level in range(1, 5)),
    ]  # fmt: skip
    lines, rows = [header], []
    school = f"{draw.randint(1, 32):02}M{draw.randint(1, 999):03}"
    for grade in draw.sample(range(3, 9), draw.randint(2, 5)):
        levels = [draw.randint(0, 900) for _ in range(4)]
        is_hidden = draw.random() < 0.2
        numbers = (
            ["s"] * 6 if is_hidden else [f"{sum(levels):,}", "650", *(f"{n:,}" for n in levels)]
        )
        lines.append([school, str(grade), "2008", f"Case {case}", *numbers])
        rows.append(
            {
                "school_login": school.lower(),
                "procedure_kind": "nyc_math",
                "subject": "Математика",
                "programme_grade": grade,
                "assessment_year": 2008,
                "session": "main",
                "unit": "count",
                "state": "suppressed" if is_hidden else "measured",
                **(
                    {}
                    if is_hidden
                    else {
                        "participants": sum(levels),
                        **{f"mark_{at}": float(n) for at, n in enumerate(levels, start=2)},
                    }
                ),
            }
        )
    content = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines).encode()
    registered = {"schools": [_registered(school.lower())]}
    return ValidFile("results.csv", "2008-H1", content, {"assessment_marks": rows, **registered})


def _registered(login: str) -> dict[str, Any]:
    return {
        "school_login": login,
        "name": login,
        "territory": "US-NYC",
        "registered_from": "assessment_marks",
    }


def _schools_of_new_york(draw: random.Random, case: int) -> ValidFile:
    """The layout of the shipped mapping `nyc_school_demographics`; it feeds two datasets."""
    shares = ("fl_percent", "ell_percent", "sped_percent")
    header = ["DBN", "Name", "schoolyear", "total_enrollment", "ell_num", "sped_num", *shares]
    lines, schools, conditions = [header], [], []
    for number in range(draw.randint(2, 5)):
        login = f"{case % 99:02}x{number:03}"
        pupils = draw.randint(100, 2_000)
        values = [draw.randint(11, 990) / 10 for _ in shares]
        lines.append(
            [
                login.upper(),
                f"P.S. {case}/{number}",
                "20082009",
                str(pupils),
                "1",
                "1",
                *map(str, values),
            ]
        )
        schools.append(
            {"school_login": login, "name": f"P.S. {case}/{number}", "territory": "US-NYC"}
        )
        conditions.append(
            {
                "school_login": login,
                "pupils": pupils,
                "observed_on": dt.date(2008, 10, 31),
                "low_income": values[0],
                "non_native_language": values[1],
                "special_needs": values[2],
            }
        )
    content = "".join(",".join(line) + "\n" for line in lines).encode()
    rows = {"schools": schools, "social_conditions": conditions}
    return ValidFile("demographics.csv", "history", content, rows)


@cache
def _blank_form(dataset: str) -> bytes:
    home = Home(Path("no home: rules are those that are shipped"))
    return workbook(Form(CONTRACTS[dataset], period_of(home, "2024-H1")), Words(home))


def _form(dataset: str) -> Valid:
    def make(draw: random.Random, case: int) -> ValidFile:
        grid = contract_grid(dataset, draw, case)
        book = openpyxl.load_workbook(io.BytesIO(_blank_form(dataset)))
        sheet = next(each for each in book if _places(each, grid.headings)[0] is not None)
        places = _places(sheet, grid.headings)
        for number, row in enumerate(grid.rows, start=2):
            for place, cell in zip(places, row.cells, strict=True):
                if place is not None:
                    sheet.cell(number, place, cell)
        stream = io.BytesIO()
        book.save(stream)
        expected = [grid.expected(row)[1] for row in grid.rows]
        rows = [
            {name: value for name, value in row.items() if value is not None} for row in expected
        ]
        return ValidFile("форма.xlsx", grid.half_year, stream.getvalue(), {dataset: rows})

    return make


def _places(sheet: Any, headings: Sequence[str]) -> list[int | None]:
    found = {str(cell.value or "").strip(" *"): cell.column for cell in sheet[1]}
    return [found.get(heading) for heading in headings]


FOREIGN: dict[str, Valid] = {
    **{f"adapter {name}": _of_adapter(make) for name, make in ADAPTER_FILES.items()},
    "mapping nyc_math_results": _results_of_new_york,
    "mapping nyc_school_demographics": _schools_of_new_york,
    **{f"form {name}": _form(name) for name in _FORMS},
}
