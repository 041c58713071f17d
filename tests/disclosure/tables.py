"""Small tables for the tests of disclosure control.

Belongs here: how a table is written down in a test, the default rules. Not here: random ones.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from opora.disclosure import TOTAL, DisclosureRules, protect

RULES = DisclosureRules(
    least_count=10,
    count_interval=3,
    share_interval=10.0,
    low_share=5.0,
    high_share=95.0,
    decimals=1,
    band=5.0,
)

#: (count, below) of the leaf at a path such as "region/municipality/school", per column.
Leaves = Mapping[str, Mapping[str, tuple[int, int]]]


def table(leaves: Leaves, *, has_totals: bool = True) -> pd.DataFrame:
    """All rows of one group: every prefix of a path is a unit, the sums of its leaves its cells."""
    sums: dict[tuple[str, str], list[int]] = {}
    parents: dict[str, str | None] = {}
    for column, cells in leaves.items():
        for path, (count, below) in cells.items():
            parts = path.split("/")
            for above, unit in zip([None, *parts], parts, strict=False):
                parents[unit] = above
                for name in (column, TOTAL) if has_totals else (column,):
                    cell = sums.setdefault((name, unit), [0, 0])
                    cell[0] += count
                    cell[1] += below
    rows = [
        ("g", column, unit, parents[unit], *numbers) for (column, unit), numbers in sums.items()
    ]
    return pd.DataFrame(rows, columns=["group", "column", "unit", "parent", "count", "below"])


def revisions(*tables: pd.DataFrame) -> list[pd.DataFrame]:
    """Every table published, each knowing those before."""
    published: list[pd.DataFrame] = []
    for cells in tables:
        published.append(protect(cells, RULES, published))
    return published


def hidden(published: pd.DataFrame, column: str = "c") -> list[str]:
    """Units whose cell of a column is hidden."""
    return sorted(published.loc[published["is_hidden"] & (published["column"] == column), "unit"])


def omitted(published: pd.DataFrame, column: str = "c") -> list[str]:
    """Units whose cell of a column is not published."""
    rows = published["is_omitted"] & (published["column"] == column)
    return sorted(published.loc[rows, "unit"])


def shown(published: pd.DataFrame, unit: str, column: str = "c") -> str:
    """A share as a reader sees it: "12.5", "at_most 5", or nothing."""
    rows = (published["unit"] == unit) & (published["column"] == column)
    share, bound = published.loc[rows, ["share", "bound"]].iloc[0]
    return "" if pd.isna(share) else f"{bound} {share:g}".strip()


def units(rows: Sequence[str]) -> list[str]:
    """Names in order."""
    return sorted(rows)
