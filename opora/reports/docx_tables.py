"""Tables of the справка: widths that fit the page, heads that repeat, rows that stay whole.

Belongs here: from a table to Word's. Not here: its caption (`docx`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from opora.reports.blocks import Cell, Marked, Table
from opora.reports.docx_looks import TEXT_WIDTH

_TONES = {
    "good": RGBColor(0x1F, 0x6A, 0x50),
    "bad": RGBColor(0xA3, 0x2B, 0x23),
    "warn": RGBColor(0x8A, 0x5D, 0x00),
    "quiet": RGBColor(0x5D, 0x6B, 0x73),
}
_HEAD = "E8EEF1"
#: Sizes of letters, the largest that fits; and how wide a letter of one point is on average, in
#: millimetres, and how much wider it is in a heading.
_SIZES, _LETTER, _BOLD = (10.5, 9.5, 8.5, 7.5), 0.175, 1.12
#: Letters that are half as wide again as others, as capitals are; and those twice as wide.
_WIDE, _WIDEST = frozenset("жмфшщыю%"), frozenset("ЖМФШЩЫЮ№")
#: What a cell leaves free beside its text, in millimetres.
_BESIDE = 4.2
#: A column of texts is to be this much wider than its longest words.
_ROOM_FOR_TEXT = 2.5
#: Cells up to this length stay in one line; from that length on they are texts, which ask for more
#: room up to that.
_SHORT, _TEXT, _LONG = 12, 60, 200
#: Where a line may break; not at spaces that hold a number and its unit together.
_BREAKS = re.compile(r"[ \n]|(?<=[-/])")


def add_table(document: DocumentType, block: Table) -> None:
    """Add a table, without its caption."""
    size, widths = _fitted(block)
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    _mark(head, "w:tblHeader")
    for cell, heading in zip(head.cells, block.headings, strict=True):
        run = cell.paragraphs[0].add_run(heading)
        run.bold = True
        _shade(cell)
    for row in block.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell.paragraphs[0], value)
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for place, cell in enumerate(row.cells):
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if place in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for run in paragraph.runs:
                run.font.size = Pt(size)
    for place, column in enumerate(table.columns):
        column.width = widths[place]


def _fitted(block: Table) -> tuple[float, list[Length]]:
    """The size of the letters, and the width of each column."""
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.headings)
    least: list[float] = []
    wanted: list[float] = []
    for heading, cells in zip(block.headings, columns, strict=True):
        texts = [_text(cell) for cell in cells]
        words = [_unbroken(text, _SHORT) for text in texts]
        need = max(_BOLD * _unbroken(heading, 0), *words, 0)
        least.append(need)
        wanted.append(max(need, min(_LONG, max(map(len, texts), default=0))))
    room = TEXT_WIDTH / Mm(1) - _BESIDE * len(columns)
    size = _size(room, least, wanted)
    letters = room / (size * _LETTER)
    return size, [Mm(width * size * _LETTER + _BESIDE) for width in _shared(letters, least, wanted)]


def _size(room: float, least: Sequence[float], wanted: Sequence[float]) -> float:
    """The largest letters with which texts have room; the smallest only where words need them."""
    asked = sum(
        need * _ROOM_FOR_TEXT if wish > _TEXT else need
        for need, wish in zip(least, wanted, strict=True)
    )
    *usual, smallest = _SIZES
    for size in usual:
        if asked * size * _LETTER <= room:
            return size
    return usual[-1] if sum(least) * usual[-1] * _LETTER <= room else smallest


def _shared(room: float, least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """Letters per column: each what it needs, the rest by what each would like."""
    if sum(least) >= room:
        return [each * room / sum(least) for each in least]
    more = [wish - need for wish, need in zip(wanted, least, strict=True)]
    rest = room - sum(least)
    if not sum(more):
        return [each + rest / len(least) for each in least]
    return [need + rest * wish / sum(more) for need, wish in zip(least, more, strict=True)]


def _unbroken(text: str, most: int) -> float:
    """The width of what may not be broken: a text of up to `most` letters, or its words."""
    parts = [text] if len(text) <= most else _BREAKS.split(text)
    return max(sum(map(_width, part)) for part in parts)


def _width(letter: str) -> float:
    if letter in _WIDEST:
        return 2.3
    return 1.5 if letter.isupper() or letter in _WIDE else 1


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _write(paragraph: Any, value: Cell) -> None:
    run = paragraph.add_run(_text(value))
    if isinstance(value, Marked):
        run.font.color.rgb = _TONES[value.tone]


def _mark(row: Any, what: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(what))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
