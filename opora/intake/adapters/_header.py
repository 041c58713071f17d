"""Where a table of a foreign format begins: the row of its headings, and the rows below and above.

Belongs here: finding that row, and refusing a table that is not whole. Not here: reading cells
(`_cells`), or the headings of any one format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from opora.intake.adapters._adapter import Stand
from opora.intake.adapters._cells import (
    PARTICIPANTS,
    Row,
    heading_of,
    number,
    rows_of,
    stated,
    text_of,
)
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

#: Rows above a header, at most, beside those that declare a number of participants.
_HEADER_WITHIN = 40
#: Cells that a line of a title may fill, at most.
_MOST_IN_A_TITLE = 3


@dataclass(frozen=True)
class Header:
    """The row of a sheet under which a table stands.

    `row_no` is counted from 1; `columns`: name -> place of its heading in the row; `doubled`:
    headings that mean the same as another one.
    """

    sheet: Sheet
    row_no: int
    columns: Mapping[str, int]
    doubled: Sequence[str] = ()

    @property
    def above(self) -> Sequence[Row]:
        """The rows above the table."""
        return self.sheet.rows[: self.row_no - 1]

    @property
    def row(self) -> Row:
        """The header itself."""
        return self.sheet.rows[self.row_no - 1]

    def below(self) -> list[tuple[int, Row]]:
        """The rows of the table that hold anything, each with its number.

        What is merged with another cell says so: as a blank it would pass for a value. A second
        table is refused: it may be about something else than what stands above the first.
        """
        rows = list(rows_of(self.sheet, after=self.row_no))
        for row_no, row in rows:
            if self._is_like(row):
                raise Refusal(
                    f"{self.where}: заголовки таблицы повторяются в строке {row_no}. Оставьте на "
                    "листе одну таблицу, остальные перенесите на другие листы."
                )
        return rows

    def _is_like(self, row: Row) -> bool:
        """Whether most headings stand in a row once more."""
        again = [
            place
            for place in self.columns.values()
            if place < len(row) and heading_of(row[place]) == heading_of(self.row[place])
        ]
        return len(again) > 1 and 2 * len(again) > len(self.columns)

    def cell(self, row: Row, column: str) -> str | None:
        """The cell of a row under a heading; None where there is no such heading."""
        place = self.columns.get(column)
        return row[place] if place is not None and place < len(row) else None

    def stands(self, names: Mapping[str, str]) -> dict[str, Stand]:
        """Where columns of a contract stand; `names`: each one's column here, if there is one."""
        return {
            name: self.stand(self.columns[column])
            for name, column in names.items()
            if column in self.columns
        }

    def stand(self, place: int) -> Stand:
        """A place in the rows, with its heading."""
        return Stand(place, text_of(self.row[place]))

    @property
    def where(self) -> str:
        """The place, as a person finds it."""
        return self.where_of(self.row_no)

    def where_of(self, row_no: int) -> str:
        """The place of another row of the sheet."""
        return self.sheet.place(row_no)

    def require(self, title_ru: str, names: Mapping[str, str]) -> None:
        """Refuse the file when headings are missing or doubled, or stand below their data.

        `names`: column -> what it is called.
        """
        missing = [f"«{names[column]}»" for column in names if column not in self.columns]
        if missing:
            raise Refusal(
                f"{self.where}: это «{title_ru}», но нет столбцов: {', '.join(missing)}. "
                "Выгрузите файл заново целиком или верните эти заголовки."
            )
        if self.doubled:
            raise Refusal(
                f"{self.where}: заголовок «{self.doubled[0]}» встречается дважды. Оставьте один "
                "столбец."
            )
        self.refuse_above(self._is_data)

    def refuse_above(self, is_data: Callable[[Row], bool]) -> None:
        """Refuse the file when there are data above the headings: nobody would read them."""
        row_no = next((at for at, row in enumerate(self.above, start=1) if is_data(row)), None)
        if row_no is not None:
            raise Refusal(
                f"{self.where}: заголовки стоят ниже строки {row_no}, а она похожа на данные. "
                "Поставьте строку заголовков над всеми данными."
            )

    def _is_data(self, row: Row) -> bool:
        """Whether a row fills most of the columns, as no line of a title does."""
        filled_in = sum(1 for column in self.columns if text_of(self.cell(row, column)))
        return filled_in > _MOST_IN_A_TITLE and 2 * filled_in > len(self.columns)


def find_header(
    sheet: Sheet, headings: Mapping[str, Sequence[str]], core: Collection[str] = ()
) -> Header | None:
    """The row with the most of the headings, the first of equal ones; None: not one of them.

    `headings`: column -> patterns of its heading, in small letters with е for ё; `core`: those of
    which a header has at least one (any, if none is named), unlike a label above the table.
    """
    named = _naming(tuple((name, tuple(each)) for name, each in headings.items()))
    best: Header | None = None
    for row_no, row in _first_rows(sheet):
        columns: dict[str, int] = {}
        doubled = []
        for place, cell in enumerate(row):
            name = named(cell)
            if name in columns:
                doubled.append(text_of(cell))
            elif name is not None:
                columns[name] = place
        is_header = not columns.keys().isdisjoint(core or columns)
        if is_header and (best is None or len(columns) > len(best.columns)):
            best = Header(sheet, row_no, columns, doubled)
    return best


@cache
def _naming(
    headings: tuple[tuple[str, tuple[str, ...]], ...],
) -> Callable[[str | None], str | None]:
    """What tells the column under a heading, of the headings of one format."""
    patterns = {name: re.compile("|".join(each)) for name, each in headings}

    @lru_cache(maxsize=1 << 14)
    def named(cell: str | None) -> str | None:
        """The column; most cells of a table say what another one said."""
        heading = heading_of(cell)
        return next((n for n, p in patterns.items() if heading and p.fullmatch(heading)), None)

    return named


def _first_rows(sheet: Sheet) -> Iterator[tuple[int, Row]]:
    """The rows in which a header is looked for: above it each school may declare its number."""
    left = _HEADER_WITHIN
    for row_no, row in enumerate(sheet.rows, start=1):
        declared = stated([row], PARTICIPANTS) if _may_declare(row) else None
        left -= declared is None or number(declared[1]) is None
        if left < 0:
            return
        yield row_no, row


def _may_declare(row: Row) -> bool:
    """Whether a cell names participants at all: hardly any does, and looking closely takes long."""
    return any(cell and "участников" in cell.lower() for cell in row)
