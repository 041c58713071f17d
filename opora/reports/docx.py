"""Blocks as a document of Word: the аналитическая справка.

Belongs here: from blocks to DOCX, and the place to sign. Which blocks there are: `contents`.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Inches, Mm, Pt

from opora.reports.blocks import (
    Block,
    Heading,
    Note,
    Picture,
    Points,
    Remark,
    Section,
    Table,
    Text,
)
from opora.reports.docx_looks import (
    TEXT_HEIGHT,
    TEXT_WIDTH,
    add_field,
    indented,
    on_every_page,
    prepare,
    set_apart,
    set_off,
)
from opora.reports.docx_tables import add_table
from opora.reports.pictures import png
from opora.reports.shortened import on_paper
from opora.reports.standing import DRAFT
from opora.reports.texts import Texts

#: Points of a PNG per inch: they are drawn twice as large as on a screen.
_POINTS_PER_INCH = 2 * 96

#: What a picture takes of a page at most.
_HIGHEST = 0.55

#: Letters that Word takes in a property of a file.
_LONGEST_PROPERTY = 255


@dataclass(frozen=True)
class Paper:
    """A document about a half-year; the attributes as those of `html.Page`.

    `texts`: to whom it goes and who signs; `dated`: what the file says of when it was made;
    `summary`: what stands before the first section.
    """

    title: str
    subtitle: str
    line: str
    is_draft: bool
    notices: tuple[str, ...]
    sections: Sequence[Section]
    texts: Texts
    dated: dt.datetime
    summary: Section | None = None


def docx(paper: Paper) -> bytes:
    """The bytes of the document."""
    document = Document()
    prepare(document)
    on_every_page(document, paper.line, DRAFT if paper.is_draft else None)
    _properties(document, paper)
    _head(document, paper)
    writer = _Writer(document)
    if paper.summary:
        _summary(document, writer, paper.summary)
    for number, section in enumerate(paper.sections, start=1):
        document.add_heading(f"{number}. {section.title}", level=1)
        for block in section.blocks:
            if block.on_paper:
                writer.add(block)
    _signature(document, paper.texts)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _properties(document: DocumentType, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = f"{paper.title}. {paper.subtitle}"[:_LONGEST_PROPERTY]
    properties.subject = paper.line[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = "Опора"
    properties.language = "ru-RU"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = paper.dated


def _head(document: DocumentType, paper: Paper) -> None:
    if paper.texts.addressee:
        to = document.add_paragraph(paper.texts.addressee)
        to.paragraph_format.left_indent = Mm(90)
    for text, size in ((paper.title, 16), (paper.subtitle, 14)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = size > 14, Pt(size)
    for notice in paper.notices:
        paragraph = document.add_paragraph()
        set_off(paragraph)
        paragraph.add_run(notice).italic = True


def _summary(document: DocumentType, writer: _Writer, summary: Section) -> None:
    document.add_heading(summary.title, level=1)
    for block in summary.blocks:
        writer.add(block)


def _signature(document: DocumentType, texts: Texts) -> None:
    """A line to sign on, kept together with the position, the date and the words before it."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.keep_with_next = True
    table = document.add_table(rows=2, cols=3)
    table.autofit = False
    cells = (
        (texts.signatory or "_" * 28, "_" * 20, texts.signatory_name or "_" * 22),
        ("(должность)", "(подпись)", "(И. О. Фамилия)"),
    )
    for row, (texts_of_row, size) in zip(table.rows, ((cells[0], 12), (cells[1], 8)), strict=True):
        for cell, text, width in zip(row.cells, texts_of_row, (66, 50, 54), strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(text).font.size = Pt(size)
    date = document.add_paragraph("«____» ______________ 20____ г.")
    date.paragraph_format.space_before = Pt(12)


class _Writer:
    """Blocks, one after the other; tables and pictures are numbered through the document."""

    def __init__(self, document: DocumentType) -> None:
        self._document = document
        self._tables = self._pictures = 0

    def add(self, block: Block) -> None:
        document = self._document
        match block:
            case Heading(text):
                document.add_heading(text, level=2)
            case Text(text):
                indented(document.add_paragraph(text))
            case Note(text):
                self._note(text)
            case Remark(about, text):
                paragraph = document.add_paragraph()
                set_off(paragraph)
                paragraph.add_run(f"{about}. ").bold = True
                paragraph.add_run(text)
            case Points(items):
                for item in items:
                    document.add_paragraph(item, style="List Bullet")
            case Table():
                self._tables += 1
                self._caption("Таблица", self._tables, block.caption, stays_with_next=True)
                shown = on_paper(block)
                add_table(document, shown)
                if shown.more:
                    self._note(shown.more)
                else:
                    set_apart(document.add_paragraph())
            case Picture():
                self._pictures += 1
                self._picture(block)

    def _note(self, text: str) -> None:
        run = self._document.add_paragraph().add_run(text)
        run.italic, run.font.size = True, Pt(10.5)

    def _caption(self, kind: str, number: int, text: str, *, stays_with_next: bool) -> None:
        paragraph = self._document.add_paragraph(f"{kind} ", style="Caption")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
        paragraph.add_run(f". {text}")
        paragraph.paragraph_format.keep_with_next = stays_with_next

    def _picture(self, block: Picture) -> None:
        image = png(block.chart)
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(io.BytesIO(image), width=_width(image))
        # what is read to people who can't see it
        shape._inline.docPr.set("descr", block.alternative)
        self._caption("Рисунок", self._pictures, block.caption, stays_with_next=False)


def _width(image: bytes) -> Emu:
    """As on the screen, unless the page is too small to hold some text beside it."""
    # where a PNG keeps its size
    wide, high = struct.unpack(">II", image[16:24])
    natural = Inches(wide / _POINTS_PER_INCH)
    not_too_high = Emu(int(_HIGHEST * TEXT_HEIGHT * wide / high))
    return Emu(min(natural, TEXT_WIDTH, not_too_high))
