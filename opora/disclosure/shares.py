"""How a share is shown, and what a reader learns of the number behind it.

Belongs here: rounding, "at most" and "at least", the interval each leaves, steps of coarser coding.
Not here: which shares are made coarser, and why (`coding`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from opora.disclosure.rules import DisclosureRules
from opora.disclosure.tree import Floats, Integers

#: Kinds of a shown share.
AT_MOST, EXACT, AT_LEAST = -1, 0, 1
BOUNDS = {AT_MOST: "at_most", EXACT: "", AT_LEAST: "at_least"}

# a value exactly between two decimals may be rounded either way
_TIE = 1e-9
_DIGITS = 9


@dataclass
class Shares:
    """Shares as they are shown, per row; `mirrored` counts those who passed instead of failed.

    Attributes:
        count: participants.
        below: those of them below the threshold.
        kind: AT_MOST, EXACT or AT_LEAST.
        limit: the share shown, per cent.
        half_step: points that rounding hides on either side of an exact share.
        band: points; the steps of coarser coding.
    """

    count: Integers
    below: Integers
    kind: Integers
    limit: Floats
    half_step: float
    band: float

    def copy(self) -> Shares:
        """The same shares, to be shown more coarsely."""
        return replace(self, kind=self.kind.copy(), limit=self.limit.copy())

    def mirrored(self) -> Shares:
        """The same shares, of those who are not below the threshold."""
        return Shares(
            self.count,
            self.count - self.below,
            -self.kind,
            # there and back again must give the very same decimals
            np.round(100 - self.limit, _DIGITS),
            self.half_step,
            self.band,
        )

    def low(self) -> Floats:
        """The fewest whole participants below the threshold that fit what is shown."""
        rounded = self.count * (self.limit - self.half_step) / 100 + 2 * _TIE
        shown = np.where(self.kind == EXACT, rounded, self.count * self.limit / 100)
        return np.maximum(np.where(self.kind == AT_MOST, 0.0, np.ceil(shown - _TIE)), 0.0)

    def high(self) -> Floats:
        """The most whole participants below the threshold that fit what is shown."""
        rounded = self.count * (self.limit + self.half_step) / 100 - 2 * _TIE
        shown = np.where(self.kind == EXACT, rounded, self.count * self.limit / 100)
        whole = np.floor(shown + _TIE)
        return np.minimum(np.where(self.kind == AT_LEAST, self.count, whole), self.count)

    def room_up(self) -> Floats:
        """How many more could be below the threshold without a change in what is shown."""
        return np.maximum(self.high() - self.below, 0.0)

    def room_down(self) -> Floats:
        """How many fewer could be below the threshold without a change in what is shown."""
        return np.maximum(self.below - self.low(), 0.0)

    def widen_up(self, rows: Integers, needed: Floats) -> None:
        """Show these rows coarsely enough for `needed` more below the threshold; in place."""
        rows, needed = self._short(rows, needed, self.room_up())
        limit = self._band_above(100 * (self.below[rows] + needed) / self.count[rows])
        self.kind[rows], self.limit[rows] = AT_MOST, limit

    def widen_down(self, rows: Integers, needed: Floats) -> None:
        """Show these rows coarsely enough for `needed` fewer below the threshold; in place."""
        rows, needed = self._short(rows, needed, self.room_down())
        share = 100 * self.below[rows] / self.count[rows]
        lowest = 100 * (self.below[rows] - needed) / self.count[rows]
        is_high = self.kind[rows] == AT_LEAST
        limit = np.where(is_high, 100 - self._band_above(100 - lowest), self._band_above(share))
        self.kind[rows] = np.where(is_high, AT_LEAST, AT_MOST)
        self.limit[rows] = limit

    def _short(self, rows: Integers, needed: Floats, room: Floats) -> tuple[Integers, Floats]:
        largest = np.zeros(len(self.count))
        np.maximum.at(largest, rows, needed)
        rows = np.unique(rows)
        rows = rows[room[rows] < largest[rows]]
        return rows, largest[rows]

    def _band_above(self, share: Floats) -> Floats:
        return np.minimum(np.ceil(share / self.band - _TIE) * self.band, 100.0)


def shown_shares(count: Integers, below: Integers, rules: DisclosureRules) -> Shares:
    """Shares rounded, and extremes coded, as every share is shown that nothing else limits."""
    exact = 100 * below / count
    kind = np.where(
        exact <= rules.low_share, AT_MOST, np.where(exact >= rules.high_share, AT_LEAST, EXACT)
    )
    limit = np.where(
        kind == AT_MOST,
        rules.low_share,
        np.where(kind == AT_LEAST, rules.high_share, np.round(exact, rules.decimals)),
    )
    return Shares(count, below, kind, limit, 0.5 * 10.0**-rules.decimals, rules.band)
