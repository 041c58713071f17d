"""How far hidden cells can be from the truth while everything published stays possible.

Belongs here: families of other tables that fit all revisions, and the intervals they prove for
every hidden cell. Not here: what is done about a cell whose interval is too short (`union`).

A family moves the same units by the same numbers in all revisions of a window, from the first to
the last of some consecutive ones, and nothing outside it. So it may only move cells whose version
no revision outside the window has, or none that binds it there: a cell is loose in a revision that
shows neither it nor any sum above it. Within the window the sums hold in each revision alike. What
a family proves is true; that no wider interval exists is not claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from opora.disclosure.history import History, Revision
from opora.disclosure.room import spread
from opora.disclosure.tree import Flags, Floats, Integers, Tree, leaves

Window = tuple[int, int]


@dataclass
class Intervals:
    """What is proved for the cells of one revision; shares are fractions."""

    count_width: Floats
    share_low: Floats
    share_high: Floats


def proved_intervals(history: History) -> list[Intervals]:
    """For each revision the proved intervals of its silent cells."""
    number = len(history.revisions)
    loose = [_loose(history, place) for place in range(number)]
    families = {
        (first, last): _Family(history, loose, first, last)
        for first in range(number)
        for last in range(first, number)
    }
    up = _by_parts({window: family.spare_up for window, family in families.items()})
    down = _by_parts({window: family.spare_down for window, family in families.items()})
    proved = [_nothing(revision) for revision in history.revisions]
    for (first, last), family in families.items():
        for place in range(first, last + 1):
            family.widen(
                proved[place], history.revisions[place], up[first, last], down[first, last]
            )
    for one, other in combinations(range(number), 2):
        _share(proved[one], proved[other], history.revisions[one], history.revisions[other])
    return proved


def _share(first: Intervals, second: Intervals, one: Revision, other: Revision) -> None:
    """The same version has the same interval in both revisions; in place."""
    same = one.same_version(other)
    for to, source in ((first, second), (second, first)):
        to.count_width[same] = np.maximum(to.count_width, source.count_width)[same]
        to.share_low[same] = np.minimum(to.share_low, source.share_low)[same]
        to.share_high[same] = np.maximum(to.share_high, source.share_high)[same]


def _nothing(revision: Revision) -> Intervals:
    true = revision.below / np.maximum(revision.count, 1)
    return Intervals(np.zeros_like(true), true.copy(), true.copy())


def _by_parts(spare: dict[Window, Floats]) -> dict[Window, Floats]:
    """What is spare in a window, if each part of it may be made up for in its own way."""
    best: dict[Window, Floats] = {}
    for first, last in sorted(spare, key=lambda window: window[1] - window[0]):
        found = spare[first, last]
        for middle in range(first, last):
            parts = np.minimum(best[first, middle], best[middle + 1, last])
            found = np.maximum(found, parts)
        best[first, last] = found
    return best


class _Family:
    """The tables that differ from the truth in the revisions `first` to `last`.

    Attributes:
        spare_up: per cell, how many more of its hidden children may be below the threshold.
        spare_down: how many fewer.
    """

    def __init__(self, history: History, loose: Sequence[Flags], first: int, last: int) -> None:
        inside = history.revisions[first : last + 1]
        outside = [*history.revisions[:first], *history.revisions[last + 1 :]]
        movable = _movable(inside, outside, [*loose[:first], *loose[last + 1 :]])
        total, blocked, up, down = _totals(history, inside, outside)
        parent = np.where(movable, inside[0].parent, -1)
        is_leaf = np.ones(len(parent), dtype=bool)
        for revision in inside:
            is_leaf &= leaves(revision.parent, history.is_total)
        self._tree = Tree(parent, total, history.is_total, is_leaf)
        self._moves = movable & ~history.is_total & ~blocked
        for revision in inside:
            self._moves &= revision.is_silent
        self._components(inside)
        free = movable & ~history.is_total
        up = np.where(free, np.minimum(up, _least(r.room_up for r in inside)), 0.0)
        down = np.where(free, np.minimum(down, _least(r.room_down for r in inside)), 0.0)
        self.spare_up = self._spare(up, down)
        self.spare_down = self._spare(down, up)

    def _components(self, inside: Sequence[Revision]) -> None:
        """Who can make up for whom: cells that move, below the same cell that does not."""
        tree, moves = self._tree, self._moves
        fewer = _least(np.maximum(revision.count - 1, 0) for revision in inside)
        self._down = _least(revision.below for revision in inside)
        self._up = _least(revision.count - revision.below for revision in inside)
        self._shrink = np.minimum(fewer, self._up + self._down)
        self._leaves = np.ones(tree.size)
        for values in (self._down, self._up, self._shrink, self._leaves):
            values[~(moves & tree.is_leaf)] = 0
            for level in tree.upward():
                rows = level[moves[level] & moves[tree.parent[level]]]
                np.add.at(values, tree.parent[rows], values[rows])
        self._over = np.where(moves, tree.parent, -1)
        self._is_free = moves & (tree.parent < 0)
        for level in tree.downward():
            rows = level[moves[level] & moves[tree.parent[level]]]
            self._over[rows] = self._over[tree.parent[rows]]
            self._is_free[rows] = self._is_free[tree.parent[rows]]
        has_parent = tree.parent >= 0
        self._tops = moves & has_parent & ~moves[tree.parent]

    def _spare(self, up: Floats, down: Floats) -> Floats:
        room = spread(self._tree, up, down)
        return room.up + room.beneath - self._tree.over_children(room.down, self._tops)

    def widen(self, proved: Intervals, revision: Revision, up: Floats, down: Floats) -> None:
        """Add what this family proves for the cells of a revision; in place."""
        free = self._is_free & (self._leaves > 0)
        proved.count_width[free] = np.inf
        proved.share_low[free], proved.share_high[free] = 0.0, 1.0
        rows = np.flatnonzero(self._moves & (self._over >= 0) & (self._leaves > 0))
        above = self._over[rows]

        def others(values: Floats) -> Floats:
            return self._tree.over_children(values, self._tops)[above] - values[rows]

        has_others = others(self._leaves) > 0
        shrink = np.where(has_others, self._shrink[rows], 0.0)
        width = np.where(has_others, shrink + others(self._shrink), 0.0)
        proved.count_width[rows] = np.maximum(proved.count_width[rows], width)
        more = others(self._down) + up[above]
        fewer = others(self._up) + down[above]
        for less in (np.zeros(len(rows)), shrink):
            count = np.maximum(revision.count[rows] - less, 1.0)
            most = revision.below[rows] + np.minimum(self._up[rows] - less, more)
            least = revision.below[rows] - np.minimum(self._down[rows], fewer + less)
            high, low = np.clip(most / count, 0, 1), np.clip(least / count, 0, 1)
            proved.share_high[rows] = np.maximum(proved.share_high[rows], high)
            proved.share_low[rows] = np.minimum(proved.share_low[rows], low)


def _loose(history: History, place: int) -> Flags:
    """Leaves that a revision binds in no way: of it neither they nor sums above them are known."""
    revision = history.revisions[place]
    others = [*history.revisions[:place], *history.revisions[place + 1 :]]
    is_held = revision.is_seen.copy()
    is_old = np.zeros(len(is_held), dtype=bool)
    for other in others:
        same = revision.same_version(other)
        is_old |= same
        is_held |= same & other.is_seen
    has_total = history.total >= 0
    can_move = revision.is_silent & ~(has_total & is_held[history.total])
    # a sum that another revision has as well would carry the change there
    gives_way = can_move & ~is_old
    loose = can_move & (revision.parent < 0)
    rows = np.flatnonzero(can_move & (revision.parent >= 0))
    above = revision.parent[rows]
    is_open = np.ones(len(rows), dtype=bool)
    while (inside := above >= 0).any():
        is_open[inside] &= gives_way[above[inside]]
        above = np.where(inside & is_open, revision.parent[above], -1)
    loose[rows] = is_open
    return loose & leaves(revision.parent, history.is_total)


def _movable(
    inside: Sequence[Revision],
    outside: Sequence[Revision],
    loose_outside: Sequence[Flags],
) -> Flags:
    """Cells in the same place all through the window, in versions that bind nothing else."""
    movable = inside[0].is_there.copy()
    for revision in inside:
        movable &= revision.is_there & (revision.parent == inside[0].parent)
        for other, is_free in zip(outside, loose_outside, strict=True):
            movable &= ~(revision.same_version(other) & ~is_free)
    return movable


def _totals(
    history: History, inside: Sequence[Revision], outside: Sequence[Revision]
) -> tuple[Integers, Flags, Floats, Floats]:
    """The totals; cells whose counts a total holds fast; room that totals leave up and down."""
    total = history.total
    has_total = total >= 0
    size = len(total)
    blocked = np.zeros(size, dtype=bool)
    up, down = np.full(size, np.inf), np.full(size, np.inf)
    for revision in inside:
        for other in (*inside, *outside):
            blocked |= revision.same_version(other) & other.is_seen
        for other in outside:
            fast = revision.same_version(other) & (other.is_seen | revision.is_seen)
            up[fast] = down[fast] = 0.0
        seen = revision.is_seen
        up[seen] = np.minimum(up[seen], revision.room_up[seen])
        down[seen] = np.minimum(down[seen], revision.room_down[seen])
    return (
        total,
        has_total & blocked[total],
        np.where(has_total, up[total], np.inf),
        np.where(has_total, down[total], np.inf),
    )


def _least(values: object) -> Floats:
    least: Floats = np.minimum.reduce(list(values))  # type: ignore[call-overload]
    return least
