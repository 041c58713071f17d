"""What a reader can work out about hidden cells who holds every published revision.

Here belongs the question to all revisions together; `attack_tables` reads one of them,
`attack_unknowns` holds the reader's knowledge as linear equations, `attack_programme` finds the
exact range that these leave to every hidden cell. How cells are chosen for hiding belongs to none
of them: they know nothing of it and import nothing from the package, so that they can judge it.

Two unknowns stand for a cell: its count and how many of them are below the threshold. A version
that two revisions share is one cell in both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from attack_programme import Bounds, ContradictionError
from attack_tables import TOTAL, Table
from attack_unknowns import System

__all__ = ["ENDS", "TOTAL", "Bounds", "ContradictionError", "attack", "open_cells"]

ENDS = ["count_low", "count_high", "share_low", "share_high"]


def attack(
    published: Sequence[pd.DataFrame],
    adds_up: bool = True,
    distinct_groups: Collection[str] = (),
    whole_persons: bool = False,
    wide_enough: Bounds | None = None,
) -> pd.DataFrame:
    """The exact range of every hidden cell over all that was published about one system.

    Each frame is a revision: group, column, unit, parent (null for a root), is_hidden, count and
    share in per cent with one decimal (null where hidden), bound ("", "at_most", "at_least") and,
    optionally, version and is_omitted. The column "all" is the total over a unit's other columns.
    A hidden row may still show its count. A row that is not there says that nobody took part; it
    does not in the columns that `attrs["incomplete_columns"]` names as (group, column) or of which
    all rows are omitted, nor for totals, nor for units whose children are there. An omitted row is
    not published: it only tells the reader which version the cell has and where its unit stands.

    With `adds_up` a parent is the sum of its children and a total the sum of its columns; without
    it, and in `distinct_groups`, it is at most that sum and at least its largest part.
    `whole_persons` lets the reader round the bounds of visible cells inwards. A cell that is seen
    to range over `wide_enough` (persons, percentage points) is not followed to its ends: its row is
    then a part of its range. A narrower row is exact in any case.

    One row for every hidden row, and for every omitted one that is not a total: revision (position
    in the sequence), group, column, unit, is_omitted, count_low, count_high (persons), share_low,
    share_high (per cent).
    Raises ContradictionError where no numbers fit, ValueError for a unit with two parents.
    """
    system = System(whole_persons=whole_persons)
    asked: list[tuple[dict[str, object], int]] = []
    for revision, frame in enumerate(published):
        rows = _with_optional_columns(frame, revision)
        incomplete = _incomplete_columns(frame, rows)
        for group, of_group in rows.groupby("group", sort=False):
            is_sum = adds_up and group not in distinct_groups
            table = Table(system, of_group, str(group), revision, incomplete.get(str(group), set()))
            table.relate(is_sum)
            asked += table.asked
    ranges = system.ranges({cell for _, cell in asked}, wide_enough or (np.inf, np.inf))
    found = [name | dict(zip(ENDS, ranges[cell], strict=True)) for name, cell in asked]
    return pd.DataFrame(
        found, columns=["revision", "group", "column", "unit", "is_omitted", *ENDS]
    ).astype(dict.fromkeys(ENDS, float))


def open_cells(
    intervals: pd.DataFrame, count_interval: float = 3, share_interval: float = 10.0
) -> pd.DataFrame:
    """The rows of an attack that are narrower than persons or percentage points allow."""
    count_width = (intervals["count_high"] - intervals["count_low"]).round(6)
    share_width = (intervals["share_high"] - intervals["share_low"]).round(6)
    return intervals[(count_width < count_interval) | (share_width < share_interval)]


def _with_optional_columns(frame: pd.DataFrame, revision: int) -> pd.DataFrame:
    """The frame with a version for every row and with is_omitted."""
    rows = frame.copy()
    if "version" in rows:
        rows["version"] = [("version", version) for version in rows["version"]]
    else:
        rows["version"] = [("revision", revision)] * len(rows)
    if "is_omitted" not in rows:
        rows["is_omitted"] = False
    return rows


def _incomplete_columns(frame: pd.DataFrame, rows: pd.DataFrame) -> Mapping[str, set[str]]:
    """The columns of each group in which a missing row does not mean nobody."""
    named = {tuple(pair) for pair in frame.attrs.get("incomplete_columns", ())}
    is_withheld = rows["is_omitted"].astype(bool).groupby([rows["group"], rows["column"]]).all()
    named |= set(is_withheld[is_withheld].index)
    by_group: dict[str, set[str]] = {}
    for group, column in named:
        if column != TOTAL:
            by_group.setdefault(str(group), set()).add(str(column))
    return by_group
