"""The справка as Word's own terms have it: what a reader, a printer and a blind reader rely on."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm

from opora.reports.blocks import (
    Heading,
    Linked,
    Marked,
    Picture,
    Points,
    Section,
    Table,
    Text,
    only_on_page,
)
from opora.reports.docx import Paper, docx
from opora.reports.texts import Texts

LINE = "2024-H1 · редакция 1 · утверждена 19.07.2024 · хеш 0123456789abcdef"
CHART = alt.Chart(pd.DataFrame({"school": ["Первая"], "share": [40.0]})).mark_bar().encode(
    alt.X("share:Q"), alt.Y("school:N")
)  # fmt: skip
TABLE = Table(
    "Школы",
    ("Школа", "Доля", "Почему"),
    (
        ("Первая", Marked("40,0 %", "bad"), "Слово " * 60),
        (Linked("Вторая", "schools/s2.html"), "5,0 %", "Коротко."),
    ),
    numeric=frozenset({1}),
    more="Ещё 3 — в приложении.",
)
SECTIONS = (
    Section("one", "Первый раздел", (Text("Текст."), TABLE)),
    Section(
        "two", "Второй раздел",
        (Heading("Внутри"), Picture("Доля", CHART, "Первая: 40 %"), TABLE, Points(("Пункт.",))),
    ),
)  # fmt: skip


def paper(*, is_draft: bool = False, texts: Texts | None = None) -> Paper:
    """A paper of two sections."""
    return Paper(
        "Справка", "Округ", LINE, is_draft, ("Внимание.",), SECTIONS, texts or Texts(),
        dt.datetime(2024, 7, 19, 8),
    )  # fmt: skip


def opened(written: Paper) -> DocumentType:
    """The document, as Word would open it."""
    return Document(io.BytesIO(docx(written)))


@pytest.fixture(scope="module")
def document() -> DocumentType:
    """An approved one, with everything a department may say for itself."""
    texts = Texts(
        addressee="Главе округа", signatory="Начальник управления", signatory_name="И. И. Иванова"
    )
    return opened(paper(texts=texts))


def printed(document: DocumentType) -> list[str]:
    """The paragraphs, with what fields show."""
    return [
        "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))
        for paragraph in document.paragraphs
    ]


def test_sections_tables_and_pictures_are_numbered(document: DocumentType) -> None:
    texts = printed(document)

    assert [text for text in texts if re.match(r"\d\.", text)] == [
        "1. Первый раздел",
        "2. Второй раздел",
    ]
    assert [text for text in texts if text.startswith(("Таблица", "Рисунок"))] == [
        "Таблица 1. Школы",
        "Рисунок 1. Доля",
        "Таблица 2. Школы",
    ]


def test_what_is_for_the_page_alone_is_left_out_and_a_summary_has_no_number() -> None:
    section = Section("one", "Раздел", (Text("Текст."), *only_on_page(Text("Лишнее."), TABLE)))
    summary = Section("summary", "Главное", (Points(("Пункт.",)),))
    written = Paper(
        "С", "О", LINE, False, (), (section,), Texts(), dt.datetime(2024, 7, 19), summary
    )

    texts = printed(opened(written))

    assert texts[2:6] == ["Главное", "Пункт.", "1. Раздел", "Текст."]
    assert "Лишнее." not in texts
    # that of the signature
    assert len(opened(written).tables) == 1


def test_heads_of_narrow_columns_are_not_broken_in_a_word() -> None:
    heads = ("Территория", "Школ", "Всего", "Результатов", "Учитывается", "Опорная школа")
    row = ("Муниципальный округ " * 9, "5", "7", "16 803", "да", "нет")
    wide = Section("w", "Т", (Table("Т", heads, (row,), numeric=frozenset({1, 2, 3})),))
    document = opened(Paper("С", "О", LINE, False, (), (wide,), Texts(), dt.datetime(2024, 7, 19)))

    # «Школ» in bold letters of 10.5 points is 9.9 mm wide, and a cell has 3.8 mm of margins
    assert document.tables[0].columns[1].width > Mm(13.7)


def test_heads_of_tables_repeat_and_rows_stay_whole(document: DocumentType) -> None:
    table = document.tables[0]
    properties = [[node.tag for node in row._tr.trPr] for row in table.rows]

    assert [qn("w:tblHeader") in each for each in properties] == [True, False, False]
    assert all(qn("w:cantSplit") in each for each in properties)


def test_numbers_stand_on_the_right_and_widths_fill_the_page(document: DocumentType) -> None:
    table = document.tables[0]

    assert [cell.paragraphs[0].alignment for cell in table.rows[1].cells] == [None, 2, None]
    widths = [column.width for column in table.columns]
    assert sum(widths) == pytest.approx(Mm(170), abs=Mm(1))
    # the long text has most of it, and no number is broken
    assert widths[2] > widths[0] > Mm(15)
    assert widths[1] > Mm(14)


def test_the_line_and_the_number_of_the_page_stand_on_every_page(document: DocumentType) -> None:
    footer = document.sections[0].footer
    fields = [node.get(qn("w:instr")) for node in footer._element.iter(qn("w:fldSimple"))]

    assert footer.paragraphs[0].text == LINE
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_draft_says_so_on_every_page(document: DocumentType) -> None:
    assert opened(paper(is_draft=True)).sections[0].header.paragraphs[0].text == "ПРОЕКТ"
    assert document.sections[0].header.paragraphs[0].text == ""


def test_a_picture_is_told_in_words(document: DocumentType) -> None:
    (properties,) = document.element.body.iter(qn("wp:docPr"))

    assert properties.get("descr") == "Первая: 40 %"


def test_it_speaks_russian_and_looks_like_the_field(document: DocumentType) -> None:
    styles = document.styles
    languages = {node.get(qn("w:val")) for node in styles.element.iter(qn("w:lang"))}

    assert languages == {"ru-RU"}
    for name in ("Normal", "Heading 1", "Caption"):
        fonts = styles[name].element.rPr.rFonts
        assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert document.core_properties.title == "Справка. Округ"
    assert document.core_properties.author == "Опора"
    assert document.core_properties.created == dt.datetime(2024, 7, 19, 8, tzinfo=dt.UTC)


def test_there_is_a_place_to_sign(document: DocumentType) -> None:
    block = document.tables[-1]

    assert [cell.text.strip("_") for cell in block.rows[0].cells] == [
        "Начальник управления",
        "",
        "И. И. Иванова",
    ]
    assert printed(document)[0] == "Главе округа"
    assert printed(document)[-1].endswith("20____ г.")
    assert all(
        paragraph.paragraph_format.keep_with_next
        for row in block.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    )


def test_what_is_not_known_is_left_to_be_written() -> None:
    cells = opened(paper()).tables[-1].rows[0].cells

    assert all(set(cell.text) == {"_"} for cell in cells)


def test_a_table_without_rows_and_a_paper_without_sections_can_be_written() -> None:
    empty = Section("e", "Пусто", (Table("Ничего", ("А", "Б"), ()),))
    bare = Paper("С", "О", LINE, False, (), (), Texts(), dt.datetime(2024, 7, 19))

    assert docx(bare)
    assert (
        opened(Paper("С", "О", LINE, False, (), (empty,), Texts(), dt.datetime(2024, 7, 19)))
        .tables[0]
        .rows[0]
        .cells[1]
        .text
        == "Б"
    )


def test_whoever_signed_with_a_long_title_has_a_paper() -> None:
    line = f"2024-H1 · утверждена, {'начальник управления ' * 20} · хеш 0123456789abcdef"
    document = Document(io.BytesIO(docx(replace(paper(), line=line, subtitle="Округ " * 60))))
    assert document.sections[0].footer.paragraphs[0].text == line
    assert document.core_properties.subject == line[:255]
