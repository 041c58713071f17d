"""How the справка looks: page, fonts, headings, what stands on every page.

Belongs here: styles and fields of Word. Not here: what is written (`docx`), tables (`docx_tables`).
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
#: Between the margins of an A4 page.
TEXT_WIDTH, TEXT_HEIGHT = Mm(170), Mm(240)
_BLACK = RGBColor(0, 0, 0)
_RED = RGBColor(0xA3, 0x2B, 0x23)
_INDENT = Mm(12.5)


def prepare(document: DocumentType) -> None:
    """Set the page and the styles of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    _style(document, "Normal", 12, after=6)
    _style(document, "Heading 1", 14, bold=True, before=16, after=6)
    _style(document, "Heading 2", 12, bold=True, before=10, after=4)
    _style(document, "Caption", 11, before=6, after=4)
    _style(document, "List Bullet", 12, after=3)
    _style(document, "Footer", 8)
    _style(document, "Header", 12)
    _speak_russian(document)


def _style(
    document: DocumentType, name: str, size: float, *, bold: bool = False, before: int = 0,
    after: int = 0,
) -> None:  # fmt: skip
    style: Any = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic, style.font.color.rgb = bold, False, _BLACK
    fonts = style.element.rPr.rFonts
    # the fonts of the template's theme would win
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _speak_russian(document: DocumentType) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None  # noqa: S101 - the template has them
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "ru-RU")


def indented(paragraph: Paragraph) -> None:
    """Make it a paragraph of the field: the first line indented, both edges straight."""
    paragraph.paragraph_format.first_line_indent = _INDENT
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def set_off(paragraph: Paragraph) -> None:
    """Set a paragraph off from the text by a line on its left."""
    paragraph.paragraph_format.left_indent = Mm(5)
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "5D6B73")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    # where the schema wants it: before the spacing
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def set_apart(paragraph: Paragraph) -> None:
    """Make an empty paragraph the small gap between a table and what follows."""
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(6)


def on_every_page(document: DocumentType, line: str, draft: str | None) -> None:
    """Print the line and the number of the page below, and `draft` above."""
    section = document.sections[0]
    section.footer.paragraphs[0].add_run(line)
    # in a line of its own: the other one may be long
    number = section.footer.add_paragraph("Страница ", style="Footer")
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_field(number, "PAGE", "1")
    number.add_run(" из ")
    add_field(number, "NUMPAGES", "1")
    if draft:
        above = section.header.paragraphs[0]
        above.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = above.add_run(draft)
        run.bold, run.font.color.rgb = True, _RED


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add what Word works out itself; `shown` stands there until it does."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    element.append(run)
    paragraph._p.append(element)
