"""A later revision, held against all that was published before it.

Belongs here: what earlier revisions bind, and what is taken back until no two revisions together
give a hidden cell away. Not here: how that is proved (`witnesses`), a revision by itself (`hiding`,
`coding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opora.disclosure.history import History, Revision, history_of, shares_of
from opora.disclosure.rules import DisclosureRules
from opora.disclosure.shares import EXACT, Shares, shown_shares
from opora.disclosure.tree import TOTAL, Flags, Integers, Tree
from opora.disclosure.witnesses import proved_intervals

_KEY = ["group", "column", "unit"]
# how often cells are added to a component before its sum is given up
_ADDITIONS = 2
_CLOSE = 1e-9


@dataclass(frozen=True)
class Bound:
    """What earlier revisions bind, per row of the new one.

    Attributes:
        hidden: hidden before, so hidden now.
        omitted: totals that were left out because a column of their unit was hidden.
        known: shown before with the same numbers.
        old: there before with the same numbers, shown or not.
        shown: shares no finer than they were.
    """

    hidden: Flags
    omitted: Flags
    known: Flags
    old: Flags
    shown: Shares


def bound_by(
    cells: pd.DataFrame, shown: Shares, earlier: Sequence[pd.DataFrame], rules: DisclosureRules
) -> Bound:
    """What the published revisions bind for these cells, shown as they would be without them."""
    hidden, omitted, known, old = (np.zeros(len(cells), dtype=bool) for _ in range(4))
    index = pd.MultiIndex.from_frame(cells[_KEY])
    for frame in earlier:
        place = index.get_indexer(pd.MultiIndex.from_frame(frame[_KEY]))
        here = place >= 0
        frame, place = frame[here], place[here]
        was = shares_of(frame, shown.half_step, shown.band)
        is_hidden = frame["is_hidden"].to_numpy(dtype=bool)
        is_omitted = frame["is_omitted"].to_numpy(dtype=bool)
        hidden[place] |= is_hidden
        same = (shown.count[place] == was.count) & (shown.below[place] == was.below)
        seen = ~is_hidden & ~is_omitted
        old[place] |= same
        known[place] |= same & seen
        usual = shown_shares(was.count, was.below, rules)
        # an exact share is no bound: it may only look like one under other rules
        is_coarse = seen & (was.kind != EXACT)
        is_coarse &= (usual.kind != was.kind) | (usual.limit != was.limit)
        _no_finer(shown, place[is_coarse & ~same], was, np.flatnonzero(is_coarse & ~same))
        shown.kind[place[seen & same]] = was.kind[seen & same]
        shown.limit[place[seen & same]] = was.limit[seen & same]
        omitted[place] |= is_omitted & _has_hidden(frame)
    return Bound(hidden, omitted & (cells["column"] == TOTAL).to_numpy(), known, old, shown)


def _no_finer(shown: Shares, rows: Integers, was: Shares, before: Integers) -> None:
    """Show rows that were coarse, and hold other numbers now, at least as coarsely; in place."""
    kind = was.kind[before]
    shares = 100 * shown.below[rows] / shown.count[rows]
    mirror = kind > EXACT
    share = np.where(mirror, 100 - shares, shares)
    limit = np.where(mirror, 100 - was.limit[before], was.limit[before])
    banded = np.ceil(share / shown.band - _CLOSE) * shown.band
    limit = np.minimum(np.maximum(limit, banded), 100.0)
    shown.kind[rows], shown.limit[rows] = kind, np.where(mirror, 100 - limit, limit)


def _has_hidden(frame: pd.DataFrame) -> Flags:
    """Rows of units that have a hidden cell in their group."""
    by_unit = frame["is_hidden"].groupby([frame["group"], frame["unit"]]).transform("any")
    return by_unit.to_numpy(dtype=bool)


@dataclass
class Retreat:
    """What is taken back of a revision, per row; grows until nothing gives a hidden cell away.

    Attributes:
        hidden: rows hidden in addition.
        omitted: rows not published in this revision.
    """

    tree: Tree
    hidden: Flags
    omitted: Flags
    _additions: int = 0

    @classmethod
    def nothing(cls, tree: Tree) -> Retreat:
        """Nothing is taken back yet."""
        return cls(tree, np.zeros(tree.size, dtype=bool), np.zeros(tree.size, dtype=bool))

    def go_on(
        self,
        published: pd.DataFrame,
        earlier: Sequence[pd.DataFrame],
        old: Flags,
        rules: DisclosureRules,
    ) -> bool:
        """Take back what gives hidden cells away; False if there is nothing to take back.

        First more cells are hidden that are new in this revision, then the sums above are left
        out, as far up as need be, last the whole column is withheld: then the revision adds nothing
        to what was public before.
        """
        history = history_of([*earlier, published], 0.5 * 10.0**-rules.decimals)
        row, column = _given_away(history, published, rules)
        silent = (published["is_hidden"] | published["is_omitted"]).to_numpy(dtype=bool)
        if not len(row) and not column.any():
            return False
        before = int(self.hidden.sum()) + int(self.omitted.sum())
        if self._additions < _ADDITIONS:
            self._additions += 1
            row = self._add(row, published, silent, old)
        self._omit(row)
        self._withhold(column, published)
        return int(self.hidden.sum()) + int(self.omitted.sum()) > before

    def _add(self, sums: Integers, published: pd.DataFrame, silent: Flags, old: Flags) -> Integers:
        """Hide the smallest new leaf below each of these rows; the rows that have none."""
        can = self.tree.is_leaf & ~silent & ~old & np.isin(self.tree.parent, sums)
        rows = np.flatnonzero(can)
        order = np.lexsort((published["count"].to_numpy()[rows], self.tree.parent[rows]))
        above, first = np.unique(self.tree.parent[rows[order]], return_index=True)
        self.hidden[rows[order][first]] = True
        return np.setdiff1d(sums, above)

    def _omit(self, rows: Integers) -> None:
        self.omitted[rows] = True
        total = self.tree.total[rows]
        self.omitted[total[total >= 0]] = True

    def _withhold(self, is_column: Flags, published: pd.DataFrame) -> None:
        self.omitted |= is_column
        groups = published.loc[is_column, "group"].unique()
        is_total = published["column"] == TOTAL
        self.omitted |= (published["group"].isin(groups) & is_total).to_numpy(dtype=bool)


def _given_away(
    history: History, published: pd.DataFrame, rules: DisclosureRules
) -> tuple[Integers, Flags]:
    """Rows whose sums give hidden cells away, and rows of columns in which no row can be named."""
    last = history.revisions[-1]
    sums: list[Integers] = []
    lost = np.zeros(len(history.cells), dtype=bool)
    for number, proved in enumerate(proved_intervals(history)):
        revision = history.revisions[number]
        points = 100 * (proved.share_high - proved.share_low)
        is_short = proved.count_width < rules.count_interval - _CLOSE
        is_short |= points < rules.share_interval - _CLOSE
        short = np.flatnonzero(is_short & revision.is_hidden & ~history.is_known(number))
        # a school that moved is held by the sums of both its places
        now, then = _shown_above(last, last, short), _shown_above(revision, last, short)
        sums += [now[now >= 0], then[then >= 0]]
        lost[short[(now < 0) & (then < 0)]] = True
    place = pd.MultiIndex.from_frame(published[_KEY])
    rows = place.get_indexer(pd.MultiIndex.from_frame(history.cells.iloc[_union(sums)]))
    names = pd.MultiIndex.from_frame(history.cells.loc[lost, ["group", "column"]])
    return rows, pd.MultiIndex.from_frame(published[["group", "column"]]).isin(names)


def _shown_above(tree: Revision, last: Revision, cells: Integers) -> Integers:
    """The nearest cell above each that the last revision shows, as `tree` stands; -1 for none."""
    above = tree.parent[cells]
    while (unseen := (above >= 0) & ~last.is_seen[above]).any():
        above[unseen] = tree.parent[above[unseen]]
    return above


def _union(parts: Sequence[Integers]) -> Integers:
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def unchanged(cells: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame | None:
    """What was published, on the rows of `cells`, if these are the very cells it was made of."""
    if len(cells) != len(frame):
        return None
    index = pd.MultiIndex.from_frame(frame[_KEY])
    place = index.get_indexer(pd.MultiIndex.from_frame(cells[_KEY]))
    if (place < 0).any():
        return None
    before = frame.iloc[place]
    numbers = ["count", "below"]
    is_same = (before[numbers].to_numpy() == cells[numbers].to_numpy()).all()
    parents = before["parent"].to_numpy(dtype=object), cells["parent"].to_numpy(dtype=object)
    is_same &= bool(
        ((parents[0] == parents[1]) | (pd.isna(parents[0]) & pd.isna(parents[1]))).all()
    )
    if not is_same:
        return None
    names = ["is_hidden", "is_omitted", "share", "bound"]
    return cells.assign(**{name: before[name].to_numpy() for name in names})
