"""Which counts are hidden: small ones, and as many others as keep them from being subtracted.

Belongs here: primary and complementary suppression of counts, column by column, and the totals that
go with them. Not here: shares (`shares`, `coding`), what earlier revisions told (`union`).
"""

from __future__ import annotations

import numpy as np

from opora.disclosure.rules import DisclosureRules
from opora.disclosure.tree import Flags, Floats, Integers, Tree


def hidden_cells(
    tree: Tree,
    count: Integers,
    below: Integers,
    is_bound: Flags,
    is_known: Flags,
    is_left_out: Flags,
    rules: DisclosureRules,
) -> Flags:
    """Rows that must not show their count; totals are never among them.

    Args:
        tree: the table.
        count: participants per row.
        below: participants below the threshold per row.
        is_bound: rows that are hidden whatever they hold.
        is_known: rows whose numbers an earlier revision shows: hiding them protects nobody. A
            parent that has no other rows left to hide stays as it is, for `union` to settle.
        rules: what must stay unknown.

        is_left_out: rows that are not published, so that nothing can be subtracted from them.

    A visible node with hidden children has at least two of them, and their leaves together hold at
    least `count_interval` participants more than one each: any one of them may have all of these.
    A hidden node hides everything below it.
    """
    hidden = tree.spread_down((is_bound | (count < rules.least_count)) & ~tree.is_total)
    slack = tree.under(np.where(is_known, 0, np.maximum(count - 1, 0)))
    has_known = tree.under(is_known) + is_known > 0
    for level in tree.upward():
        parents = np.unique(tree.parent[level])
        parents = parents[~is_left_out[parents]]
        _hide_at(tree, level, parents, count, below, slack, hidden, has_known, rules)
    return tree.spread_down(hidden)


def omitted_totals(tree: Tree, count: Integers, hidden: Flags, rules: DisclosureRules) -> Flags:
    """Totals that are not published: of a unit with a hidden column, and small ones."""
    omitted = tree.is_total & (count < rules.least_count)
    rows = np.flatnonzero(hidden & (tree.total >= 0))
    omitted[tree.total[rows]] = True
    return omitted


def _hide_at(
    tree: Tree,
    level: Integers,
    parents: Integers,
    count: Integers,
    below: Integers,
    slack: Floats,
    hidden: Flags,
    has_known: Flags,
    rules: DisclosureRules,
) -> None:
    """Hide more of a level's rows, or the parents, until no parent gives one away; in place."""
    while True:
        parents = parents[~hidden[parents]]
        gone = level[hidden[level] & ~(has_known[level] & (slack[level] == 0))]
        number, spare, failed, taken = (
            np.bincount(tree.parent[gone], values, minlength=tree.size)[parents]
            for values in (np.ones(len(gone)), slack[gone], below[gone], count[gone])
        )
        short = (number > 0) & ((number < 2) | (spare < rules.count_interval))
        parents, wants_mixed = parents[short], ((failed == 0) | (failed == taken))[short]
        if not len(parents):
            return
        is_short = np.zeros(tree.size, dtype=bool)
        is_short[parents] = True
        wants = np.zeros(tree.size, dtype=bool)
        wants[parents[wants_mixed]] = True
        rows = level[is_short[tree.parent[level]] & ~hidden[level] & ~has_known[level]]
        is_mixed = (below[rows] > 0) & (below[rows] < count[rows])
        # a component where somebody failed and somebody did not needs no coding of shares
        helps = is_mixed & wants[tree.parent[rows]] & tree.is_leaf[rows]
        order = np.lexsort((count[rows], ~helps, ~tree.is_leaf[rows], tree.parent[rows]))
        rows = rows[order]
        above, first = np.unique(tree.parent[rows], return_index=True)
        hidden[rows[first]] = True
        spent = np.setdiff1d(parents, above)
        parents = np.union1d(above, spent[~has_known[spent]])
        hidden[spent[~has_known[spent]]] = True
