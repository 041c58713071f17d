"""What happens to text tables only: encodings, delimiters, quotation marks, line ends.

Each takes a table of text with its style and gives bytes and what may come of them. Belongs here:
files that a person would still call a table. Not here: damaged bytes (`byte_mutations`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from cases import Expected, expected_of
from grids import Grid, Row
from writers import TextStyle, in_text, text_lines, text_table

Made = tuple[bytes, Expected]
TextMutation = Callable[[random.Random, Grid, TextStyle, bytes], Made | None]
TEXT: dict[str, TextMutation] = {}


def mutation(function: TextMutation) -> TextMutation:
    """Register a mutation under the name of its function."""
    TEXT[function.__name__] = function
    return function


def made(grid: Grid, style: TextStyle) -> Made:
    """A text table, and what may come of its rows."""
    text = in_text(grid, style)
    return text_table(text, style), expected_of(text)


def _refused(content: bytes, grid: Grid, style: TextStyle) -> Made:
    return content, replace(made(grid, style)[1], refused="must")


def _joined(lines: list[str], style: TextStyle) -> str:
    return "".join(line + style.newline for line in lines)


# -- encodings ------------------------------------------------------------------------------------


@mutation
def another_encoding(draw: random.Random, grid: Grid, style: TextStyle) -> Made | None:
    """What can't be told for sure is refused."""
    other = replace(style, encoding=draw.choice(["koi8-r", "cp866", "iso8859-5", "mac_cyrillic"]))
    if draw.random() < 0.5:
        # No heading gives it away.
        grid = replace(grid, headings=tuple(map(str, grid.columns)))
    text = in_text(grid, other)
    if not _has_letters(text_lines(text, other)):
        return None
    content = _joined(text_lines(text, other), other).encode(other.encoding, errors="replace")
    return _refused(content, grid, style)


