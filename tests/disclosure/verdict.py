"""Whether anything is found out of what was published, and whether what is shown is true.

Belongs here: the reader that is assumed, which cells are secrets, and the verdict. Not here: the
attack itself (`attack`), the tables it is put to, or how cells are chosen for hiding.

A published table is here what `opora.disclosure.protect` returns: group, column, unit, parent,
count and below (the truth), is_hidden, is_omitted, share (per cent), bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from attack import TOTAL, attack, open_cells
from tables import RULES

DISTINCT = "2.2"
"""The group in which persons are counted once: teachers."""


def seen(published: pd.DataFrame) -> pd.DataFrame:
    """A revision as the reader has it; the strongest one knows which cells were not corrected.

    A sum is known to be the same where none of its schools was corrected: that a sum of other
    numbers happens to be equal, nobody can see who is not shown it.
    """
    is_silent = published["is_hidden"] | published["is_omitted"]
    return published.assign(
        version=versions(published), count=published["count"].mask(is_silent)
    ).drop(columns="below")


def versions(published: pd.DataFrame) -> list[frozenset[object]]:
    """Of each row, the schools and numbers that it is made of."""
    rows = list(zip(*(published[c] for c in ("group", "column", "unit", "parent")), strict=True))
    numbers = list(zip(published["count"], published["below"], strict=True))
    children: dict[object, list[int]] = {}
    for place, (group, column, _, parent) in enumerate(rows):
        children.setdefault((group, column, parent), []).append(place)
    columns: dict[object, list[int]] = {}
    for place, (group, column, unit, _) in enumerate(rows):
        if column != TOTAL:
            columns.setdefault((group, unit), []).append(place)
    found: dict[int, frozenset[object]] = {}

    def version(place: int) -> frozenset[object]:
        if place not in found:
            group, column, unit, _ = rows[place]
            parts = columns.get((group, unit), []) if column == TOTAL else []
            parts = parts or children.get((group, column, unit), [])
            found[place] = (
                frozenset().union(*map(version, parts))
                if parts
                else frozenset([(column, unit, numbers[place])])
            )
        return found[place]

    return [version(place) for place in range(len(rows))]


def secrets(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The cells that nobody may get to know: revision, group, column, unit, is_small_and_shown.

    A hidden cell is one, unless an earlier revision showed it; of the rows of a withheld column
    those that are small or were hidden before. A small cell that is shown is one in any case.
    """
    place = ["group", "column", "unit", "count", "below"]
    shown: set[tuple[object, ...]] = set()
    hidden: set[tuple[object, ...]] = set()
    rows = []
    for revision, frame in enumerate(published):
        for row in frame.to_dict("records"):
            key = tuple(row[name] for name in place)
            is_small = row["count"] < RULES.least_count
            is_shown = not (row["is_hidden"] or row["is_omitted"])
            is_secret = row["is_hidden"] or (
                row["is_omitted"] and row["column"] != TOTAL and (is_small or key in hidden)
            )
            if (is_secret and key not in shown) or (is_shown and is_small):
                rows.append((revision, *key, is_shown))
            (shown if is_shown else hidden if row["is_hidden"] else set()).add(key)
    return pd.DataFrame(rows, columns=["revision", *place, "is_small_and_shown"])


WHERE = ["revision", "group", "column", "unit"]


def ranges(published: Sequence[pd.DataFrame], wide_enough: tuple[float, float]) -> pd.DataFrame:
    """All silent cells with their ranges, followed as far as `wide_enough` (persons, points).

    That persons are whole only narrows the ranges: what is safe so is safe without.
    """
    return attack(
        [seen(each) for each in published],
        distinct_groups={DISTINCT},
        whole_persons=True,
        wide_enough=wide_enough,
    )


def narrow_cells(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All silent cells that an attack finds out, with their ranges."""
    least = RULES.count_interval, RULES.share_interval
    return open_cells(ranges(published, least), *least)


def found_out(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The secrets that an attack finds out, with their ranges.

    A revision is not to blame for what would be found out too if it published nothing.
    """
    found = narrow_secrets(published)
    if found.empty or len(published) == 1:
        return found
    to_blame = []
    for last, frame in enumerate(published):
        found = narrow_secrets(published[: last + 1])
        if last:
            silent = frame.assign(is_omitted=True, is_hidden=False, share=np.nan, bound="")
            anyway = narrow_cells([*published[:last], silent])[WHERE]
            found = found.merge(anyway, on=WHERE, how="left", indicator="is_to_blame")
            is_new = found.pop("is_to_blame") == "left_only"
            found = found[is_new | found["is_small_and_shown"]]
        to_blame.append(found)
    return pd.concat(to_blame).drop_duplicates(WHERE)


def narrow_secrets(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The secrets that are found out, whoever is to blame."""
    both = secrets(published).merge(narrow_cells(published), on=WHERE, how="left")
    return both[both["is_small_and_shown"] | both["count_low"].notna()]


def untrue(published: pd.DataFrame) -> pd.DataFrame:
    """The visible rows whose share is not the true one, or whose bound does not hold."""
    rows = published[~(published["is_hidden"] | published["is_omitted"])]
    true = 100 * rows["below"] / rows["count"]
    is_exact = rows["bound"] == ""
    half_a_digit = 0.5 * 10.0**-RULES.decimals
    too_high = true > rows["share"] + is_exact * half_a_digit + 1e-9
    too_low = true < rows["share"] - is_exact * half_a_digit - 1e-9
    is_false = (too_high & (rows["bound"] != "at_least")) | (too_low & (rows["bound"] != "at_most"))
    return rows[is_false | rows["share"].isna()]


def what_is_wrong(published: Sequence[pd.DataFrame]) -> str:
    """Untrue rows and what is found out, as text; empty where all is well."""
    false = pd.concat([untrue(each).assign(revision=n) for n, each in enumerate(published)])
    if len(false):
        return f"untrue:\n{false.to_string()}"
    found = found_out(published)
    return f"found out:\n{found.to_string()}" if len(found) else ""


def only_small_hidden(cells: pd.DataFrame) -> pd.DataFrame:
    """What a table looks like to which only the least count was applied."""
    return cells.assign(
        is_hidden=cells["count"] < RULES.least_count,
        is_omitted=False,
        share=(100 * cells["below"] / cells["count"])
        .round(RULES.decimals)
        .mask(cells["count"] < RULES.least_count),
        bound="",
    )
