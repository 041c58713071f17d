"""The first principal component of the index's components: a diagnostic, never a weight.

Belongs here: which schools enter and how the component compares with the index. The index itself is
SQL.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from opora.analysis.missing import NO_CONDITIONS, UNUSABLE_COMPONENT
from opora.statistics.principal_component import first_component

_GROUP = ["half_year", "population"]
_OF_A_COMPONENT = [
    *_GROUP, "component", "state", "reason", "schools", "loading", "explained_share",
    "correlation_with_index",
]  # fmt: skip


def wellbeing_loadings(components: pd.DataFrame) -> pd.DataFrame:
    """One row per half-year, population and component.

    `components`: one row per half-year, school and component with its `share`, `standardised`
    (missing where the school lacks it or schools can't be compared by it) and the school's
    `wellbeing_standardised`.
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
    index = group.groupby("school_login")["wellbeing_standardised"].first()
    both = pd.DataFrame({"score": found.scores, "index": index.reindex(usable.index).to_numpy()})
    correlation = both["score"].corr(both["index"])

    is_known = group["share"].notna().any()

    def row(component: str) -> dict[str, Any]:
        if not is_known:
            return {"state": "not_measured", "reason": NO_CONDITIONS}
        if component not in usable.columns:
            return {"state": "not_measured", "reason": UNUSABLE_COMPONENT}
        if found.state != "fitted":
            return {"state": "not_measured", "reason": str(found.reason)}
        return {
            "state": "measured",
            "reason": "",
            "loading": found.loadings[component],
            "explained_share": found.explained_share,
            "correlation_with_index": correlation,
        }

    return [
        {"component": component, "schools": found.rows if len(usable.columns) else 0}
        | row(component)
        for component in wide.columns
    ]
