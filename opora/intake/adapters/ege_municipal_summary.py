"""Summaries of ЕГЭ that municipalities and regions make: schools down, subjects across.

              Результаты ЕГЭ, 2024 год
    Код ОО | Образовательная | из них
           | организация     | Русский язык                                  | Физика
           |                 | приняли участие | не преодолели порог | балл  | приняли участие | …
    990101 | МБОУ СОШ № 1    | 40              | 1                   | 63,2  | 12
           | Всего           | 40              | 1                   | 63,2  | 12

A workbook with a header of three levels (two, or none merged, are read as well) and rows of totals
between the schools, below or above them; a sheet per year is possible.

Feeds `assessment_marks`: participants, and how many of them did not reach the threshold; of base
mathematics, where it is there, each mark. Left out: the average score and the shares of high ones,
because a cell needs the spread of scores, too; they come with the protocols. Averages are used to
check the totals. A subject that nobody of a school took gives no row.

Source of the shape: files of departments as public programs read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from opora.intake.adapters._adapter import Adapter, Known, Stand, Table, group_of_sheet
from opora.intake.adapters._cells import Row, filled, login_in, number, rows_of, text_of
from opora.intake.adapters._ege_summary import (
    TITLE_RU,
    Subject,
    Summary,
    is_summary,
    read_header,
)
from opora.intake.adapters._exams import EGE, MARKS, PROGRAMME_GRADE
from opora.intake.adapters._summed import Total, summed
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

_YEARS = re.compile(r"(?<![\d.])(20\d\d)(?:\s*[-–—/]\s*(20\d\d|\d\d)(?!\d))?(?!\d)")
_RESIT = re.compile(r"дополнительн|сентябр|пересдач", re.IGNORECASE)
_TOTAL = re.compile(r"\b(всего|итого)\b", re.IGNORECASE)
_PEOPLE = frozenset({"below_threshold", *MARKS})
_DASHES = frozenset("-–—")
_COLUMNS = (
    "school_login",
    "procedure_kind",
    "subject",
    "programme_grade",
    "assessment_year",
    "session",
    "participants",
    *MARKS,
    "below_threshold",
    "unit",
)


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(map(is_summary, sheets))


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    return [table for sheet in sheets if is_summary(sheet) for table in _tables(sheet)]


def _tables(sheet: Sheet) -> Iterator[Table]:
    summary = read_header(sheet)
    year = _year(summary)
    session = "additional" if _RESIT.search(" ".join(_above(summary))) else "main"
    rows = list(rows_of(sheet, after=summary.leaf))
    if rows and _is_numbering(rows[0][1]):
        rows = rows[1:]
    is_total = [_is_total(summary, row) for _, row in rows]
    by_subject = [
        [
            Total(row_no, is_one, _figures(subject, row))
            for (row_no, row), is_one in zip(rows, is_total, strict=True)
        ]
        for subject in summary.subjects
    ]
    filled_in = (line for lines in by_subject for line in lines if line.figures)
    first = min(filled_in, key=lambda line: line.row_no, default=None)
    totals_come_first = first is not None and first.is_total
    for subject, lines in zip(summary.subjects, by_subject, strict=True):
        exam = (EGE, subject.name, PROGRAMME_GRADE[EGE], year, session)
        found = [
            (row_no, (_school(summary, row), *exam, *_values(subject, line.figures)))
            for (row_no, row), line in zip(rows, lines, strict=True)
            if line.figures and not line.is_total
        ]
        if found:
            declared = summed(lines, totals_come_first=totals_come_first, is_share=subject.is_share)
            yield Table(
                "assessment_marks",
                _COLUMNS,
                found,
                group_of_sheet(sheet.name, subject.name),
                tuple(declared),
                stands=_stands(summary, subject),
            )


def _values(subject: Subject, figures: Mapping[str, str | None]) -> tuple[str | None, ...]:
    """The figures of a row in the order of the contract, and their unit."""
    unit = "per_cent" if subject.is_share and not figures.get("mark_2") else "count"
    return *map(figures.get, ("participants", *MARKS, "below_threshold")), unit


def _stands(summary: Summary, subject: Subject) -> dict[str, Stand]:
    """Where the columns of one subject's table stand."""
    places = {name: place for name, place in subject.places.items() if name in _COLUMNS}
    school = summary.name if summary.code is None else summary.code
    if school is not None:
        places["school_login"] = school
    return {name: Stand(place, summary.headings[place]) for name, place in places.items()}


