"""ФИС ОКО «Статистика по отметкам»: per cents of marks by school.

    Год   Класс  Предмет     Муниципалитет    Логин      ОО            Кол-во участников  2   3 …
    2024  5      Математика  Вся выборка                               40                 10  45 …
    2024  5      Математика  Городской округ                           40                 10  45 …
    2024  5      Математика  Городской округ  sch990001  МБОУ СОШ № 1  25                 16  40 …

or one column «Группы участников» in place of municipality, login and school, and year, grade and
subject in the rows above the table («ВПР 2024 Математика 5 класс»).

Feeds `assessment_marks`, in per cents. Rows without a login are declared totals: their participants
are held against the sum, their per cents against the participant-weighted mean of their schools.
Left out: names of schools, municipalities, the number of schools; a school of which nobody took
part gives no row.

Known from exports as the field describes them and from public code that reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opora.intake.adapters._adapter import Adapter, Declared, Known, Table
from opora.intake.adapters._by_school import (
    HEADINGS,
    Line,
    Lines,
    lines_and_totals,
    settled,
    stands,
)
from opora.intake.adapters._cells import decimals, filled, number, without_sign
from opora.intake.adapters._exams import MARKS, PROCEDURE_COLUMNS
from opora.intake.adapters._header import Header, find_header
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

_TITLE = "Статистика по отметкам"
_COUNTED = ("participants", *MARKS)
_HEADINGS = {
    **HEADINGS,
    "participants": (r"(?:(?:кол-во|количество|число) )?участников",),
    **{
        mark: (rf"(?:отметка |доля |получили )?[«\"']?{mark[-1]}[»\"']?(?:[ ,.(]*%\)?)?",)
        for mark in MARKS
    },
}
_REQUIRED = {"participants": "Кол-во участников"} | {mark: mark[-1] for mark in MARKS}
#: Enough of participants and marks to know the format by, where one of them is missing.
_ENOUGH = 4


def _header(sheet: Sheet) -> Header | None:
    """The header, if this is the format; with a kind of procedure it is a form of our own."""
    header = find_header(sheet, _HEADINGS, core=_COUNTED)
    if header is None or "kind" in header.columns:
        return None
    counted = [column for column in _COUNTED if column in header.columns]
    placed = {"municipality", "school", "group"} & header.columns.keys()
    return header if len(counted) >= _ENOUGH and placed else None


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(_header(sheet) for sheet in sheets)


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    headers = [header for sheet in sheets if (header := _header(sheet))]
    return [table for header in headers for table in _tables(header, known)]


def _tables(header: Header, known: Known) -> Iterator[Table]:
    header.require(_TITLE, _REQUIRED)
    if not {"login", "group"} & header.columns.keys():
        raise Refusal(
            f"{header.where}: это «{_TITLE}», но нет столбца «Логин», и школы не узнать. "
            "Выгрузите файл с логинами школ."
        )
    of_rows = Lines(header, known)
    lines: list[Line] = []
    counted: dict[int, dict[str, str | None]] = {}
    for row_no, row in header.below():
        line = of_rows.line(row_no, row, header.cell(row, "group"))
        cells = {column: filled(header.cell(row, column)) for column in _COUNTED}
        counted[row_no] = cells | {mark: without_sign(cells[mark]) for mark in MARKS}
        has_numbers = any(number(cell) is not None for cell in cells.values())
        lines.append(line if has_numbers else line.as_school())
    lines = settled(lines, {row: number(cells["participants"]) for row, cells in counted.items()})
    rows = [
        (line.row_no, [*line.place, *counted[line.row_no].values(), "per_cent"])
        for line in lines
        if line.is_school and not (line.is_certain and _is_nobody(counted[line.row_no]))
    ]
    if rows:
        yield Table(
            "assessment_marks",
            (*PROCEDURE_COLUMNS, *_COUNTED, "unit"),
            rows,
            sheet=header.sheet.name,
            declared=list(_declared(lines, counted)),
            stands=stands(header) | header.stands({column: column for column in _COUNTED}),
        )


def _is_nobody(cells: Mapping[str, str | None]) -> bool:
    """Whether nobody of a school took part: zeros are no per cents that could make up 100."""
    marks = (cells[mark] for mark in MARKS)
    return number(cells["participants"]) == 0 and all(
        not mark or number(mark) == 0 for mark in marks
    )


def _declared(
    lines: Sequence[Line], counted: Mapping[int, Mapping[str, str | None]]
) -> Iterator[Declared]:
    """What the totals say, and what their schools give."""
    for total, schools, is_whole in lines_and_totals(lines):
        stated = counted[total.row_no]
        groups = [counted[school.row_no] for school in schools]
        participants = [number(group["participants"]) or 0 for group in groups]
        declared = number(stated["participants"])
        if declared is not None and (is_whole or declared < sum(participants)):
            what = f"участники, «{total.name}»"
            yield Declared(total.row_no, what, declared, sum(participants))
        if not is_whole:
            continue
        for mark in MARKS:
            per_cent = number(stated[mark])
            # A school without participants has no share, and adds nothing to any.
            shares = [
                (n, number(group[mark])) for n, group in zip(participants, groups, strict=True)
            ]
            shares = [(n, share) for n, share in shares if n]
            if per_cent is None or not shares or any(share is None for _, share in shares):
                continue
            mean = sum(n * (share or 0) for n, share in shares) / sum(n for n, _ in shares)
            digits = max(decimals(cell) for cell in (stated[mark], *(g[mark] for g in groups)))
            what = f"отметка «{mark[-1]}» в процентах, «{total.name}»"
            # Both the shares and their mean are rounded, each by half of the last digit.
            yield Declared(total.row_no, what, per_cent, mean, max(0.005, 1.001 * 10**-digits))


ADAPTER = Adapter("fis_oko_marks", _TITLE, _claims, _read)
