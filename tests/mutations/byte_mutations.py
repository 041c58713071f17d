"""What happens to a file on its way: bytes cut, flipped, doubled, lost; what it then still says.

Belongs here: mutations of bytes, and the oracle that reads what is left with other libraries than
the program does (the csv module, openpyxl, pyarrow). Rows that are untouched must be accepted if
the file is; the others may be, as what they now say.
"""

from __future__ import annotations

import csv
import io
import random
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pyarrow.parquet as pq
from cases import Expected, expected_of
from grids import Grid, Row
from literal import normal
from writers import TextStyle, rewritten

ByteMutation = Callable[[random.Random, bytes], bytes]
BYTES: dict[str, ByteMutation] = {}


def mutation(function: ByteMutation) -> ByteMutation:
    """Register a mutation under the name of its function."""
    BYTES[function.__name__] = function
    return function


def _slice(draw: random.Random, content: bytes) -> tuple[int, int]:
    first = draw.randrange(len(content))
    return first, min(len(content), first + draw.randint(1, max(2, len(content) // 10)))


@mutation
def bytes_cut_off(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(1, len(content))]


@mutation
def bytes_flipped(draw: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


@mutation
def bytes_replaced(draw: random.Random, content: bytes) -> bytes:
    first, last = _slice(draw, content)
    return content[:first] + draw.randbytes(last - first) + content[last:]


@mutation
def bytes_lost(draw: random.Random, content: bytes) -> bytes:
    first, last = _slice(draw, content)
    return (content[:first] + content[last:]) or b"x"


@mutation
def bytes_doubled(draw: random.Random, content: bytes) -> bytes:
    first, last = _slice(draw, content)
    return content[:last] + content[first:last] + content[last:]


@mutation
def bytes_zeroed(draw: random.Random, content: bytes) -> bytes:
    first, last = _slice(draw, content)
    return content[:first] + bytes(last - first) + content[last:]


@mutation
def bytes_inserted(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(draw.randint(1, 3)) + content[at:]


@mutation
def bytes_appended(draw: random.Random, content: bytes) -> bytes:
    return content + draw.choice([bytes(512), b"\r\n\r\n", b"\x1a", draw.randbytes(40)])


@mutation
def signs_replaced(draw: random.Random, content: bytes) -> bytes:
    """As somebody types over a text: letters, digits, delimiters, quotation marks."""
    changed = bytearray(content)
    for _ in range(draw.randint(1, 5)):
        changed[draw.randrange(len(changed))] = draw.choice(b"0123456789;,.\"'\t\n xXA=-")
    return bytes(changed)


# -- what is left: text ---------------------------------------------------------------------------


def left_of_text(content: bytes, grid: Grid, style: TextStyle) -> Expected:
    """What a damaged text table may give; `grid` is what it was, in text."""
    try:
        text = content.decode(style.encoding)
        rows = list(_numbered(text, style.delimiter))
    except (UnicodeError, csv.Error):
        return Expected("must")
    header = next((at for at, (_, cells) in enumerate(rows) if _has_headings(cells, grid)), None)
    if header is None or "\0" in text:
        # Without its headings it is no table, with a null byte it is no text.
        return Expected("must")
    number, found = rows[header]
    names = {normal(heading).strip(" *:"): column for heading, column in
             zip(grid.headings, grid.columns, strict=True)}  # fmt: skip
    columns = tuple(names.get(normal(cell).strip(" *:")) for cell in found)
    original = {tuple(cell or "" for cell in row.cells) for row in grid.rows}
    left: list[Row] = []
    places = []
    for at, cells in rows[header + 1 :]:
        if any(cell.strip(" \t\u00a0") for cell in cells):
            kept = tuple(cells[: len(grid.columns)]) in original and len(cells) == len(grid.columns)
            padded = (*cells, *[""] * (len(found) - len(cells)))
            left.append(Row(padded, "right" if kept and columns == grid.columns else "may"))
            places.append(at)
    table = replace(grid, columns=columns, headings=tuple(found), rows=tuple(left))
    by_row = expected_of(table).rows[grid.dataset.name]
    # Of rows that have one key, nobody knows which one is meant.
    keys = [tuple(row.values.get(name) for name in grid.dataset.key) for row in by_row.values()]
    moved = {
        (None, at): replace(row, fate="may") if row.fate == "right" and keys.count(key) > 1 else row
        for at, key, row in zip(places, keys, by_row.values(), strict=True)
    }
    is_whole = number == 1 and columns == grid.columns and len(set(left)) == len(left)
    return Expected("may" if not is_whole or left != list(grid.rows) else "never",
                    {grid.dataset.name: moved})  # fmt: skip


def _numbered(text: str, delimiter: str) -> Any:
    csv.field_size_limit(1 << 22)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        yield reader.line_num, cells


def _has_headings(cells: Sequence[str], grid: Grid) -> bool:
    wanted = {
        normal(heading).strip(" *:")
        for at, heading in enumerate(grid.headings)
        if (column := grid.column(at)) is not None and column.heading_required
    }
    return wanted <= {normal(cell).strip(" *:") for cell in cells}


# -- what is left: workbooks and Parquet ----------------------------------------------------------


def left_of_workbook(content: bytes, grid: Grid, sheet: str) -> Expected:
    """A checksum guards every part: what is not refused is what it was."""
    return replace(expected_of(grid, sheet), refused="may")


def signs_in_a_part(draw: random.Random, content: bytes) -> bytes:
    """Signs of a sheet's or the strings' XML replaced, checksums right: a program gone wrong."""
    part = draw.choice(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])

    def change(xml: bytes) -> bytes:
        places = [found.start() for found in re.finditer(rb"[A-Za-z0-9]", xml)]
        changed = bytearray(xml)
        for at in draw.sample(places, draw.randint(1, 3)):
            changed[at] = draw.choice(b"0123456789abcdefzABCZ")
        return bytes(changed)

    return rewritten(content, {part: change})


def left_of_parts(content: bytes, grid: Grid, sheet: str) -> Expected:
    """What another reader of workbooks finds in it; nothing is known where that one fails."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    except Exception:
        return Expected("may")
    found = tuple("" if cell is None else str(cell) for cell in (rows or [[]])[0])
    if found[: len(grid.headings)] != grid.headings:
        return Expected("may")
    known = {row.cells for row in grid.rows}
    left = [
        Row(tuple(cells[: len(grid.columns)]), "right" if tuple(cells) in known else "may")
        for cells in rows[1:]
    ]
    expected = expected_of(grid.with_rows(left), sheet)
    return replace(expected, refused="may")


def left_of_parquet(content: bytes, grid: Grid) -> Expected:
    """Parquet as it is written here has no checksums: values may change, and only pyarrow knows."""
    try:
        table = pq.read_table(io.BytesIO(content))
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    except Exception:
        return Expected("may")
    if tuple(table.column_names) != tuple(str(name) for name in grid.columns):
        return Expected("may")
    left = [Row(tuple(cells), "may") for cells in rows]
    return replace(expected_of(grid.with_rows(left), first=1), refused="may")
