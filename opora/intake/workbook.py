"""Reads the sheets of a workbook as text, as a person sees them.

Belongs here: the order of the steps, and cells as text. The cells are read by calamine, from a
clean copy of the parts that were scanned before. Formulas are never calculated, nothing that a
workbook points to is opened: values are those that were saved last. Not here: the archive
(`workbook_parts`), its XML (`workbook_scan`), what the headings mean (`recognise`).
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from opora.intake import limits
from opora.intake.landing import leads_elsewhere
from opora.intake.no_value import covered
from opora.intake.refusal import Refusal
from opora.intake.sheet import DateText, Sheet
from opora.intake.workbook_parts import BROKEN, WORKBOOK, Parts, open_parts, packed
from opora.intake.workbook_scan import Place, SheetScan, scan_sheet, with_known_errors
from opora.intake.workbook_xml import Styles, local, parse, text_lengths

_RELATIONS = "xl/_rels/workbook.xml.rels"
#: Where the reader of the cells is told which part is the workbook: by us, not by the sender.
_ROOT = "_rels/.rels"
_ROOT_AS_READ = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    f'relationships/officeDocument" Target="{WORKBOOK}"/></Relationships>'
).encode()
_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedstrings.xml"
#: Where the reader of the cells looks for the last one; names of parts are not case-sensitive.
_STRINGS_AS_READ = "xl/sharedStrings.xml"
_MIDNIGHT = dt.time(0)
#: Every blank row is this one: a sheet may have a million of them. Nobody may change it.
_BLANK: list[str | None] = []


@dataclass(frozen=True)
class _Listed:
    """A sheet of the workbook's list, and the part that holds its cells."""

    name: str
    part: str
    is_hidden: bool


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of a workbook, hidden ones marked."""
    with open_parts(path) as parts:
        if parts.has_macros:
            # Excel itself does not open an .xlsx with macros inside.
            raise Refusal(
                "в книге есть макросы. Сохраните её как «Книга Excel (.xlsx)», без макросов, и "
                "отправьте снова."
            )
        listed, distrusts_formulas = _listed(parts)
        clean = {_ROOT: _ROOT_AS_READ}
        clean |= {name: parts.read(name) for name in (WORKBOOK, _RELATIONS)}
        styles, lengths = Styles(), []
        if _STYLES in parts:
            clean[_STYLES] = parts.read(_STYLES)
            styles = Styles.of(clean[_STYLES])
        if _STRINGS in parts:
            clean[_STRINGS_AS_READ] = parts.read(_STRINGS)
            lengths = text_lengths(clean[_STRINGS_AS_READ])
        scans = {}
        for sheet in listed:
            content = clean.setdefault(sheet.part, b"") or parts.read(sheet.part)
            scan = scan_sheet(content, styles, lengths, distrusts_formulas=distrusts_formulas)
            scans[sheet.name], clean[sheet.part] = scan, with_known_errors(content, scan)
    if sum(scan.rows * scan.columns for scan in scans.values()) > limits.WORKBOOK_CELLS:
        raise Refusal(
            "на листах книги вместе слишком много ячеек, считая пустые. Удалите строки и столбцы "
            "за пределами таблиц или разделите книгу на несколько."
        )
    if sum(scan.characters for scan in scans.values()) > limits.WORKBOOK_CHARACTERS:
        raise Refusal(
            "в ячейках книги слишком много текста. Разделите её на несколько или сохраните данные "
            "как «CSV UTF-8»."
        )
    return list(_sheets(clean, listed, scans))


def _listed(parts: Parts) -> tuple[list[_Listed], bool]:
    """The worksheets in their order, and whether values of formulas are not to be trusted."""
    targets: dict[str, str] = {}
    listed: list[_Listed] = []
    asks_to_calculate = False

    def relation(name: str, given: Mapping[str, str]) -> None:
        is_sheet = given.get("Type", "").endswith("/worksheet")
        if local(name) == "Relationship" and is_sheet and given.get("TargetMode") != "External":
            target = given.get("Target", "").replace("\\", "/")
            targets[given.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target))[1:]

    def sheet(name: str, given: Mapping[str, str]) -> None:
        nonlocal asks_to_calculate
        name = local(name)
        if name == "sheet":
            identity = next((value for key, value in given.items() if local(key) == "id"), "")
            title, part = given.get("name", ""), targets.get(identity)
            if leads_elsewhere(title):
                raise Refusal(
                    f"имя листа «{title}» содержит переход в другую папку («..»). Переименуйте "
                    "лист."
                )
            if part is not None:
                is_hidden = given.get("state", "visible") != "visible"
                listed.append(_Listed(title, part, is_hidden))
        elif name == "calcPr":
            asks_to_calculate = given.get("fullCalcOnLoad") in ("1", "true")

    parse(parts.read(_RELATIONS), relation)
    parse(parts.read(WORKBOOK), sheet)
    if not listed or len({sheet.name for sheet in listed}) < len(listed):
        raise Refusal(BROKEN)
    if len(listed) > limits.SHEETS:
        raise Refusal(
            f"в книге больше {limits.SHEETS} листов. Оставьте листы с данными и отправьте снова."
        )
    return listed, asks_to_calculate


def _sheets(
    clean: Mapping[str, bytes], listed: list[_Listed], scans: Mapping[str, SheetScan]
) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    room = limits.MERGED_CELLS
    try:
        workbook = CalamineWorkbook.from_filelike(packed(clean))
        for sheet in listed:
            rows = list(_rows(workbook.get_sheet_by_name(sheet.name)))
            scan = scans[sheet.name]
            _show(rows, scan)
            merged = dict(islice(_merged(rows, scan), room + 1))
            room -= len(merged)
            if room < 0:
                raise Refusal(
                    f"лист «{sheet.name}»: слишком много объединённых ячеек. Отмените объединение "
                    "и отправьте снова."
                )
            yield Sheet(sheet.name, rows, is_hidden=sheet.is_hidden, merged=merged)
    except CalamineError:
        raise Refusal(BROKEN) from None
    except BaseException as error:
        # A panic of the reader is no Exception, and its class has no name to import.
        if type(error).__name__ == "PanicException":
            raise Refusal(BROKEN) from None
        raise


def _rows(sheet: Any) -> Iterator[list[str | None]]:
    """The rows from the first of the sheet on, without blank cells at their ends."""
    if sheet.start is None:
        return
    # The reader gives the rows above the first filled one, but not the columns before it.
    margin: list[str | None] = [None] * sheet.start[1]
    for cells in sheet.iter_rows():
        row = margin + [_as_text(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if len(row) > limits.ROW_CELLS:
            raise Refusal(limits.too_wide(f"лист «{sheet.name}»"))
        yield row or _BLANK


def _show(rows: list[list[str | None]], scan: SheetScan) -> None:
    """Put what a person sees into the cells of which the reader tells something else."""
    for (row, column), text in scan.shown.items():
        rows.extend(_BLANK for _ in range(row + 1 - len(rows)))
        if column >= len(rows[row]):
            rows[row] = rows[row] + [None] * (column + 1 - len(rows[row]))
        rows[row][column] = text


def _merged(rows: list[list[str | None]], scan: SheetScan) -> Iterator[tuple[Place, str]]:
    """The blank cells that are merged with a filled one, and what to say of each."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    room = scan.rows * scan.columns
    for (top, left), (last_row, last_column) in scan.merged:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        bottom, right = min(last_row, scan.rows - 1), min(last_column, scan.columns - 1)
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            raise Refusal(BROKEN)  # ranges that overlap, which Excel does not allow
        text = covered(xl_rowcol_to_cell(top, left))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    yield (row, column), text


def _as_text(cell: Any) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return DateText(cell.date() if cell.time() == _MIDNIGHT else cell)
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return DateText(f"{minutes // 60}:{minutes % 60:02}:{seconds:02}")
    return DateText(cell) if isinstance(cell, dt.date | dt.time) else str(cell)
