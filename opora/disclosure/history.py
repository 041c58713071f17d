"""All published revisions of a half-year, cell beside cell.

Belongs here: which cell of one revision is which of another, when two are the same version, what a
reader has seen. Not here: what can be worked out of it (`witnesses`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opora.disclosure.shares import AT_LEAST, AT_MOST, EXACT, Shares
from opora.disclosure.tree import TOTAL, Flags, Floats, Integers

_KEY = ["group", "column", "unit"]


@dataclass(frozen=True)
class Revision:
    """One published revision on the cells of all revisions; a cell that is missing has count 0.

    Attributes:
        is_there: the cell has a row.
        is_hidden: the row is published without its numbers.
        is_omitted: the row is not published.
        count: participants.
        below: those of them below the threshold.
        parent: cell of the parent, -1 for none.
        room_up: how many more below the threshold fit what the row shows.
        room_down: how many fewer.
    """

    is_there: Flags
    is_hidden: Flags
    is_omitted: Flags
    count: Floats
    below: Floats
    parent: Integers
    room_up: Floats
    room_down: Floats

    @property
    def is_silent(self) -> Flags:
        """Cells whose numbers this revision does not show."""
        return self.is_hidden | self.is_omitted

    @property
    def is_seen(self) -> Flags:
        """Cells whose numbers this revision shows."""
        return self.is_there & ~self.is_silent

    def same_version(self, other: Revision) -> Flags:
        """Cells that both revisions have with the same numbers."""
        is_same = (self.count == other.count) & (self.below == other.below)
        same: Flags = self.is_there & other.is_there & is_same
        return same


@dataclass(frozen=True)
class History:
    """The cells of all revisions.

    Attributes:
        cells: group, column, unit; a row per cell.
        total: cell of the unit's total, -1 without one and for a total.
        is_total: which cells are totals.
        revisions: oldest first.
    """

    cells: pd.DataFrame
    total: Integers
    is_total: Flags
    revisions: Sequence[Revision]

    def is_known(self, number: int) -> Flags:
        """Cells of a revision whose numbers, in the same version, some revision shows."""
        own = self.revisions[number]
        known = np.zeros(len(self.cells), dtype=bool)
        for other in self.revisions:
            known |= own.same_version(other) & other.is_seen
        return known


def history_of(frames: Sequence[pd.DataFrame], half_step: float) -> History:
    """Results of `protect`, oldest first, brought together; withheld columns are left out.

    Args:
        frames: what was published, and last what is to be.
        half_step: points that rounding hides on either side of an exact share.
    """
    shown = [frame[~is_withheld(frame)] for frame in frames]
    keys = pd.concat([frame[_KEY] for frame in shown]).drop_duplicates().reset_index(drop=True)
    index = pd.MultiIndex.from_frame(keys)
    is_total = (keys["column"] == TOTAL).to_numpy(dtype=bool)
    of_total = pd.MultiIndex.from_frame(keys.assign(column=TOTAL))
    total = np.where(is_total, -1, index.get_indexer(of_total)).astype(np.int64)
    revisions = [_revision(frame, index, is_total, half_step) for frame in shown]
    return History(keys, total, is_total, revisions)


def is_withheld(frame: pd.DataFrame) -> Flags:
    """Rows of columns of which nothing at all is published, and the totals that went with them."""
    all_omitted = frame["is_omitted"].groupby([frame["group"], frame["column"]]).transform("all")
    is_total = frame["column"] == TOTAL
    of_columns = (all_omitted & ~is_total).groupby(frame["group"]).transform("any")
    return (all_omitted & (~is_total | of_columns)).to_numpy(dtype=bool)


def _revision(
    frame: pd.DataFrame, index: pd.MultiIndex, is_total: Flags, half_step: float
) -> Revision:
    place = index.get_indexer(pd.MultiIndex.from_frame(frame[_KEY]))
    parents = pd.MultiIndex.from_frame(frame.assign(unit=frame["parent"])[_KEY])
    parent_place = np.where(frame["parent"].isna(), -1, index.get_indexer(parents))
    is_hidden, is_omitted, is_there = (np.zeros(len(index), dtype=bool) for _ in range(3))
    is_there[place] = True
    is_hidden[place], is_omitted[place] = frame["is_hidden"], frame["is_omitted"]
    count, below, up, down = (np.zeros(len(index)) for _ in range(4))
    parent = np.full(len(index), -1, dtype=np.int64)
    count[place], below[place] = frame["count"], frame["below"]
    parent[place] = parent_place
    parent[is_total] = -1
    is_silent = (frame["is_hidden"] | frame["is_omitted"]).to_numpy(dtype=bool)
    shown = shares_of(frame, half_step, 100.0)
    up[place] = np.where(is_silent, shown.count - shown.below, shown.room_up())
    down[place] = np.where(is_silent, shown.below, shown.room_down())
    return Revision(is_there, is_hidden, is_omitted, count, below, parent, up, down)


def shares_of(frame: pd.DataFrame, half_step: float, band: float) -> Shares:
    """Shares as a published table shows them; of silent rows nothing is meant."""
    bound = frame["bound"].to_numpy()
    kind = np.where(bound == "at_most", AT_MOST, np.where(bound == "at_least", AT_LEAST, EXACT))
    return Shares(
        frame["count"].to_numpy(dtype=np.int64),
        frame["below"].to_numpy(dtype=np.int64),
        kind.astype(np.int64),
        frame["share"].fillna(0.0).to_numpy(dtype=np.float64),
        half_step,
        band,
    )