@mutation
def utf_16_without_a_mark(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    other = replace(style, encoding=draw.choice(["utf-16-le", "utf-16-be", "utf-32-le"]))
    return _refused(text_table(in_text(grid, other), other), grid, style)


@mutation
def utf_16_with_a_mark(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    return made(grid, replace(style, encoding="utf-16"))


@mutation
def encodings_mixed(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """Two exports pasted into one file."""
    first, second = draw.sample(["utf-8", "cp1251"], 2)
    lines = text_lines(in_text(grid, style), style)
    cut = draw.randint(1, len(lines) - 1)
    content = _joined(lines[:cut], style).encode(first) + _joined(lines[cut:], style).encode(second)
    if not _has_letters(lines[:cut]) or not _has_letters(lines[cut:]):
        return made(grid, replace(style, encoding=first))
    return _refused(content, grid, style)


def _has_letters(lines: list[str]) -> bool:
    return any(ord(letter) > 127 for line in lines for letter in line)


@mutation
def letters_spoilt_before(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """UTF-8 once read as a one-byte encoding and saved again."""
    plain = in_text(grid, style)
    number = draw.randrange(len(plain.rows))
    spoilt = tuple(_spoilt(cell) for cell in plain.rows[number].cells)
    if spoilt == plain.rows[number].cells:
        return made(grid, style)
    rows = list(plain.rows)
    rows[number] = Row(spoilt, "may")
    utf_8 = replace(style, encoding="utf-8")
    return _refused(text_table(plain.with_rows(rows), utf_8), grid, style)


def _spoilt(cell: str | None) -> str | None:
    return cell and cell.encode().decode("cp1251", errors="ignore")


@mutation
def null_bytes(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    plain = replace(style, encoding="utf-8" if style.encoding == "utf-16" else style.encoding)
    content = text_table(in_text(grid, plain), plain)
    at = draw.randrange(3, len(content))
    return _refused(content[:at] + bytes(draw.randint(1, 9)) + content[at:], grid, plain)


# -- delimiters and quotation marks ---------------------------------------------------------------


@mutation
def another_delimiter(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    return made(grid, replace(style, delimiter=draw.choice(";,\t|")))


@mutation
def delimiter_changes(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """From some row on all cells stand in the first column."""
    plain = in_text(grid, style)
    other = replace(
        style, delimiter=draw.choice([each for each in ";,\t|" if each != style.delimiter])
    )
    lines = text_lines(plain, style)
    cut = draw.randint(1, len(plain.rows))
    lines[cut:] = text_lines(plain, other)[cut:]
    content = _joined(lines, style).encode(style.encoding)
    rows = [
        row if number + 1 < cut else replace(row, fate="wrong")
        for number, row in enumerate(plain.rows)
    ]
    return content, replace(expected_of(plain.with_rows(rows)), refused="may")


@mutation
def delimiters_behind(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """Excel writes them for columns that were formatted once."""
    lines = text_lines(in_text(grid, style), style)
    extra = style.delimiter * draw.randint(1, 9)
    content = _joined([line + extra for line in lines], style).encode(style.encoding)
    return content, made(grid, style)[1]


@mutation
def all_cells_quoted(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    plain = in_text(grid, style)
    lines = [
        style.delimiter.join('"' + (cell or "").replace('"', '""') + '"' for cell in cells)
        for cells in (plain.headings, *(row.cells for row in plain.rows))
    ]
    return _joined(lines, style).encode(style.encoding), expected_of(plain)


@mutation
def quotation_mark_not_closed(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """Whatever follows it belongs to the cell, rows and all."""
    lines = text_lines(in_text(grid, style), style)
    number = draw.randrange(1, len(lines))
    cells = lines[number].split(style.delimiter)
    at = draw.randrange(len(cells))
    if any(cell.startswith('"') for line in lines[number:] for cell in line.split(style.delimiter)):
        at = len(cells) - 1
        cells[at] = f'"{cells[at]}"x'
    else:
        cells[at] = f'"{cells[at]}'
    lines[number] = style.delimiter.join(cells)
    return _refused(_joined(lines, style).encode(style.encoding), grid, style)


@mutation
def quotation_marks_swallow_rows(draw: random.Random, grid: Grid, style: TextStyle) -> Made | None:
    lines = text_lines(in_text(grid, style), style)
    if any('"' in line for line in lines) or len(grid.columns) < 3:
        return None
    first = draw.randrange(1, len(lines) - 1)
    last = draw.randrange(first + 1, len(lines))
    head, _, cell = lines[first].rpartition(style.delimiter)
    lines[first] = f'{head}{style.delimiter}"{cell}'
    lines[last] += '"'
    return _refused(_joined(lines, style).encode(style.encoding), grid, style)


# -- lines ----------------------------------------------------------------------------------------


@mutation
def line_ends(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    return made(grid, replace(style, newline=draw.choice(["\n", "\r\n", "\r"])))


@mutation
def line_ends_mixed(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    lines = text_lines(in_text(grid, style), style)
    content = "".join(line + draw.choice(["\n", "\r\n"]) for line in lines)
    # A large file of mixed ends is refused: it can't be read in pieces.
    return content.encode(style.encoding), replace(made(grid, style)[1], refused="may")


@mutation
def last_line_without_end(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    lines = text_lines(in_text(grid, style), style)
    return style.newline.join(lines).encode(style.encoding), made(grid, style)[1]


@mutation
def line_of_the_delimiter(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    """Excel understands a first line like `sep=;`."""
    lines = [f"sep={style.delimiter}", *text_lines(in_text(grid, style), style)]
    above = replace(grid, above=(("sep=",),))
    return _joined(lines, style).encode(style.encoding), made(above, style)[1]


@mutation
def very_long_cell(draw: random.Random, grid: Grid, style: TextStyle) -> Made | None:
    """A cell of a megabyte is no cell."""
    places = grid.places(lambda column: column.type == "string")
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number].touched(draw.choice(places), "Ы" * draw.choice([200_000, 1_100_000]))
    rows = [row if at == number else each for at, each in enumerate(grid.rows)]
    content, expected = made(grid.with_rows(rows), style)
    return content, replace(expected, refused="must")


@mutation
def only_headings(draw: random.Random, grid: Grid, style: TextStyle) -> Made:
    content, expected = made(grid.with_rows([]), style)
    return content, replace(expected, refused="must")
