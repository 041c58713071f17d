"""How much of a change below the threshold a table of shown shares can take up without a trace.

Belongs here: the room of single cells with their totals, and how it adds up along the tree. Not
here: how much is needed, and what is done where there is too little (`coding`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.disclosure.shares import Shares
from opora.disclosure.tree import Flags, Floats, Tree


@dataclass(frozen=True)
class Room:
    """Participants per row by which numbers below the threshold may differ from the true ones.

    Attributes:
        down: fewer below this row, taken up by leaves below it.
        beneath: fewer, all children of this row together.
        up: more at this row, taken up by leaves elsewhere, or by all rows above it.
    """

    down: Floats
    beneath: Floats
    up: Floats

    def beside(self, tree: Tree, source: Floats) -> Floats:
        """Per row: what it and its children can take up, without `source` of the children."""
        return self.up + self.beneath - source


def room_of(tree: Tree, shown: Shares, hidden: Flags, omitted: Flags) -> Room:
    """The room of every row, within everything that is shown."""
    own_up, own_down = _own(tree, shown.room_up(), omitted), _own(tree, shown.room_down(), omitted)
    beneath = np.zeros(tree.size)
    down = np.where(tree.is_leaf, np.minimum(own_down, shown.below), 0.0)
    for level in reversed(tree.levels):
        inner = level[~tree.is_leaf[level]]
        down[inner] = np.minimum(own_down[inner], beneath[inner])
        # nobody sees how many of a hidden cell are below the threshold
        unseen = level[hidden[level]]
        down[unseen] = shown.below[unseen]
        inside = level[tree.parent[level] >= 0]
        np.add.at(beneath, tree.parent[inside], down[inside])
    up = own_up.copy()
    for level in tree.downward():
        above = tree.parent[level]
        up[level] = np.minimum(own_up[level], up[above] + beneath[above] - down[level])
    return Room(down, beneath, up)


def _own(tree: Tree, room: Floats, omitted: Flags) -> Floats:
    """Room of a cell, and of its total where there is one."""
    of_total = np.where(tree.total >= 0, room[tree.total], np.inf)
    seen = (tree.total >= 0) & ~omitted[tree.total]
    return np.where(seen, np.minimum(room, of_total), room)
