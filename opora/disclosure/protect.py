"""A table made fit to be published.

Belongs here: the order of the steps and the columns that come out. Not here: the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from opora.disclosure.coding import code_shares
from opora.disclosure.hiding import hidden_cells, omitted_totals
from opora.disclosure.rules import DisclosureRules
from opora.disclosure.shares import AT_LEAST, AT_MOST, BOUNDS, EXACT, shown_shares
from opora.disclosure.tree import Flags, Tree, tree_of
from opora.disclosure.union import Bound, Retreat, bound_by, unchanged


def protect(
    cells: pd.DataFrame,
    rules: DisclosureRules,
    earlier: Sequence[pd.DataFrame] = (),
    also_hidden: Flags | None = None,
) -> pd.DataFrame:
    """What of a half-year's cells may be published.

    Args:
        cells: group, column (`TOTAL` adds up the columns of a unit), unit, parent (null for a
            root), count (participants, at least 1), below (those below the threshold).
        rules: what must stay unknown.
        earlier: results of this function for earlier published revisions, oldest first; made by
            the same rules.
        also_hidden: rows that are to be hidden whatever they hold, because another table with the
            same counts hides them.

    Returns:
        The same rows with is_hidden (neither count nor share is shown), is_omitted (the row is not
        published), share (per cent, NaN where neither), bound ("" exact, "at_most", "at_least").

    Raises:
        ValueError: counts that can't be, a cell twice, a parent without a row.
    """
    count = cells["count"].to_numpy(dtype=np.int64)
    below = cells["below"].to_numpy(dtype=np.int64)
    if ((count < 1) | (below < 0) | (below > count)).any():
        raise ValueError("count must be 1 or more, below between 0 and count")
    tree = tree_of(cells)
    if not earlier:
        nothing = np.zeros(tree.size, dtype=bool)
        hidden = nothing if also_hidden is None else also_hidden
        first = Bound(hidden, nothing, nothing, nothing, shown_shares(count, below, rules))
        return _published(cells, tree, first, Retreat.nothing(tree), rules)
    same = unchanged(cells, earlier[-1])
    if same is not None and (also_hidden is None or same["is_hidden"][also_hidden].all()):
        return same
    retreat = Retreat.nothing(tree)
    bound = bound_by(cells, shown_shares(count, below, rules), earlier, rules)
    if also_hidden is not None:
        bound = replace(bound, hidden=bound.hidden | also_hidden)
    while True:
        published = _published(cells, tree, bound, retreat, rules)
        if not retreat.go_on(published, earlier, bound.old, rules):
            return published


def _published(
    cells: pd.DataFrame, tree: Tree, bound: Bound, retreat: Retreat, rules: DisclosureRules
) -> pd.DataFrame:
    """A revision by itself, within what is bound and taken back."""
    count, below = bound.shown.count, bound.shown.below
    is_bound = bound.hidden | retreat.hidden
    hidden = hidden_cells(tree, count, below, is_bound, bound.known, retreat.omitted, rules)
    omitted = omitted_totals(tree, count, hidden, rules) | bound.omitted | retreat.omitted
    shown = code_shares(tree, bound.shown.copy(), hidden, omitted, rules)
    is_silent = hidden | omitted
    kinds = np.array([BOUNDS[kind] for kind in (AT_MOST, EXACT, AT_LEAST)], dtype=object)
    return cells.assign(
        is_hidden=hidden & ~omitted,
        is_omitted=omitted,
        share=np.where(is_silent, np.nan, shown.limit),
        bound=np.where(is_silent, "", kinds[shown.kind - AT_MOST]),
    )
