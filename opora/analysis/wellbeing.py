"""The first principal component of the index's components: a diagnostic, never a weight.

Belongs here: which schools enter and how the component compares with the index. The index itself is
SQL.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from opora.statistics.principal_component import first_component

_GROUP = ["half_year", "population"]
_OF_A_COMPONENT = [
    *_GROUP, "component", "state", "reason", "schools", "loading", "explained_share",
    "correlation_with_index",
]  # fmt: skip


def wellbeing_loadings(components: pd.DataFrame) -> pd.DataFrame:
    """One row per half-year, population and component.

    `components`: one row per half-year, school and component with `standardised` (missing where
    the school or everybody lacks it) and the school's `wellbeing_standardised`.
    """
    rows: list[dict[str, Any]] = []
    for key, group in components.groupby(_GROUP, sort=True):
        names = dict(zip(_GROUP, map(str, key), strict=True))
        rows += [names | row for row in _loadings(group)]
    return pd.DataFrame(rows, columns=_OF_A_COMPONENT)


def _loadings(group: pd.DataFrame) -> list[dict[str, Any]]:
    wide = group.pivot(index="school_login", columns="component", values="standardised")
    usable = wide.dropna(axis="columns", how="all")
    found = first_component(usable.to_numpy(float), list(usable.columns))
    if found.state != "fitted":
        missing = {"state": "not_measured", "reason": str(found.reason), "schools": found.rows}
        return [{"component": component} | missing for component in wide.columns]
    index = group.groupby("school_login")["wellbeing_standardised"].first()
    both = pd.DataFrame({"score": found.scores, "index": index.reindex(usable.index).to_numpy()})
    fitted = {
        "schools": found.rows,
        "explained_share": found.explained_share,
        "correlation_with_index": both["score"].corr(both["index"]),
    }
    return [
        {"component": component}
        | (
            {"state": "measured", "reason": "", "loading": found.loadings[component]} | fitted
            if component in found.loadings
            else {"state": "not_measured", "reason": "unusable_component", "schools": found.rows}
        )
        for component in wide.columns
    ]
