"""Plan against fact, with the years behind it: a small picture per indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.labels import LINES, broken
from opora.reports.charts.look import FACT, HALF_YEAR_LABEL, PLAN
from opora.reports.source import Row

_COLUMNS = 3


def plan_and_fact(rows: Sequence[Row], names: Mapping[str, str]) -> alt.FacetChart:
    """`rows`: of the query `indicator_values`; a gap stands where nothing was measured.

    `names`: what an indicator asks for, in a word or two, by its code.
    """
    drawn = [
        {
            "indicator": broken(
                f"{row['indicator']} {names.get(row['indicator'], '')}".strip(), 30
            ),
            "half_year": row["half_year"],
            "what": what,
            "share": row[column],
        }
        for row in rows
        for what, column in (("факт", "value"), ("план", "plan"))
    ]
    series = ["факт", "план"]
    chart: alt.FacetChart = (
        alt.Chart(pd.DataFrame(drawn))
        .mark_line(point=True)
        .encode(
            alt.X(
                "half_year:O", title=None, axis=alt.Axis(labelAngle=-90, labelExpr=HALF_YEAR_LABEL)
            ),
            alt.Y("share:Q", title="%", scale=alt.Scale(domain=[0, 100])),
            alt.Color("what:N", title=None, scale=alt.Scale(domain=series, range=[FACT, PLAN])),
            alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=series, range=[[1, 0], [5, 4]])
            ),
        )
        .properties(width=215, height=120)
        .facet(
            alt.Facet("indicator:N", title=None, header=alt.Header(labelExpr=LINES)),
            columns=_COLUMNS,
        )
    )
    return chart
