"""Valid files that are not plain tables of a contract, and what may be done to them.

Every adapter with valid files (`tests/intake/adapters`) joins by itself; beside them stand the
shipped mappings and filled forms. What one of their cells means, only their reader knows; so a
mutation here either leaves every value as it was, or puts something into a cell that must never
become a value, or damages bytes that checksums guard. Not here: tables of contracts (`plan`).
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from adapters import ADAPTER_FILES, ValidFile
from byte_mutations import BYTES
from cases import Case, Expected
from contract_files import contract_grid
from grids import CONTRACTS
from writers import rewritten, with_parts

from opora.forms import Form, workbook
from opora.forms.known import period_of
from opora.forms.words import Words
from opora.home import Home

Valid = Callable[[random.Random, int], ValidFile]

#: What never is a value, whatever the column.
_POISON = ("#Н/Д", "=A1+1", "#ССЫЛКА!")
_TRIES = 500
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
        expected = [grid.expected(row, _salt())[1] for row in grid.rows]
        rows = [
            {name: value for name, value in row.items() if value is not None} for row in expected
        ]
        return ValidFile("форма.xlsx", grid.half_year, stream.getvalue(), {dataset: rows})

    return make


def _places(sheet: Any, headings: Sequence[str]) -> list[int | None]:
    found = {str(cell.value or "").strip(" *"): cell.column for cell in sheet[1]}
    return [found.get(heading) for heading in headings]


def _salt() -> bytes:
    from plan import SALT

    return SALT


FOREIGN: dict[str, Valid] = {
    **{f"adapter {name}": _of_adapter(make) for name, make in ADAPTER_FILES.items()},
    "mapping nyc_math_results": _results_of_new_york,
    "mapping nyc_school_demographics": _schools_of_new_york,
    **{f"form {name}": _form(name) for name in _FORMS},
}


# -- what may be done to them ---------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """The bytes, and what is known: whether the file is refused, all rows or none too many."""

    content: bytes
    refused: str = "never"
    is_complete: bool = True
    unknown: int = 0
    extension: str | None = None


def _as_it_is(draw: random.Random, file: ValidFile) -> Changed:
    return Changed(file.content)


def _macros(draw: random.Random, file: ValidFile) -> Changed | None:
    if not _is_book(file):
        return None
    return Changed(with_parts(file.content, {"xl/vbaProject.bin": b"x"}), "must")


def _objects(draw: random.Random, file: ValidFile) -> Changed | None:
    if not _is_book(file):
        return None
    return Changed(with_parts(file.content, {"xl/embeddings/oleObject9.bin": b"x"}))


def _hidden(draw: random.Random, file: ValidFile) -> Changed | None:
    if not _is_book(file):
        return None
    change = {"xl/workbook.xml": lambda part: part.replace(b"<sheet ", b'<sheet state="hidden" ')}
    return Changed(rewritten(_plain_states(file.content), change), "must")


def _plain_states(content: bytes) -> bytes:
    def plain(part: bytes) -> bytes:
        for state in (b"visible", b"hidden", b"veryHidden"):
            part = part.replace(b' state="' + state + b'"', b"")
        return part

    return rewritten(content, {"xl/workbook.xml": plain})


def _extension(draw: random.Random, file: ValidFile) -> Changed:
    other = draw.choice(["parquet", "xls", "csv" if _is_book(file) else "xlsx"])
    return Changed(file.content, "must", extension=other)


def _damaged(name: str) -> Callable[[random.Random, ValidFile], Changed | None]:
    def change(draw: random.Random, file: ValidFile) -> Changed | None:
        if not _is_book(file):
            return None
        return Changed(BYTES[name](draw, file.content), "may")

    return change


def _lines_lost(draw: random.Random, file: ValidFile) -> Changed | None:
    """A text table cut off between two lines: what is left says what it said."""
    if _is_book(file):
        return None
    lines = file.content.splitlines(keepends=True)
    kept = draw.randint(1, len(lines) - 1)
    return Changed(b"".join(lines[:kept]), "may", is_complete=False)


def _line_ends(draw: random.Random, file: ValidFile) -> Changed | None:
    if _is_book(file):
        return None
    return Changed(
        file.content.replace(b"\r\n", b"\n").replace(b"\n", draw.choice([b"\r\n", b"\r"]))
    )


def _encoding(draw: random.Random, file: ValidFile) -> Changed | None:
    text = None if _is_book(file) else _text(file.content)
    if text is None or text.isascii():
        return None
    other = draw.choice(["koi8-r", "cp866"])
    return Changed(text.encode(other, errors="replace"), "must")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251")


def _poisoned_text(draw: random.Random, file: ValidFile) -> Changed | None:
    """A cell that holds an error: its row is told, and nothing is made of it."""
    if _is_book(file):
        return None
    lines = _text(file.content).split("\n")
    delimiter = max(";,", key=lines[1].count)
    number = draw.randrange(len(lines))
    cells = lines[number].split(delimiter)
    at = draw.randrange(len(cells))
    if not cells[at].strip():
        return None
    cells[at] = draw.choice(_POISON)
    lines[number] = delimiter.join(cells)
    return Changed("\n".join(lines).encode("utf-8-sig"), "may", is_complete=False)


def _poisoned_book(draw: random.Random, file: ValidFile) -> Changed | None:
    if not _is_book(file):
        return None
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    sheet = draw.choice([each for each in book if each.sheet_state == "visible"])
    cells = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not isinstance(cell, openpyxl.cell.cell.MergedCell)
    ]
    cell = draw.choice(cells)
    cell.value = draw.choice(["=A1+1", "#N/A"])
    stream = io.BytesIO()
    book.save(stream)
    return Changed(stream.getvalue(), "may", is_complete=False)


def _saved_again(draw: random.Random, file: ValidFile) -> Changed | None:
    """Opened and saved by another program."""
    if not _is_book(file):
        return None
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(file.content)).save(stream)
    return Changed(stream.getvalue())


def _is_book(file: ValidFile) -> bool:
    return file.name.endswith(".xlsx")


CHANGES: dict[str, Callable[[random.Random, ValidFile], Changed | None]] = {
    "nothing": _as_it_is,
    "macros_inside": _macros,
    "links_and_objects_inside": _objects,
    "data_on_a_hidden_sheet": _hidden,
    "extension_of_another_format": _extension,
    "lines_lost": _lines_lost,
    "line_ends": _line_ends,
    "another_encoding": _encoding,
    "cell_poisoned_in_text": _poisoned_text,
    "cell_poisoned_in_a_workbook": _poisoned_book,
    "saved_again": _saved_again,
    **{name: _damaged(name) for name in BYTES},
}


def foreign_case(family: str, draw: random.Random, number: int, salt: bytes) -> Case:
    """The case of that number, of a foreign format."""
    for _ in range(_TRIES):
        file = FOREIGN[family](draw, number)
        name = draw.choice(sorted(CHANGES))
        changed = CHANGES[name](draw, file)
        if changed is not None:
            break
    else:
        raise AssertionError(f"there is nothing to do to {family}")
    extension = changed.extension or file.name.rpartition(".")[2]
    path = f"{file.half_year}/case-{number}.{extension}"
    if family.startswith("form "):
        path = f"{file.half_year}/{family.removeprefix('form ')}/case-{number}.{extension}"
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = {
        dataset: [dict(row) for row in found] for dataset, found in file.rows.items() if found
    }
    expected = Expected(
        changed.refused,  # type: ignore[arg-type]
        anywhere=rows,
        unknown=changed.unknown,
        is_complete=changed.is_complete,
    )
    return Case(number, family, extension, name, path, changed.content, expected)
