"""Dynamics territory by territory: how many schools moved which way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.look import BAD, GOOD, QUIET, WARN
from opora.reports.source import Row

_COLOURS = {
    "improved": GOOD,
    "mixed": WARN,
    "unchanged": QUIET,
    "worsened": BAD,
    "not_judged": "#e4e9ec",
}
#: Text that can be read on each.
_INKS = {"improved": "white", "mixed": "black", "unchanged": "black", "worsened": "white"}


def dynamics_of_territories(rows: Sequence[Row], directions: Mapping[str, str]) -> alt.LayerChart:
    """`rows`: of the query `dynamics_counts`, in the order to be drawn."""
    drawn = [
        {
            "territory": row["name_ru"],
            "direction": directions[key],
            "order": place,
            "schools": row[key],
            "ink": _INKS.get(key, "black"),
        }
        for row in rows
        for place, key in enumerate(_COLOURS)
        if row[key]
    ]
    base = alt.Chart(pd.DataFrame(drawn)).encode(
        alt.Y("territory:N", title=None, sort=[row["name_ru"] for row in rows]),
        alt.X("schools:Q", title="школ", stack="zero", axis=alt.Axis(tickMinStep=1)),
        order=alt.Order("order:Q"),
    )
    bars = base.mark_bar(stroke="white").encode(
        alt.Color(
            "direction:N",
            title=None,
            legend=alt.Legend(orient="top", columns=3),
            scale=alt.Scale(
                domain=[directions[key] for key in _COLOURS], range=list(_COLOURS.values())
            ),
        )
    )
    numbers = base.mark_text(fontSize=10).encode(
        alt.X("schools:Q", stack="zero", bandPosition=0.5),
        alt.Text("schools:Q"),
        alt.Color("ink:N", scale=None, legend=None),
        detail="direction:N",
    )
    chart: alt.LayerChart = alt.layer(bars, numbers).resolve_scale(color="independent")
    return chart.properties(width=520, height=alt.Step(24))
