"""Rows of totals between rows of data: which rows each of them sums up, and to what.

Belongs here: finding the group of a total, sums and averages weighted by participants. Not here:
telling a total from data (each format).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opora.intake.adapters._adapter import Declared
from opora.intake.adapters._cells import decimals, number

_COUNTS: Mapping[str, str] = {
    "participants": "участников",
    "below_threshold": "не преодолевших порог",
    "mark_2": "отметок «2»",
    "mark_3": "отметок «3»",
    "mark_4": "отметок «4»",
    "mark_5": "отметок «5»",
}
_AVERAGES: Mapping[str, str] = {"average": "средний балл"}
_SHARES: Mapping[str, str] = {"below_threshold": "доля не преодолевших порог, %"}


@dataclass(frozen=True)
class Total:
    """A row of a table with totals in it: its figures as text."""

    row_no: int
    is_total: bool
    figures: Mapping[str, str | None]


def summed(rows: Sequence[Total], *, totals_come_first: bool, is_share: bool) -> Iterator[Declared]:
    """What each total declares, and what its rows come to.

    A total sums up the rows since the total before it, or up to the next one where totals come
    first; all rows, where there are none of these. A total that fits all rows is the grand total.
    `is_share`: those below the threshold are a per cent.
    """
    counts = {name: what for name, what in _COUNTS.items() if not (is_share and name in _SHARES)}
    averages = {**_AVERAGES, **(_SHARES if is_share else {})}
    everything = [row for row in rows if not row.is_total and row.figures]
    for total, group in _groups(reversed(rows) if totals_come_first else rows):
        fits = [each for each in (group, everything) if each]
        for name, what in counts.items():
            yield from _declared(total, name, what, [(_sum(each, name), 0.005) for each in fits])
        for name, what in averages.items():
            yield from _declared(total, name, what, [_average(each, name, total) for each in fits])


def _groups(rows: Iterable[Total]) -> Iterator[tuple[Total, list[Total]]]:
    group: list[Total] = []
    for row in rows:
        if row.is_total:
            yield row, group
            group = []
        elif row.figures:
            group.append(row)


def _declared(
    total: Total, name: str, what: str, counted: Sequence[tuple[float | None, float]]
) -> Iterator[Declared]:
    """Nothing where the total says nothing, or a row hides its number."""
    declared = number(total.figures.get(name))
    known = [(value, tolerance) for value, tolerance in counted if value is not None]
    if declared is None or not known or len(known) < len(counted):
        return
    fitting = [each for each in known if abs(declared - each[0]) <= each[1]]
    value, tolerance = (fitting or known)[0]
    yield Declared(total.row_no, what, declared, value, tolerance)


def _sum(rows: Sequence[Total], name: str) -> float | None:
    return _all([_count(row, name) for row in rows])


def _average(rows: Sequence[Total], name: str, total: Total) -> tuple[float | None, float]:
    """The average weighted by participants, and how far rounding may lead away from it."""
    weighted: list[float | None] = []
    weights: list[float | None] = []
    digits = [decimals(total.figures.get(name))]
    for row in rows:
        weight, value = number(row.figures.get("participants")), number(row.figures.get(name))
        if weight == 0:
            continue
        digits.append(decimals(row.figures.get(name)))
        weights.append(weight)
        weighted.append(None if weight is None or value is None else weight * value)
    above, below = _all(weighted), _all(weights)
    # A column is rounded alike; «70» may be 70,0. Both the rows and the total are rounded.
    return (above / below if above is not None and below else None), 10.0 ** -max(digits) + 1e-9


def _count(row: Total, name: str) -> float | None:
    """A blank is nobody; a text hides how many."""
    text = row.figures.get(name)
    return 0.0 if text is None else number(text)


def _all(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
