"""Workbooks that nobody's Excel would write, each beside one that differs only in the defect.

Belongs here: making them, part by part. What is answered says `test_hostile_workbooks.py`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from make_fixtures import SUPPORT, event

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

Cells = Mapping[str, str]


def text(value: object) -> str:
    """What stands inside a cell of text."""
    return f' t="inlineStr"><is><t>{escape(str(value))}</t></is>'


def cell(reference: str, inside: str) -> str:
    """A cell; `inside` begins with its attributes."""
    return f'<c r="{reference}"{inside}</c>'


def rows(*extra: str, changed: Cells | None = None) -> str:
    """The rows of a sheet: headings, one event (cells of it `changed`), what else is given."""
    changed = changed or {}
    lines = []
    for number, values in enumerate((SUPPORT, event("a")), start=1):
        cells = []
        for place, value in enumerate(values):
            reference = f"{chr(ord('A') + place)}{number}"
            if reference in changed:
                cells.append(changed[reference])
            elif value is not None:
                cells.append(cell(reference, text(value)))
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join((*lines, *extra))


def sheet(data: str, after: str = "", before: str = "") -> str:
    """The part of a sheet."""
    return (
        f'{_HEAD}{before}<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>{after}'
        "</worksheet>"
    )


def parts(
    data: str = "", *, sheets: int = 1, states: Cells | None = None, calculation: str = ""
) -> dict[str, str]:
    """The parts of a workbook of one sheet, or of copies of it; `states`: number -> attribute."""
    listed = "".join(
        f'<sheet name="Лист{n}" sheetId="{n}" r:id="r{n}" {(states or {}).get(str(n), "")}/>'
        for n in range(1, sheets + 1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    found = {
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="{WORKBOOK}"/></Relationships>',
        WORKBOOK: f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{relations}'
        "</Relationships>",
    }
    return found | {
        f"xl/worksheets/sheet{n}.xml": sheet(data or rows()) for n in range(1, sheets + 1)
    }


def packed(content: Mapping[str, str | bytes], *more: tuple[str, str | bytes]) -> bytes:
    """A workbook of these parts; `more` may repeat a name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (*content.items(), *more):
            if name in archive.namelist():
                # What the library warns of is what is wanted.
                archive.NameToInfo.pop(name)
            archive.writestr(name, part)
    return stream.getvalue()


def book(data: str = "", *more: tuple[str, str | bytes], **changed: str | bytes) -> bytes:
    """A workbook around the rows of a sheet."""
    return packed({**parts(data), **changed}, *more)


def strings(count: int, length: int) -> str:
    """The part of shared strings."""
    item = f"<si><t>{'я' * length}</t></si>"
    return f'{_HEAD}<sst xmlns="{_MAIN}">{item * count}</sst>'


def repeated(count: int, first_row: int = 3) -> str:
    """Rows of cells that all hold the first shared string."""
    cells = 1000
    return "".join(
        f'<row r="{first_row + row}">' + '<c t="s"><v>0</v></c>' * cells + "</row>"
        for row in range(count // cells)
    )


def renamed(content: bytes, name: str, other: str) -> bytes:
    """The archive with another name of the same length in it, everywhere."""
    assert len(name) == len(other)
    return content.replace(name.encode(), other.encode())


def flagged(content: bytes, name: str) -> bytes:
    """The archive with an entry that is said to be encrypted."""
    found = bytearray(content)
    for mark, flags, length, at_name in ((b"PK\x03\x04", 6, 26, 30), (b"PK\x01\x02", 8, 28, 46)):
        start = -1
        while (start := content.find(mark, start + 1)) >= 0:
            size = int.from_bytes(content[start + length : start + length + 2], "little")
            if content[start + at_name : start + at_name + size] == name.encode():
                found[start + flags] |= 1
    return bytes(found)


def understated(content: bytes, name: str) -> bytes:
    """The archive whose directory says that an entry unpacks to ten bytes."""
    found = bytearray(content)
    start = -1
    while (start := content.find(b"PK\x01\x02", start + 1)) >= 0:
        size = int.from_bytes(content[start + 28 : start + 30], "little")
        if content[start + 46 : start + 46 + size] == name.encode():
            found[start + 24 : start + 28] = (10).to_bytes(4, "little")
            found[start + 16 : start + 20] = zlib.crc32(b"x").to_bytes(4, "little")
    return bytes(found)


_ENTITIES = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "ха">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    + "]>"
)
_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
_EXTERNAL = parts()["xl/_rels/workbook.xml.rels"].replace(
    'Target="worksheets/sheet1.xml"', 'Target="file:///etc/hostname" TargetMode="External"'
)

