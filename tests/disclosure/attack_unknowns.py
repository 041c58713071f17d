"""A reader's knowledge as unknowns with bounds, and the linear rows that bind them.

Here belongs what a visible or hidden cell tells of its two unknowns, and putting known numbers into
the rows. What the published tables are does not (`attack_tables`), nor solving what is left
(`attack_programme`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from attack_programme import Bounds, Component, ContradictionError
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components

HALF_A_DIGIT = 0.05
SAME = 1e-9
"""Two bounds of an unknown that are closer than this are one number."""


@dataclass
class System:
    """The unknowns with their bounds, and the rows that bind them.

    Unknown 2 i is the count of cell i, unknown 2 i + 1 its number below. A row is
    (coefficient of each unknown, low, high): low <= sum <= high.
    """

    whole_persons: bool
    cells: dict[Hashable, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def cell(self, key: Hashable) -> int:
        """The number of a cell, new or known."""
        if key not in self.cells:
            number = self.cells[key] = len(self.cells)
            self.low += [0.0, 0.0]
            self.high += [np.inf, np.inf]
            self.rows.append(({2 * number: -1.0, 2 * number + 1: 1.0}, -np.inf, 0.0))
        return self.cells[key]

    def exists(self, cell: int, count: object) -> None:
        """A row that is there has somebody in it, or even shows how many."""
        if pd.isna(count):
            self._narrow(2 * cell, 1.0, np.inf)
        else:
            self._narrow(2 * cell, float(count), float(count))

    def sees(self, cell: int, count: float, share: float, bound: str) -> None:
        """A visible row: the count is exact, the number below is as exact as the share."""
        self._narrow(2 * cell, count, count)
        shares = {
            "": (share - HALF_A_DIGIT, share + HALF_A_DIGIT),
            "at_most": (0.0, share),
            "at_least": (share, 100.0),
        }[bound]
        low, high = (count * min(max(each, 0.0), 100.0) / 100 for each in shares)
        if self.whole_persons:
            low, high = float(np.ceil(low - SAME)), float(np.floor(high + SAME))
        self._narrow(2 * cell + 1, low, high)

    def whole_and_parts(self, whole: int, parts: Iterable[int | None], is_sum: bool) -> None:
        """A whole is its parts together, or at most that and at least each of them."""
        there = [part for part in parts if part is not None]
        for kind in (0, 1):
            row = {2 * whole + kind: 1.0} | {2 * part + kind: -1.0 for part in there}
            self.rows.append((row, 0.0 if is_sum else -np.inf, 0.0))
        if not is_sum:
            self.at_least_each(whole, there)

    def at_least_each(self, whole: int, parts: Iterable[int | None]) -> None:
        """No part is larger than its whole."""
        for part in parts:
            if part is not None:
                for kind in (0, 1):
                    row = {2 * whole + kind: -1.0, 2 * part + kind: 1.0}
                    self.rows.append((row, -np.inf, 0.0))

    def ranges(
        self, asked: Collection[int], wide_enough: Bounds
    ) -> dict[int, tuple[float, float, float, float]]:
        """Count low and high, share low and high in per cent, of the cells asked for."""
        self._substitute()
        found = {
            cell: ranges
            for component in self._components()
            for cell, ranges in component.ranges(asked, wide_enough).items()
        }
        for cell in asked:
            found.setdefault(cell, self._range_of_known(cell))
        return found

    def _range_of_known(self, cell: int) -> tuple[float, float, float, float]:
        """The range of a cell that no row binds any more."""
        count, below = 2 * cell, 2 * cell + 1
        counts = self.low[count], self.high[count]
        if counts[0] == counts[1] == 0:
            return (*counts, np.nan, np.nan)
        # Nothing but its own bounds is left: the extremes are taken independently
        share_low = 0.0 if self.low[below] == 0 else self.low[below] / counts[1]
        share_high = self.high[below] / counts[0] if counts[0] else 1.0
        return (*counts, 100 * share_low, 100 * min(share_high, 1.0))

    def _narrow(self, unknown: int, low: float, high: float) -> bool:
        """Cut the bounds of an unknown; whether they became one number just now."""
        was_open = self.low[unknown] != self.high[unknown]
        self.low[unknown] = max(self.low[unknown], low)
        self.high[unknown] = min(self.high[unknown], high)
        slack = SAME * max(1.0, abs(self.low[unknown]))
        if self.low[unknown] > self.high[unknown] + slack:
            raise ContradictionError(
                f"{self._name(unknown)}: at least {low:g} and at most {high:g} are asked, "
                f"{self.low[unknown]:g} to {self.high[unknown]:g} together"
            )
        if self.high[unknown] - self.low[unknown] <= slack:
            self.high[unknown] = self.low[unknown]
        return was_open and self.low[unknown] == self.high[unknown]

    def _name(self, unknown: int) -> str:
        key = next(key for key, number in self.cells.items() if number == unknown // 2)
        return f"{('count', 'number below')[unknown % 2]} of {key}"

    def _substitute(self) -> None:
        """Put known numbers into the rows; a row with one unknown left becomes its bounds."""
        waiting = self.rows
        is_moving = True
        while is_moving:
            is_moving = False
            left = []
            for row, low, high in waiting:
                known = [each for each in row if self.low[each] == self.high[each]]
                sure = sum(row[each] * self.low[each] for each in known)
                open_part = {each: row[each] for each in row if each not in known}
                low, high = low - sure, high - sure
                if len(open_part) > 1:
                    left.append((open_part, low, high))
                elif open_part:
                    ((unknown, factor),) = open_part.items()
                    ends = sorted((low / factor, high / factor))
                    is_moving |= self._narrow(unknown, *ends)
                elif low > self._slack(sure) or high < -self._slack(sure):
                    names = ", ".join(self._name(each) for each in row)
                    raise ContradictionError(f"these do not add up: {names}")
            waiting = left
        self.rows = waiting

    @staticmethod
    def _slack(size: float) -> float:
        return 1e-7 * max(1.0, abs(size))

    def _components(self) -> Iterable[Component]:
        """The parts of the system that have nothing to do with one another."""
        rows = [number for number, (row, _, _) in enumerate(self.rows) for _ in row]
        unknowns = [unknown for row, _, _ in self.rows for unknown in row]
        if not unknowns:
            return
        factors = [factor for row, _, _ in self.rows for factor in row.values()]
        used, local = np.unique(unknowns, return_inverse=True)
        matrix = coo_array((factors, (rows, local)), shape=(len(self.rows), len(used))).tocsr()
        links = coo_array(
            (np.ones(len(rows)), (np.array(rows), len(self.rows) + local)),
            shape=(len(self.rows) + len(used),) * 2,
        )
        number_of, labels = connected_components(links, directed=False)
        rows_of = _places(labels[: len(self.rows)], number_of)
        unknowns_of = _places(labels[len(self.rows) :], number_of)
        low, high = np.array(self.low), np.array(self.high)
        row_low = np.array([low for _, low, _ in self.rows])
        row_high = np.array([high for _, _, high in self.rows])
        for its_rows, its_unknowns in zip(rows_of, unknowns_of, strict=True):
            names = used[its_unknowns]
            yield Component(
                unknowns=names,
                low=low,
                high=high,
                matrix=csc_array(matrix[its_rows][:, its_unknowns]),
                row_low=row_low[its_rows],
                row_high=row_high[its_rows],
            )


def _places(labels: np.ndarray, number_of: int) -> list[np.ndarray]:
    """The positions that carry each label."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, number_of)))