def _figures(subject: Subject, row: Row) -> dict[str, str | None]:
    """The figures of a subject in a row; nothing where nobody took it."""
    cells = {figure: _cell(row, place) for figure, place in subject.places.items()}
    if not any(cells.values()) or _is_nobody(cells):
        return {}
    for figure, place in subject.places.items():
        # In statistical tables a dash says that there are none.
        if figure in _PEOPLE and text_of(row[place] if place < len(row) else None) in _DASHES:
            cells[figure] = "0"
    if any(cells.get(mark) for mark in MARKS):
        # Marks say how many are below the threshold; a second number would have to agree.
        cells.pop("below_threshold", None)
    return cells


def _is_nobody(cells: Mapping[str, str | None]) -> bool:
    took_part = cells["participants"]
    others = (cell for figure, cell in cells.items() if figure != "participants" and cell)
    return (took_part is None or number(took_part) == 0) and all(
        number(cell) == 0 for cell in others
    )


def _school(summary: Summary, row: Row) -> str | None:
    """The code of the school, or the login beside its name, or else the name itself.

    A name is no login; it may be entered as another code of the school.
    """
    code = filled(_cell(row, summary.code))
    name = filled(_cell(row, summary.name))
    return code or login_in(name) or (text_of(name).replace("ё", "е") or None)


def _is_total(summary: Summary, row: Row) -> bool:
    """Whether a row is a total by its words; a school with a code is none, whatever its name."""
    code = filled(_cell(row, summary.code))
    if (code and not _TOTAL.search(text_of(code))) or login_in(_cell(row, summary.name)):
        return False
    return any(_TOTAL.search(text_of(_cell(row, place))) for place in summary.labels)


def _is_numbering(row: Row) -> bool:
    """Whether a row numbers the columns, as official tables do under their header."""
    texts = [text_of(cell) for cell in row]
    numbers = [int(text) for text in texts if text.isdecimal()]
    return (
        len(numbers) > 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and (numbers[0] in (1, 2) and not any(text and not text.isdecimal() for text in texts))
    )


def _cell(row: Row, place: int | None) -> str | None:
    return filled(row[place]) if place is not None and place < len(row) else None


def _above(summary: Summary) -> list[str]:
    sheet = summary.sheet
    texts = [text_of(cell) for row in sheet.rows[: summary.leaf] for cell in row]
    return [*filter(None, texts), sheet.name or ""]


def _year(summary: Summary) -> str:
    """The year beside «ЕГЭ», or else the only one above the table."""
    above = _above(summary)
    named = [text for text in above if re.search(r"\bЕГЭ\b", text, re.IGNORECASE)]
    for texts in (named, above):
        years = {_last(found) for text in texts for found in _YEARS.finditer(text)}
        if len(years) == 1:
            return years.pop()
    raise Refusal(
        f"{summary.where}: это «{TITLE_RU}», но по тексту над таблицей и имени листа не понять, за "
        "какой она год. Впишите над таблицей, например «Результаты ЕГЭ 2024 года»."
    )


def _last(found: re.Match[str]) -> str:
    """The calendar year of the exams: of a school year the second one."""
    first, second = found.groups()
    return first if second is None else f"{first[:2]}{second[-2:]}"


ADAPTER = Adapter("ege_municipal_summary", TITLE_RU, _claims, _read)
