"""How much of a change below the threshold a table of shown shares can take up without a trace.

Belongs here: the room of single cells with their totals, and how it adds up along the tree. Not
here: how much is needed, and what is done where there is too little (`coding`, `union`).
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


def room_of(tree: Tree, shown: Shares, hidden: Flags, omitted: Flags) -> Room:
    """The room of every row of one revision, within everything that it shows."""
    # nobody sees how many of a hidden cell are below the threshold
    up = np.where(hidden, shown.count - shown.below, shown.room_up())
    down = np.where(hidden, shown.below, shown.room_down())
    return spread(tree, with_total(tree, up, omitted), with_total(tree, down, omitted))


def with_total(tree: Tree, room: Floats, omitted: Flags) -> Floats:
    """Room of a cell, within that of its total where one is published."""
    seen = (tree.total >= 0) & ~omitted[tree.total]
    return np.where(seen, np.minimum(room, room[tree.total]), room)


def spread(tree: Tree, up: Floats, down: Floats) -> Room:
    """The room of every row together with the rows around it, from the room of each by itself."""
    beneath = np.zeros(tree.size)
    both = down.copy()
    for level in reversed(tree.levels):
        inner = level[~tree.is_leaf[level]]
        both[inner] = np.minimum(down[inner], beneath[inner])
        inside = level[tree.parent[level] >= 0]
        np.add.at(beneath, tree.parent[inside], both[inside])
    total_up = up.copy()
    for level in tree.downward():
        above = tree.parent[level]
        beside = total_up[above] + beneath[above] - both[level]
        total_up[level] = np.minimum(up[level], beside)
    return Room(both, beneath, total_up)
