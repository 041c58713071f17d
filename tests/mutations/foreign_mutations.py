"""What may be done to files of foreign formats, mappings and forms.

What one of their cells means, only their reader knows; so a mutation here either leaves every value
as it was, or puts something into a cell that must never become a value, or damages bytes that
checksums guard. Not here: the files (`foreign_files`), tables of contracts (`plan`).
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from adapters import ValidFile
from byte_mutations import BYTES
from cases import Case, Expected
from foreign_files import FOREIGN
from grids import Refused
from writers import rewritten, with_parts

#: What never is a value, whatever the column.
_POISON = ("#Н/Д", "=A1+1", "#ССЫЛКА!")
_TRIES = 500


@dataclass(frozen=True)
class Changed:
    """The bytes, and what is known: whether the file is refused, all rows or none too many."""

    content: bytes
    refused: Refused = "never"
    is_complete: bool = True
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


def foreign_case(family: str, draw: random.Random, number: int) -> Case:
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
        changed.refused,
        anywhere=rows,
        is_complete=changed.is_complete,
    )
    return Case(number, family, extension, name, path, changed.content, expected)
