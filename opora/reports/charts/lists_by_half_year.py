"""How many schools were on the lists, and how many fall under the rules, half-year by half-year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.look import FACT, HALF_YEAR_LABEL, PLAN
from opora.reports.source import Row

_SERIES = {"on_cutoff": "в официальном списке", "computed": "по правилам (расчёт)"}


def lists_by_half_year(rows: Sequence[Row], titles: Mapping[str, str]) -> alt.FacetChart:
    """`rows`: of the query `lists_history`; `titles`: how a list is called, by category."""
    drawn = [
        {"list": title, "half_year": row["half_year"], "what": what, "schools": row[column]}
        for category, title in titles.items()
        for row in rows
        if row["category"] == category
        for column, what in _SERIES.items()
    ]
    series = list(_SERIES.values())
    legend = alt.Legend(orient="top", title=None)
    chart: alt.FacetChart = (
        alt.Chart(pd.DataFrame(drawn, columns=["list", "half_year", "what", "schools"]))
        .mark_line(point=alt.OverlayMarkDef(size=45))
        .encode(
            alt.X(
                "half_year:O", title=None, axis=alt.Axis(labelAngle=-90, labelExpr=HALF_YEAR_LABEL)
            ),
            alt.Y(
                "schools:Q", title="школ", axis=alt.Axis(tickMinStep=1), scale=alt.Scale(zero=True)
            ),
            alt.Color("what:N", legend=legend, scale=alt.Scale(domain=series, range=[FACT, PLAN])),
            alt.StrokeDash(
                "what:N", legend=legend, scale=alt.Scale(domain=series, range=[[1, 0], [5, 4]])
            ),
        )
        .properties(width=330, height=150)
        .facet(alt.Facet("list:N", title=None, sort=list(titles.values())), columns=2)
    )
    return chart
