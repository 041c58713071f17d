"""ФИС ОКО «Сравнение отметок с отметками по журналу»: groups of participants as rows by school.

    ВПР 2024 Математика 5 класс
    Группы участников                              Кол-во участников   %
    Городской округ
    Понизили (Отметка < Отметка по журналу) %      12                  30
    Подтвердили (Отметка = Отметке по журналу) %   20                  50
    Повысили (Отметка > Отметка по журналу) %       8                  20
    Всего                                          40                 100
    МБОУ СОШ № 1 (sch990001)
    Понизили …

or with columns Год, Класс, Предмет, Муниципалитет, Логин, ОО before these three, written in every
row or only in the first one of a school.

Feeds `journal_comparison`, in counts. «Всего» of a school is its number of participants, and the
contract holds the groups against it; their per cents are held against the counts here. Groups of
the whole sample, a region, a municipality are declared totals.

Known from public code that writes and reads these tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from opora.intake.adapters._adapter import Adapter, Declared, Known, Table
from opora.intake.adapters._by_school import (
    HEADINGS,
    Line,
    Lines,
    lines_and_totals,
    settled,
    stands,
)
from opora.intake.adapters._cells import (
    Row,
    decimals,
    filled,
    heading_of,
    number,
    text_of,
    without_sign,
)
from opora.intake.adapters._exams import PROCEDURE_COLUMNS
from opora.intake.adapters._header import Header, find_header
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

_TITLE = "Сравнение отметок с отметками по журналу"
_GROUPS = {
    "lowered": "понизили",
    "confirmed": "подтвердили",
    "raised": "повысили",
    "participants": "всего",
}
_REQUIRED = {"group": "Группы участников", "count": "Кол-во участников"}
_HEADINGS = {
    **HEADINGS,
    "count": (r"(?:(?:кол-во|количество|число) )?участников",),
    "share": (r"(?:доля|процент)?[ ,(]*%\)?", r"доля|процент"),
}
#: What the rows of one school have in common.
_PLACED = frozenset(HEADINGS) - {"group"}
#: How the name of a group goes on; a text that begins with the same word is none.
_ALONE = re.compile(rf"({'|'.join(_GROUPS.values())})( ?\(отметк.*|[ ,(]*%\)?)?")
#: Rows in which the groups are looked for; of a large file no more are at hand.
_WITHIN = 50


@lru_cache(maxsize=1 << 14)
def _group_of(cell: str | None) -> str | None:
    """The column of the contract that a row such as «Понизили (…) %» is about."""
    text = heading_of(cell)
    return next((column for column, word in _GROUPS.items() if text.startswith(word)), None)


def _has_groups(sheet: Sheet, header: Header | None) -> bool:
    """Whether at least two groups stand one below the other, by name, or under their heading."""
    is_headed = header is not None and "group" in header.columns
    found: dict[int, set[str]] = {}
    for row in sheet.rows[:_WITHIN]:
        for place, cell in enumerate(row):
            group = _group_of(cell)
            if group is None or group == "participants":
                continue
            if is_headed or _ALONE.fullmatch(heading_of(cell)):
                found.setdefault(place, set()).add(group)
    return any(len(groups) > 1 for groups in found.values())


def _header(sheet: Sheet) -> Header | None:
    return find_header(sheet, _HEADINGS, core=("group", "count", "share"))


def _is_ours(sheet: Sheet) -> bool:
    """Whether this is the format; with a kind of procedure it need not be ВПР."""
    header = _header(sheet)
    is_of_any_kind = header is not None and "kind" in header.columns
    return not is_of_any_kind and _has_groups(sheet, header)


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(map(_is_ours, sheets))


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    return [table for sheet in sheets if _is_ours(sheet) for table in _tables(sheet, known)]


@dataclass
class _Block:
    """The rows of one school, or of one total: group -> its count and its per cent, as text.

    `place`: the cells that say of whom it is; `label`: the row that stood above it, if any.
    """

    row_no: int
    place: list[str | None]
    label: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    counts: dict[str, str | None] = field(default_factory=dict)
    shares: dict[str, str | None] = field(default_factory=dict)

    def add(self, header: Header, group: str, row_no: int, row: Row) -> None:
        """One more group."""
        self.rows[group] = row_no
        self.counts[group] = filled(header.cell(row, "count"))
        self.shares[group] = without_sign(filled(header.cell(row, "share")))

    def is_of(self, header: Header, row: Row) -> bool:
        """Whether a row says the same of its school as this block; blank cells say nothing."""
        for column in _PLACED & header.columns.keys():
            own, other = header.cell(self.place, column), header.cell(row, column)
            if text_of(own) and text_of(other) and text_of(own) != text_of(other):
                return False
        return True


def _blocks(header: Header) -> Iterator[_Block]:
    """The blocks of the table; one begins at another school, or where a group stands again.

    Cells that are blank or merged in one row of a block are those of its other rows.
    """
    block: _Block | None = None
    for row_no, row in header.below():
        group = _group_of(header.cell(row, "group"))
        is_new = group is None or block is None or group in block.rows
        if is_new or (block and not block.is_of(header, row)):
            if block is not None:
                yield block
            label = header.cell(row, "group") if group is None else None
            block = _Block(row_no, list(row), label)
        if group is not None and block is not None:
            block.add(header, group, row_no, row)
            for column in _PLACED & header.columns.keys():
                place = header.columns[column]
                block.place += [None] * (place + 1 - len(block.place))
                if not text_of(block.place[place]):
                    block.place[place] = header.cell(row, column)
    if block is not None:
        yield block


def _tables(sheet: Sheet, known: Known) -> Iterator[Table]:
    header = _header(sheet)
    if header is None:
        raise Refusal(
            f"это «{_TITLE}», но нет строки заголовков. Нужны столбцы «Группы участников», «Кол-во "
            "участников» и «%»."
        )
    header.require(_TITLE, _REQUIRED)
    header.refuse_above(lambda row: any(map(_group_of, row)))
    if "school" in header.columns:
        header.require(_TITLE, {"login": "Логин"})
    of_rows = Lines(header, known)
    blocks: dict[int, _Block] = {}
    lines: list[Line] = []
    for block in _blocks(header):
        line = of_rows.line(block.row_no, block.place, block.label)
        has_numbers = any(number(cell) is not None for cell in block.counts.values())
        lines.append(line if line.name and has_numbers else line.as_school())
        blocks[block.row_no] = block
    lines = settled(
        lines, {row_no: number(b.counts.get("participants")) for row_no, b in blocks.items()}
    )
    rows = [
        (line.row_no, [*line.place, *map(blocks[line.row_no].counts.get, _GROUPS), "count"])
        for line in lines
        if line.is_school
    ]
    if rows:
        yield Table(
            "journal_comparison",
            (*PROCEDURE_COLUMNS, *_GROUPS, "unit"),
            rows,
            sheet=sheet.name,
            declared=[*_per_cents(lines, blocks), *_totals(lines, blocks)],
            stands=stands(header) | header.stands(dict.fromkeys(_GROUPS, "count")),
            elsewhere={
                (block.row_no, group): (row_no, header.columns["count"])
                for block in blocks.values()
                for group, row_no in block.rows.items()
            },
        )


def _per_cents(lines: Sequence[Line], blocks: Mapping[int, _Block]) -> Iterator[Declared]:
    """The per cents of each block, held against its counts."""
    for line in lines:
        block = blocks[line.row_no]
        whole = number(block.counts.get("participants"))
        for group, row_no in block.rows.items():
            count, share = number(block.counts[group]), number(block.shares[group])
            if count is not None and share is not None and whole:
                what = f"«{_GROUPS[group]}» в процентах, «{line.name}»"
                rounded = max(0.005, 0.5001 * 10 ** -decimals(block.shares[group]))
                yield Declared(row_no, what, share, 100 * count / whole, rounded)


def _totals(lines: Sequence[Line], blocks: Mapping[int, _Block]) -> Iterator[Declared]:
    """The counts of totals, held against the sums of their schools."""
    for total, schools, is_whole in lines_and_totals(lines):
        block = blocks[total.row_no]
        for group, row_no in block.rows.items():
            declared = number(block.counts[group])
            counts = [number(blocks[school.row_no].counts.get(group)) or 0 for school in schools]
            if declared is not None and (is_whole or declared < sum(counts)):
                what = f"«{_GROUPS[group]}», «{total.name}»"
                yield Declared(row_no, what, declared, sum(counts))


ADAPTER = Adapter("fis_oko_journal_comparison", _TITLE, _claims, _read)
