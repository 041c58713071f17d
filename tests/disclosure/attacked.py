"""Published tables that are small enough to be attacked by hand, and the ends of what is found."""

from __future__ import annotations

import pandas as pd
from attack import ENDS

Row = tuple[str, str, str | None, int | None, float | None]

COLUMNS = ["column", "unit", "parent", "count", "share"]


def revision(*rows: Row, version: dict[str, int] | None = None, **attrs: object) -> pd.DataFrame:
    """A published revision of the group "mathematics"; a row without a count is hidden."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["count"] = frame["count"].astype(float)
    frame["share"] = frame["share"].astype(float)
    frame["group"] = "mathematics"
    frame["is_hidden"] = frame["count"].isna()
    frame["bound"] = ""
    if version is not None:
        frame["version"] = [version[unit] for unit in frame["unit"]]
    frame.attrs.update(attrs)
    return frame


def ends(found: pd.DataFrame, unit: str, column: str = "grade 4") -> list[float]:
    """The four ends of the first row of a unit."""
    row = found[(found["unit"] == unit) & (found["column"] == column)].iloc[0]
    return [float(row[end]) for end in ENDS]


GOOD_PATTERN = [
    ("all", "town", None, 220, 25.0),
    ("all", "a", "town", 110, 25.0),
    ("all", "b", "town", 110, 25.0),
    ("grade 4", "town", None, 110, 25.0),
    ("grade 5", "town", None, 110, 25.0),
    ("grade 4", "a", "town", None, None),
    ("grade 4", "b", "town", None, None),
    ("grade 5", "a", "town", None, None),
    ("grade 5", "b", "town", None, None),
]
