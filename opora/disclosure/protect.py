"""A table made fit to be published.

Belongs here: the order of the steps and the columns that come out. Not here: the steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from opora.disclosure.coding import code_shares
from opora.disclosure.hiding import hidden_cells, omitted_totals
from opora.disclosure.rules import DisclosureRules
from opora.disclosure.shares import BOUNDS, shown_shares
from opora.disclosure.tree import tree_of


def protect(
    cells: pd.DataFrame, rules: DisclosureRules, earlier: Sequence[pd.DataFrame] = ()
) -> pd.DataFrame:
    """What of a half-year's cells may be published.

    Args:
        cells: group, column (`TOTAL` adds up the columns of a unit), unit, parent (null for a
            root), count (participants, at least 1), below (those below the threshold).
        rules: what must stay unknown.
        earlier: results of this function for earlier published revisions, oldest first.

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
    is_bound = np.zeros(tree.size, dtype=bool)
    hidden = hidden_cells(tree, count, below, is_bound, rules)
    omitted = omitted_totals(tree, count, hidden, rules)
    shown = code_shares(tree, shown_shares(count, below, rules), hidden, omitted, rules)
    is_silent = hidden | omitted
    bound = np.array([BOUNDS[kind] for kind in (-1, 0, 1)], dtype=object)[shown.kind + 1]
    return cells.assign(
        is_hidden=hidden,
        is_omitted=omitted,
        share=np.where(is_silent, np.nan, shown.limit),
        bound=np.where(is_silent, "", bound),
    )
