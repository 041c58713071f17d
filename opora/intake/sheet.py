"""A sheet of a file as text: what every reader gives and everything behind them takes.

Belongs here: the shape. Not here: reading one (`sheets`, `workbook`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


class DateText(str):
    """The text of a cell that holds a date or a time, not a text that looks like one.

    A spreadsheet makes a date of 1.2 as soon as somebody types it: where a text is asked for,
    nobody knows any more what was meant.
    """

    __slots__ = ()


@dataclass(frozen=True)
class Sheet:
    """A table of text: `rows` from the first row of the sheet on, gaps included.

    `is_head` tells that `rows` are only the first ones of a large file, which DuckDB will read.
    `numbers` are the numbers that a person sees beside the rows, where they are not 1, 2, 3 …
    `is_hidden`: its rows are not what the sender sees. `merged`: row and column (from 0) of blank
    cells that are merged with a filled one, and what stands there instead of a value; in a
    headline they mean nothing, in a row of data a value would be missing.
    """

    name: str | None
    rows: list[list[str | None]]
    is_head: bool = False
    numbers: Sequence[int] | None = None
    is_hidden: bool = False
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def place(self, row_no: int) -> str:
        """A row as a person finds it."""
        return f"лист «{self.name}», строка {row_no}" if self.name else f"строка {row_no}"

    def told_rows(self) -> Iterator[list[str | None]]:
        """The rows, where merged cells say that they are: as blanks they would pass for values.

        A row of nothing else is left blank, so that nobody is asked about it.
        """
        merged: dict[int, dict[int, str]] = {}
        for (at, place), text in self.merged.items():
            merged.setdefault(at, {})[place] = text
        for at, row in enumerate(self.rows):
            told = merged.get(at)
            if told and any(row):
                row = row + [None] * (max(told) + 1 - len(row))
                row = [cell or told.get(place) for place, cell in enumerate(row)]
            yield row
