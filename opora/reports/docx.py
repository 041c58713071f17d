"""Blocks as a document of Word: the аналитическая справка.

Belongs here: from blocks to DOCX. Which blocks there are: `contents`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
    Linked,
    Marked,
    Note,
    Picture,
    Points,
    Remark,
    Section,
    Table,
    Text,
)
from opora.reports.pictures import png

_TONES = {
    "good": RGBColor(0x1F, 0x6A, 0x50),
    "bad": RGBColor(0xA3, 0x2B, 0x23),
    "warn": RGBColor(0x8A, 0x5D, 0x00),
    "quiet": RGBColor(0x5D, 0x6B, 0x73),
}
_TEXT_WIDTH = Mm(170)


@dataclass(frozen=True)
class Paper:
    """A document about a half-year; the attributes as those of `html.Page`."""

    title: str
    subtitle: str
    line: str
    notices: tuple[str, ...]
    sections: Sequence[Section]


def docx(paper: Paper) -> bytes:
    """The bytes of the document."""
    document = Document()
    _page(document, paper.line)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(paper.title)
    run.bold, run.font.size = True, Pt(14)
    subtitle = document.add_paragraph(paper.subtitle)
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for notice in paper.notices:
        document.add_paragraph().add_run(notice).italic = True
    for section in paper.sections:
        document.add_heading(section.title, level=1)
        for block in section.blocks:
            _add(document, block)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: DocumentType, line: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.footer.paragraphs[0].text = line
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)


def _add(document: DocumentType, block: Block) -> None:
    match block:
        case Heading(text):
            document.add_heading(text, level=2)
        case Text(text):
            document.add_paragraph(text)
        case Note(text):
            document.add_paragraph().add_run(text).italic = True
        case Remark(about, text):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{about}. ").bold = True
            paragraph.add_run(text)
        case Points(items):
            for item in items:
                document.add_paragraph(item, style="List Bullet")
        case Table():
            _table(document, block)
        case Picture(caption, chart):
            document.add_picture(io.BytesIO(png(chart)), width=_TEXT_WIDTH)
            document.add_paragraph(caption)


def _table(document: DocumentType, block: Table) -> None:
    document.add_paragraph(block.caption)
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, block.headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in block.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell.paragraphs[0], value)
    if block.more:
        document.add_paragraph().add_run(block.more).italic = True


def _write(paragraph: object, value: Cell) -> None:
    text = value.text if isinstance(value, Marked | Linked) else value
    run = paragraph.add_run(text)  # type: ignore[attr-defined]
    if isinstance(value, Marked):
        run.font.color.rgb = _TONES[value.tone]
