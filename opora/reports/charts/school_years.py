"""How many did not reach the threshold, year by year: a school beside its territory."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from opora.reports.charts.look import FACT, QUIET
from opora.reports.source import Row

_COLUMNS = 4
_SCHOOL, _HERE = "школа", "территория"


def school_years(rows: Sequence[Row]) -> alt.FacetChart:
    """`rows`: of one school, of the query `card_years`, each with the `label` of its picture.

    A filled point is a year that can be compared with the one before.
    """
    drawn = [
        {
            "label": row["label"],
            "year": str(row["calendar_year"]),
            "share": row[column],
            "what": what,
            "is_comparable": row["is_comparable"],
        }
        for row in rows
        for what, column in ((_HERE, "here_share"), (_SCHOOL, "fail_share"))
    ]
    years = sorted({row["year"] for row in drawn})
    base = alt.Chart().encode(
        alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=[*years[:1], *years[-1:]])),
        alt.Y("share:Q", title=None, axis=alt.Axis(tickCount=3), scale=alt.Scale(domainMin=0)),
        alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=[_SCHOOL, _HERE], range=[FACT, QUIET]),
            legend=alt.Legend(orient="top"),
        ),
    )
    points = base.transform_filter(alt.datum.what == _SCHOOL).mark_point(size=35, opacity=1)
    fill = alt.condition(alt.datum.is_comparable, alt.value(FACT), alt.value("white"))
    chart: alt.FacetChart = (
        alt.layer(base.mark_line(), points.encode(fill=fill), data=alt.InlineData(values=drawn))
        .properties(width=165, height=80)
        .facet(
            alt.Facet(
                "label:N", title=None, sort=list(dict.fromkeys(row["label"] for row in rows))
            ),
            columns=_COLUMNS,
        )
    )
    return chart
