"""The numbers of disclosure control.

Belongs here: their names, units and what they may be. Not here: their values, which are data of the
rules, and what is done with them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DisclosureRules:
    """What a reader may not get to know, and how coarsely shares are shown.

    Attributes:
        least_count: participants; a cell with fewer is hidden.
        count_interval: participants; how wide the interval of a hidden count must stay.
        share_interval: points; how wide the interval of a hidden share must stay.
        low_share: per cent; shares up to here are shown as "at most" this one.
        high_share: per cent; shares from here on are shown as "at least" this one.
        decimals: decimals of a share that is shown exactly.
        band: points; the steps of shares that are coded for the sake of other cells.
    """

    least_count: int
    count_interval: int
    share_interval: float
    low_share: float
    high_share: float
    decimals: int
    band: float

    def __post_init__(self) -> None:
        """Refuse what protects nothing: a ValueError names the number."""
        if self.least_count < 1 or self.count_interval < 1:
            raise ValueError("least_count and count_interval must be 1 or more")
        if not 0 < self.share_interval <= 100:
            raise ValueError("share_interval must lie above 0 and at most at 100 points")
        if not 0 <= self.low_share < self.high_share <= 100:
            raise ValueError("0 <= low_share < high_share <= 100 must hold")
        if self.decimals < 0 or not 0 < self.band <= 100:
            raise ValueError("decimals must be 0 or more, band above 0 and at most 100 points")
