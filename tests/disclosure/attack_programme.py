"""The ranges that a system of equations leaves to its unknowns: linear programmes.

Here belongs solving one part of the system. What its rows mean does not (`attack_unknowns`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, eye_array, hstack, vstack

FOUND, INFEASIBLE, UNBOUNDED, UNCLEAR = 0, 2, 3, 4
"""The states that `linprog` reports."""
SMALLEST_PART = 0.1
"""Solutions divided by a larger count than its inverse are too coarse for a witness."""

Bounds = tuple[float, float]


class ContradictionError(ValueError):
    """The published tables cannot all be true."""


class Component:
    """One linear programme and the questions put to it.

    Every solution is a witness for all its cells, so many questions need no programme of their own.
    """

    def __init__(
        self,
        unknowns: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
        matrix: csc_array,
        row_low: np.ndarray,
        row_high: np.ndarray,
    ) -> None:
        self.place = {int(unknown): place for place, unknown in enumerate(unknowns)}
        self.low, self.high = low[unknowns], high[unknowns]
        equal = row_low == row_high
        self.equal, self.equal_to = matrix[equal], row_low[equal]
        has_high, has_low = ~equal & np.isfinite(row_high), ~equal & np.isfinite(row_low)
        self.upper = vstack([matrix[has_high], -matrix[has_low]], format="csc")
        self.upper_to = np.concatenate([row_high[has_high], -row_low[has_low]])
        self._divided: tuple[csc_array, csc_array] | None = None
        self.cells = np.unique(unknowns // 2)
        both = np.column_stack([2 * self.cells, 2 * self.cells + 1])
        self.known_low, self.known_high = low[both], high[both]
        self.places = np.array([[self.place.get(int(each), -1) for each in pair] for pair in both])
        # count low and high, share low and high
        self.seen = np.tile([np.inf, -np.inf, np.inf, -np.inf], (len(self.cells), 1))

    def ranges(
        self, asked: Collection[int], wide_enough: Bounds
    ) -> dict[int, tuple[float, float, float, float]]:
        """The four ends of each cell of this component that was asked for."""
        if self._extreme({}) is None:
            raise ContradictionError(f"no numbers fit {len(self.low)} unknowns together")
        found = {}
        for number, cell in enumerate(self.cells):
            if cell in asked:
                low, high, *shares = self._range(number, wide_enough)
                share_low, share_high = (round(100 * share, 6) + 0.0 for share in shares)
                found[int(cell)] = (low, high, share_low, share_high)
        return found

    def _range(self, number: int, wide_enough: Bounds) -> tuple[float, float, float, float]:
        """The four ends of a cell, shares as parts of one."""
        if self._is_seen_wide(number, wide_enough):
            return tuple(self.seen[number])
        counts = self._count_ends(number)
        if self._is_seen_wide(number, wide_enough):
            return tuple(self.seen[number])
        return (*counts, *self._share_ends(number, counts))

    def _is_seen_wide(self, number: int, wide_enough: Bounds) -> bool:
        """Whether the witnesses of a cell lie far enough apart, in persons and in points."""
        low, high, share_low, share_high = self.seen[number]
        persons, points = wide_enough
        return high - low >= persons and 100 * (share_high - share_low) >= points

    def _count_ends(self, number: int) -> Bounds:
        count = 2 * int(self.cells[number])
        if count not in self.place:
            return float(self.known_low[number, 0]), float(self.known_high[number, 0])
        return self._end_of(number, count, 1.0), self._end_of(number, count, -1.0)

    def _end_of(self, number: int, count: int, sign: float) -> float:
        """The least or greatest count; what was seen at its bound is at its end."""
        side = 0 if sign > 0 else 1
        bound = float((self.known_low, self.known_high)[side][number, 0])
        if sign * self.seen[number, side] <= sign * bound:
            return bound
        end = self._extreme({count: sign})
        return np.nan if end is None else round(end, 6)

    def _share_ends(self, number: int, counts: Bounds) -> Bounds:
        count, below = (2 * int(self.cells[number]) + kind for kind in (0, 1))
        if below not in self.place:
            fixed = float(self.known_low[number, 1])
            low, high = (fixed / end if end else np.nan for end in reversed(counts))
            return low, high
        ends = []
        for sign, outermost, side in ((1.0, 0.0, 2), (-1.0, 1.0, 3)):
            if sign * self.seen[number, side] <= sign * outermost:
                end: float | None = outermost
            elif count in self.place:
                end = self._extreme_share(count, below, sign)
            else:
                end = self._extreme({below: sign})
                end = None if end is None or not counts[0] else end / counts[0]
            ends.append(np.nan if end is None else end)
        return ends[0], ends[1]

    def _see(self, point: np.ndarray) -> None:
        """Keep the widest counts and shares that were seen to fit."""
        counts, belows = np.where(self.places >= 0, point[self.places], self.known_low).T
        shares = np.divide(belows, counts, out=np.full(len(counts), np.nan), where=counts > 0.5)
        for side, (values, widest) in enumerate(
            [(counts, np.fmin), (counts, np.fmax), (shares, np.fmin), (shares, np.fmax)]
        ):
            self.seen[:, side] = widest(self.seen[:, side], values)

    def _extreme(self, objective: Mapping[int, float]) -> float | None:
        """The least value (of -x: the greatest, as x) of one unknown; None if nothing fits."""
        costs = np.zeros(len(self.low))
        for unknown, sign in objective.items():
            costs[self.place[unknown]] = sign
        result = linprog(
            costs,
            A_ub=self.upper if len(self.upper_to) else None,
            b_ub=self.upper_to if len(self.upper_to) else None,
            A_eq=self.equal if len(self.equal_to) else None,
            b_eq=self.equal_to if len(self.equal_to) else None,
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
        )
        if result.status == FOUND:
            self._see(result.x)
        return _value(result, sum(objective.values()))

    def _extreme_share(self, count: int, below: int, sign: float) -> float | None:
        """The least or greatest below / count, by the transformation of Charnes and Cooper.

        Every unknown is divided by the count, t stands for 1 / count: the share becomes an unknown.
        """
        equal, upper = self._divided_by_a_count()
        costs = np.zeros(len(self.low) + 1)
        costs[self.place[below]] = sign
        bounds = np.column_stack([np.zeros(len(costs)), np.full(len(costs), np.inf)])
        bounds[self.place[count]] = 1.0
        result = linprog(
            costs,
            A_ub=upper,
            b_ub=np.zeros(upper.shape[0]),
            A_eq=equal if equal.shape[0] else None,
            b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
            bounds=bounds,
            method="highs",
        )
        if result.status == FOUND and result.x[-1] > SMALLEST_PART:
            self._see(result.x[:-1] / result.x[-1])
        return _value(result, sign)

    def _divided_by_a_count(self) -> tuple[csc_array, csc_array]:
        """The rows and bounds of this component with every right side times t."""
        if self._divided is None:
            unit = eye_array(len(self.low), format="csc")
            has_high, has_low = np.isfinite(self.high), self.low > 0
            upper = vstack([self.upper, unit[has_high], -unit[has_low]], format="csc")
            upper_to = np.concatenate([self.upper_to, self.high[has_high], -self.low[has_low]])
            self._divided = (
                hstack([self.equal, csc_array(-self.equal_to[:, None])], format="csc"),
                hstack([upper, csc_array(-upper_to[:, None])], format="csc"),
            )
        return self._divided


def _value(result: object, sign: float) -> float | None:
    """What a programme found: a number, plus or minus infinity, or None if nothing fits."""
    status = result.status  # type: ignore[attr-defined]
    if status == INFEASIBLE:
        return None
    if status in (UNBOUNDED, UNCLEAR):
        return -np.inf * sign
    if status:
        raise RuntimeError(result.message)  # type: ignore[attr-defined]
    return float(result.fun) * (sign or 1.0)  # type: ignore[attr-defined]
