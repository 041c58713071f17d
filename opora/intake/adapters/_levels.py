"""Headings of several levels, as merged cells make them: the way of headings down to each column.

Belongs here: what stands above a column. Not here: what the headings mean.
"""

from __future__ import annotations

from collections.abc import Sequence

from opora.intake.adapters._cells import Row, text_of

#: The headings above a column, from the top down; blank where a level says nothing.
Way = tuple[str, ...]


def ways(rows: Sequence[Row]) -> list[Way]:
    """The way to each column of a header of several rows.

    A heading holds for the blank cells to its right, as far as the next one on its level or above.
    A program that saved the sheet as text has lost which cells were merged; this is what is left.
    Where nothing at all stands, there is no column.
    """
    width = max((len(row) for row in rows), default=0)
    current = [""] * len(rows)
    found = []
    for place in range(width):
        own = [text_of(row[place]) if place < len(row) else "" for row in rows]
        for level, heading in enumerate(own):
            if heading:
                current[level:] = [heading, *[""] * (len(rows) - level - 1)]
        found.append(tuple(current if any(own) else own))
    return found