#: Defect -> the bad workbook, the good one, words of the answer. Made when asked: some are large.
HOSTILE: dict[str, tuple[Callable[[], bytes], Callable[[], bytes], str]] = {
    "cell_at_the_end_of_the_sheet": (
        lambda: book(rows(f'<row r="1048576">{cell("XFD1048576", text("x"))}</row>')),
        # formatted and blank: that is how Excel leaves a sheet that was larger
        lambda: book(rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')),
        "1048576 строк и 16384 столбцов",
    ),
    "empty_text_at_the_end_of_the_sheet": (
        lambda: book(rows(f'<row r="1048576">{cell("XFD1048576", text(""))}</row>')),
        lambda: book(rows('<row r="1048576"><c r="XFD1048576" t="inlineStr"/></row>')),
        "1048576 строк и 16384 столбцов",
    ),
    "sheets_that_are_large_together": (
        lambda: packed(parts(rows(f'<row r="1048576">{cell("I1048576", text("x"))}</row>'),
                             sheets=2)),
        lambda: book(rows(f'<row r="1048">{cell("I1048", text("x"))}</row>')),
        "вместе слишком много ячеек",
    ),
    "merged_over_a_million_cells": (
        lambda: book(**{SHEET: sheet(rows(f'<row r="120000">{cell("I120000", text("x"))}</row>'),
                                     '<mergeCells><mergeCell ref="A1:I120000"/></mergeCells>')}),
        lambda: book(**{SHEET: sheet(rows(f'<row r="120">{cell("I120", text("x"))}</row>'),
                                     '<mergeCells><mergeCell ref="A3:I120"/></mergeCells>')}),
        "слишком много объединённых ячеек",
    ),
    "cell_that_lies_about_its_row": (
        lambda: book(rows(f'<row r="3">{cell("XFD1048573", text("x"))}</row>')),
        lambda: book(rows(f'<row r="3">{cell("A3", text(" "))}</row>')),
        "повреждена",
    ),
    "cell_beyond_the_sheet": (
        lambda: book(rows(f'<row r="1048577">{cell("A1048577", text("x"))}</row>')),
        lambda: book(rows('<row r="1048576"/>')),
        "повреждена",
    ),
    "prefix_hides_a_cell": (
        lambda: book(rows(f'<x:row xmlns:x="{_MAIN}" r="1048576">'
                          f'<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>')),
        lambda: book(rows(f'<x:row xmlns:x="{_MAIN}" r="3"/>')),
        "1048576 строк",
    ),
    "part_that_blows_up": (
        lambda: book(rows("<row/>" * 16_000_000)),
        lambda: book(rows("<row/>" * 16_000)),
        "слишком большой объём",
    ),
    "part_larger_than_it_says": (
        lambda: understated(book(), SHEET),
        book,
        "повреждена",
    ),
    "one_text_in_a_million_cells": (
        lambda: book(rows(repeated(1_000_000)), **{STRINGS: strings(1, 30_000)}),
        lambda: book(**{STRINGS: strings(1, 30_000)}),
        "слишком много текста",
    ),
    "text_that_is_not_there": (
        lambda: book(rows(changed={"E2": '<c r="E2" t="s"><v>7</v></c>'}),
                     **{STRINGS: strings(1, 3)}),
        lambda: book(rows(changed={"E2": '<c r="E2" t="s"><v>0</v></c>'}),
                     **{STRINGS: strings(1, 3)}),
        "повреждена",
    ),
    "entities_in_a_sheet": (
        lambda: book(**{SHEET: sheet(rows(changed={"E2": cell("E2", text("") + "&a8;")}),
                                     before=_ENTITIES)}),
        book,
        "повреждена",
    ),
    "entities_in_the_texts": (
        lambda: book(**{STRINGS: strings(1, 3).replace("<sst", f"{_ENTITIES}<sst")}),
        lambda: book(**{STRINGS: strings(1, 3)}),
        "повреждена",
    ),
    "entity_that_names_a_file": (
        lambda: book(**{SHEET: sheet(rows(), before=_FILE)}), book, "повреждена",
    ),
    "sheet_in_another_encoding": (
        lambda: book(**{SHEET: sheet(rows()).replace("UTF-8", "windows-1251").encode("cp1251")}),
        book,
        "повреждена",
    ),
    "sheet_in_utf_16": (
        lambda: book(**{SHEET: sheet(rows()).replace("UTF-8", "UTF-16").encode("utf-16")}),
        book,
        "повреждена",
    ),
    "xml_cut_off": (
        lambda: book(**{SHEET: sheet(rows())[:-30]}), book, "повреждена",
    ),
    "sheet_that_is_another_file": (
        lambda: book(**{"xl/_rels/workbook.xml.rels": _EXTERNAL}), book, "повреждена",
    ),
    "sheet_that_is_missing": (
        lambda: packed({name: part for name, part in parts().items() if name != SHEET}),
        book,
        "повреждена",
    ),
    "relations_missing": (
        lambda: packed({n: part for n, part in parts().items() if "workbook.xml.rels" not in n}),
        book,
        "повреждена",
    ),
    "no_sheets": (
        lambda: packed(parts(sheets=0)), book, "повреждена",
    ),
    "two_sheets_of_one_name": (
        lambda: packed({name: part.replace("Лист2", "Лист1")
                        for name, part in parts(sheets=2).items()}),
        book,
        "повреждена",
    ),
    "too_many_sheets": (
        lambda: packed(parts("<row/>", sheets=101)), book, "больше 100 листов",
    ),
    "too_many_entries": (
        lambda: book("", *((f"xl/media/{n}", b"") for n in range(5000))),
        lambda: book("", *((f"xl/media/{n}", b"") for n in range(50))),
        "слишком большой объём",
    ),
    "directory_before_the_beginning": (
        lambda: book()[:-6] + b"\xff" * 4 + b"\0\0", book, "повреждена",
    ),
    "two_entries_of_one_name": (
        lambda: book("", (SHEET, sheet(rows(changed={"E2": cell("E2", text("другая тема"))})))),
        book,
        "повреждена",
    ),
    "entry_leads_elsewhere": (
        lambda: book("", ("xl/../../../tmp/x", b"")),
        lambda: book("", ("xl/media/a..b", b"")),
        "переходом в другую папку",
    ),
    "encrypted_entry": (
        lambda: flagged(book(), SHEET), book, "зашифровано",
    ),
    "macros_inside": (
        lambda: book("", ("xl/vbaProject.bin", b"x")), book, "есть макросы",
    ),
    "macro_sheet_inside": (
        lambda: book("", ("xl/macrosheets/sheet1.xml", b"<x/>")), book, "есть макросы",
    ),
    "row_of_too_many_cells": (
        lambda: book(rows(f'<row r="3">{"<c><v>1</v></c>" * 2001}</row>')),
        lambda: book(rows(f'<row r="3">{"<c/>" * 2001}</row>')),
        "больше 2000 ячеек",
    ),
    "merged_over_everything": (
        lambda: book(**{SHEET: sheet(rows(), '<mergeCells><mergeCell ref="A1:XFD1048576"/>'
                                             '<mergeCell ref="A1:XFD1048576"/></mergeCells>')}),
        # right of the table there is nothing to lose
        lambda: book(**{SHEET: sheet(rows(), '<mergeCells><mergeCell ref="K1:XFD1048576"/>'
                                             "</mergeCells>")}),
        "повреждена",
    ),
    "number_that_is_none": (
        lambda: book(rows(changed={"E2": '<c r="E2" s="1"><v>много</v></c>'}),
                     **{STYLES: f'{_HEAD}<styleSheet xmlns="{_MAIN}"><cellXfs><xf/>'
                                '<xf numFmtId="9"/></cellXfs></styleSheet>'}),
        book,
        "повреждена",
    ),
}  # fmt: skip

#: What a workbook may hold without any of it being opened: with it the rows are what they were.
LEFT_ALONE: dict[str, Callable[[], bytes]] = {
    "link_to_another_workbook": lambda: book(
        "", ("xl/externalLinks/externalLink1.xml", b"<x/>"),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", _EXTERNAL),
    ),
    "data_connection": lambda: book("", ("xl/connections.xml", b"<connections/>")),
    "embedded_object": lambda: book("", ("xl/embeddings/x.bin", book())),
    "nested_archive_that_blows_up": lambda: book(
        "", ("xl/embeddings/x.zip", packed({"x": bytes(100_000_000)}))
    ),
    "picture": lambda: book("", ("xl/media/image1.png", b"\x89PNG")),
    "names_with_backslashes": lambda: renamed(
        renamed(book(), SHEET, SHEET.replace("/", "\\")), "_rels/.rels", "_rels\\.rels"
    ),
}  # fmt: skip
