"""The cells of a table as trees: one tree per group and column.

Belongs here: who is whose parent, levels from the leaves to the roots, sums and spreads along them.
Not here: what is hidden and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

#: The column value of a row that adds up all columns of a unit.
TOTAL = "all"

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tree:
    """Nodes are the rows of a table; a total is a node of its own, outside every tree.

    Attributes:
        parent: row of the parent in the same group and column, -1 for a root and a total.
        total: row of the total of the same group and unit, -1 without one and for a total.
        is_total: which rows are totals.
        is_leaf: rows of a tree that have no children.
    """

    parent: Integers
    total: Integers
    is_total: Flags
    is_leaf: Flags

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.parent)

    @cached_property
    def levels(self) -> list[Integers]:
        """Rows by depth, the roots first; totals are on no level."""
        depth = np.full(self.size, -1, dtype=np.int64)
        roots = (self.parent < 0) & ~self.is_total
        depth[roots] = 0
        levels = [np.flatnonzero(roots)]
        rest = np.flatnonzero(self.parent >= 0)
        while len(rest):
            is_next = depth[self.parent[rest]] == len(levels) - 1
            if not is_next.any():
                raise ValueError("the units do not form a tree: a unit is among its own parents")
            level = rest[is_next]
            depth[level] = len(levels)
            levels.append(level)
            rest = rest[~is_next]
        return levels

    def upward(self) -> Iterator[Integers]:
        """Levels from the deepest one to the one below the roots."""
        yield from reversed(self.levels[1:])

    def downward(self) -> Iterator[Integers]:
        """Levels from the one below the roots to the deepest."""
        yield from self.levels[1:]

    def under(self, values: npt.NDArray[np.generic]) -> Floats:
        """For each row the sum of `values` over the leaves below it, itself if it is one."""
        sums = np.where(self.is_leaf, values, 0).astype(np.float64)
        for level in self.upward():
            np.add.at(sums, self.parent[level], sums[level])
        return sums

    def over_children(self, values: Floats, chosen: Flags) -> Floats:
        """For each row the sum of `values` over its `chosen` children."""
        rows = np.flatnonzero(chosen & (self.parent >= 0))
        sums = np.zeros(self.size)
        np.add.at(sums, self.parent[rows], values[rows])
        return sums

    def spread_down(self, flags: Flags) -> Flags:
        """Flags that hold for a row or for any row above it."""
        spread = flags.copy()
        for level in self.downward():
            spread[level] |= spread[self.parent[level]]
        return spread


def tree_of(cells: pd.DataFrame) -> Tree:
    """The trees of a table with columns group, column, unit, parent.

    Raises:
        ValueError: a cell that occurs twice, a parent without a row, a unit above itself.
    """
    is_total = (cells["column"] == TOTAL).to_numpy(dtype=bool)
    groups, _ = pd.factorize(cells["group"])
    columns, column_names = pd.factorize(cells["column"])
    both, units_known = pd.factorize(pd.concat([cells["unit"], cells["parent"]]))
    units, parents = both[: len(cells)], both[len(cells) :]
    column = groups.astype(np.int64) * (len(column_names) + 1) + columns
    width = len(units_known) + 1
    index = pd.Index(column * width + units)
    if not index.is_unique:
        twice = cells.loc[index.duplicated(), ["group", "column", "unit"]].iloc[0].tolist()
        raise ValueError(f"the cell {twice} occurs more than once")
    parent = np.full(len(cells), -1, dtype=np.int64)
    inner = (parents >= 0) & ~is_total
    parent[inner] = index.get_indexer(pd.Index(column[inner] * width + parents[inner]))
    if (parent[inner] < 0).any():
        orphan = cells.loc[inner & (parent < 0), ["group", "column", "unit"]].iloc[0].tolist()
        raise ValueError(f"the parent of the cell {orphan} has no row in its column")
    total = np.full(len(cells), -1, dtype=np.int64)
    of_total = pd.Index(groups[is_total].astype(np.int64) * width + units[is_total])
    found = of_total.get_indexer(
        pd.Index(groups[~is_total].astype(np.int64) * width + units[~is_total])
    )
    total[~is_total] = np.where(
        found >= 0, np.flatnonzero(is_total)[found] if len(of_total) else -1, -1
    )
    return Tree(parent, total, is_total, leaves(parent, is_total))


def leaves(parent: Integers, is_total: Flags) -> Flags:
    """Rows of a tree that are nobody's parent."""
    leaf = ~is_total
    leaf[parent[parent >= 0]] = False
    return leaf
