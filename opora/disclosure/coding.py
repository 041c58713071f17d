"""Which shares are shown more coarsely, so that the shares of hidden cells stay unknown.

Belongs here: how wide a hidden share is, and complementary coding where it is too narrow. Not here:
which counts are hidden (`hiding`), how a share is shown (`shares`).

Where nobody of a component of hidden cells is below the threshold, a reader could read the share 0
off the cells around it. The coding keeps a second explanation open: some in the component are below
the threshold, and as many fewer in a cell beside it whose share is shown as "at most".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.disclosure.room import Room, room_of
from opora.disclosure.rules import DisclosureRules
from opora.disclosure.shares import Shares
from opora.disclosure.tree import Flags, Floats, Integers, Tree

_CLOSE = 1e-9


@dataclass(frozen=True)
class Demand:
    """Changes that must stay possible: `needed` more at a row, taken up without `source`.

    `source` is a child of the row, or -1: then it is the hidden children of the row.
    """

    row: Integers
    source: Integers
    needed: Floats


def code_shares(
    tree: Tree, shown: Shares, hidden: Flags, omitted: Flags, rules: DisclosureRules
) -> Shares:
    """The shares, coarse enough for every hidden share to stay unknown by `share_interval`.

    Args:
        tree: the table.
        shown: shares as they are shown so far.
        hidden: rows that do not show anything, as `hidden_cells` finds them.
        omitted: totals, and other rows, that are not published.
        rules: what must stay unknown.
    """
    silent = hidden | (omitted & ~tree.is_total)
    for _ in ("of those below", "of those who passed"):
        row, needed = _needs(tree, shown, silent, rules)
        if len(row):
            _make_room(tree, shown, hidden, omitted, Demand(row, np.full_like(row, -1), needed))
        shown = shown.mirrored()
    return shown


def _needs(
    tree: Tree, shown: Shares, hidden: Flags, rules: DisclosureRules
) -> tuple[Integers, Floats]:
    """Visible rows whose hidden children must be able to have more below the threshold.

    A component of S participants, F of them below the threshold, in which a hidden cell can shrink
    to m participants: from max(0, F - (S - m)) to min(m, F) of these are below.
    """
    over = np.where(hidden & (tree.parent >= 0), tree.parent, -1)
    for level in tree.downward():
        inside = level[hidden[level] & hidden[tree.parent[level]]]
        over[inside] = over[tree.parent[inside]]
    free = hidden & (over >= 0) & hidden[over]
    rows = np.flatnonzero(hidden & (over >= 0) & ~free)
    above = over[rows]
    of_leaves, failed_of_leaves = tree.under(shown.count), tree.under(shown.below)
    tops = hidden & (tree.parent >= 0) & ~hidden[tree.parent]
    counts = tree.over_children(of_leaves, tops)[above]
    failed = tree.over_children(failed_of_leaves, tops)[above]
    least = tree.under(np.ones(tree.size))[rows]
    smallest = least + np.maximum(shown.count[rows] - of_leaves[rows], 0)
    lowest = np.maximum(0, failed - (counts - least))
    highest = np.minimum(least, failed)
    wanted = rules.share_interval / 100 * smallest
    narrow = (highest - lowest < wanted) & (2 * failed <= counts)
    needed = np.maximum(np.ceil(wanted + lowest - failed - _CLOSE), 1.0)[narrow]
    largest = np.zeros(tree.size)
    np.maximum.at(largest, above[narrow], needed)
    found = np.unique(above[narrow])
    return found, largest[found]


def _make_room(tree: Tree, shown: Shares, hidden: Flags, omitted: Flags, own: Demand) -> None:
    """Meet the demands from the deepest row upwards; in place."""
    empty = np.empty(0, dtype=np.int64)
    pushed = Demand(empty, empty, np.empty(0))
    tops = hidden & (tree.parent >= 0) & ~hidden[tree.parent]
    silent = hidden | (omitted & ~tree.is_total)
    for level in reversed(tree.levels):
        here = np.isin(own.row, level)
        demand = Demand(
            np.concatenate([own.row[here], pushed.row]),
            np.concatenate([own.source[here], pushed.source]),
            np.concatenate([own.needed[here], pushed.needed]),
        )
        if not len(demand.row):
            continue
        room = room_of(tree, shown, silent, omitted)
        demand = _unmet(demand, room, tree.over_children(room.down, tops))
        demand = _compensate(tree, shown, hidden, omitted, room, demand)
        _widen(tree, shown, omitted, demand.row, demand.needed, up=True)
        rest = tree.parent[demand.row] >= 0
        row = demand.row[rest]
        pushed = Demand(tree.parent[row], row, demand.needed[rest])


def _unmet(demand: Demand, room: Room, of_hidden: Floats) -> Demand:
    """The demands for which there is no room yet."""
    of_source = np.where(demand.source < 0, of_hidden[demand.row], room.down[demand.source])
    beside = room.up[demand.row] + room.beneath[demand.row] - of_source
    return _some(demand, beside < demand.needed)


def _compensate(
    tree: Tree, shown: Shares, hidden: Flags, omitted: Flags, room: Room, demand: Demand
) -> Demand:
    """Code a cell below each row that can take up its demand; the demands where none can."""
    reach = _reach(tree, shown, hidden)
    children = _Children(tree)
    row, source, needed, entry = (
        demand.row,
        demand.source,
        demand.needed,
        np.arange(len(demand.row)),
    )
    is_met = np.zeros(len(demand.row), dtype=bool)
    while len(row):
        place, child = children.of(row)
        is_other = np.where(source[place] < 0, ~hidden[child], child != source[place])
        fits = is_other & ~omitted[child] & (reach[child] >= needed[place])
        place, child = place[fits], child[fits]
        lacks = ~hidden[child] & (room.down[child] < needed[place])
        order = np.lexsort((shown.count[child], lacks, place))
        first = order[np.unique(place[order], return_index=True)[1]]
        place, child = place[first], child[first]
        is_met[entry[place]] = True
        seen = ~hidden[child]
        place, child = place[seen], child[seen]
        _widen(tree, shown, omitted, child, needed[place], up=False)
        row, needed, entry = child, needed[place], entry[place]
        # the way down is free to end in any hidden cell
        source = np.full(len(row), tree.size)
        inner = ~tree.is_leaf[row]
        row, source, needed, entry = row[inner], source[inner], needed[inner], entry[inner]
    return _some(demand, ~is_met)


def _widen(
    tree: Tree, shown: Shares, omitted: Flags, rows: Integers, needed: Floats, *, up: bool
) -> None:
    """Show rows, and totals that are published of them, coarsely enough; in place."""
    widen = shown.widen_up if up else shown.widen_down
    widen(rows, needed)
    total = tree.total[rows]
    seen = (total >= 0) & ~omitted[total]
    widen(total[seen], needed[seen])


def _reach(tree: Tree, shown: Shares, hidden: Flags) -> Floats:
    """The most below the threshold that a single leaf, or hidden subtree, below a row holds."""
    reach = np.where(tree.is_leaf | hidden, shown.below, 0).astype(np.float64)
    for level in tree.upward():
        seen = level[~hidden[tree.parent[level]]]
        np.maximum.at(reach, tree.parent[seen], reach[seen])
    return reach


def _some(demand: Demand, chosen: Flags) -> Demand:
    return Demand(demand.row[chosen], demand.source[chosen], demand.needed[chosen])


class _Children:
    """Children of many rows at once."""

    def __init__(self, tree: Tree) -> None:
        self._order = np.argsort(tree.parent, kind="stable")
        self._parents = tree.parent[self._order]

    def of(self, rows: Integers) -> tuple[Integers, Integers]:
        """Places in `rows`, and the children of the row at each place."""
        start = np.searchsorted(self._parents, rows, side="left")
        number = np.searchsorted(self._parents, rows, side="right") - start
        place = np.repeat(np.arange(len(rows)), number)
        before = np.cumsum(number) - number
        return place, self._order[np.arange(len(place)) - before[place] + start[place]]
