"""Places shared out at the least cost: the assignment problem, exactly.

Belongs here: who gets which place, from costs and numbers of places. Not here: what a cost is made
of. Solved by the shortest augmenting paths of Crouse 2016 (scipy's `linear_sum_assignment`) on a
dense matrix; nothing is cut off, so the answer is the best one, not a near one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from opora.statistics.arrays import Floats

#: Column numbers; -1 for none.
Columns = NDArray[np.int64]

#: Costs are compared in whole units of this size: sums of whole numbers are exact, whatever the
#: order in which a machine adds them up, so that the same costs give the same answer everywhere.
UNIT = 1e-6
#: Doubles hold whole numbers exactly up to here.
_EXACT = 2**53
#: Places of a column that are opened at first; more of them when all of these are taken.
_AT_FIRST = 4


def assign(costs: Floats, places: Columns) -> Columns:
    """The column of each row, or -1 where none is left for it.

    As many rows as possible get a place. Where they can't all have one, those further up in the
    matrix come first: no row further down, and no lower cost, takes a place from them. Among all
    answers of that kind the sum of the costs is the least one.

    Args:
        costs: one row per who wants a place, most in need first; one column per who has places;
            infinite where the two can't come together.
        places: how many rows a column can take.
    """
    rows, columns = costs.shape
    if not rows or not columns:
        return np.full(rows, -1, dtype=np.int64)
    wanted = np.minimum(places, rows)
    # A column that isn't full would not be better off with more places: those that nobody wants
    # need not be looked at. Where one is full, open more of its places and look again.
    opened = np.minimum(wanted, max(_AT_FIRST, 2 * rows // columns))
    gains = _gains(costs, int(min(rows, wanted.sum())))
    while True:
        found = _assign(gains, opened)
        taken = np.bincount(found[found >= 0], minlength=columns)
        is_short = (taken == opened) & (opened < wanted)
        if not is_short.any():
            return found
        opened = np.where(is_short, np.minimum(2 * opened, wanted), opened)


def _gains(costs: Floats, most: int) -> Floats:
    """What it is worth to bring a row and a column together, in units; zero where they can't.

    A place is worth more to a row than all that could be saved elsewhere by refusing it, and more
    to a row further up. The sets of rows that can be served together are a matroid, so the greatest
    sum of such worths serves as many as possible, those further up first.
    """
    is_possible = np.isfinite(costs)
    units = np.rint(np.where(is_possible, costs, np.nan) / UNIT)
    if not is_possible.any():
        return np.zeros_like(costs)
    lowest, highest = np.nanmin(units), np.nanmax(units)
    worth = (highest - lowest + 1) * most
    rows = len(costs)
    if worth * rows * 4 > _EXACT:
        raise ValueError(
            f"costs between {lowest * UNIT:g} and {highest * UNIT:g} for {rows} rows can't be "
            f"added up exactly in units of {UNIT:g}"
        )
    precedence = np.arange(rows, 0, -1, dtype=float)[:, None]
    return np.where(is_possible, worth * precedence + (highest - units), 0.0)


def _assign(gains: Floats, places: Columns) -> Columns:
    """The assignment of the greatest gain; a gain of zero is none."""
    column_of_place = np.repeat(np.arange(gains.shape[1]), places)
    found = np.full(len(gains), -1, dtype=np.int64)
    if len(column_of_place):
        row, place = linear_sum_assignment(gains[:, column_of_place], maximize=True)
        column = column_of_place[place]
        found[row] = np.where(gains[row, column] > 0, column, -1)
    return found
