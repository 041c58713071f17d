"""How many did not reach the threshold, year by year: a school beside its territory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt

from opora.reports.charts.look import FACT, QUIET
from opora.reports.source import Row

_COLUMNS = 4
_SCHOOL, _HERE = "школа", "территория"


def school_years(rows: Sequence[Row]) -> alt.FacetChart:
    """`rows`: of one school, of the query `card_years`; a picture per procedure.

    A filled point is a year that can be compared with the one before. Sessions are never compared
    with one another: no line leads from one to the other.
    """
    drawn = [
        {
            "procedure": row["name_ru"],
            "session": row["session"],
            "year": str(row["calendar_year"]),
            "share": row[column],
            "what": what,
            "is_comparable": row["is_comparable"],
        }
        for row in rows
        for what, column in ((_HERE, "here_share"), (_SCHOOL, "fail_share"))
    ]
    years = sorted({row["calendar_year"] for row in rows})
    chart = _chart(tuple(dict.fromkeys(row["name_ru"] for row in rows)), years[0], years[-1])
    filled: alt.FacetChart = chart.copy(deep=False)
    filled.data = alt.InlineData(values=drawn)
    return filled


@lru_cache(maxsize=64)
def _chart(procedures: tuple[str, ...], first_year: int, last_year: int) -> alt.FacetChart:
    """The chart without its data: most schools have the same procedures, and Altair is slow."""
    years = list(dict.fromkeys((str(first_year), str(last_year))))
    base = alt.Chart().encode(
        alt.X(
            "year:O",
            title=None,
            axis=alt.Axis(labelAngle=0, values=years, ticks=False, domain=False, grid=False),
        ),
        alt.Y(
            "share:Q",
            title=None,
            axis=alt.Axis(tickCount=3, ticks=False, domain=False, grid=False),
            scale=alt.Scale(domainMin=0),
        ),
        alt.Detail("session:N"),
        alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=[_SCHOOL, _HERE], range=[FACT, QUIET]),
            legend=alt.Legend(orient="top", symbolType="stroke"),
        ),
    )
    points = base.transform_filter(alt.datum.what == _SCHOOL).mark_point(size=35, opacity=1)
    fill = alt.condition(alt.datum.is_comparable, alt.value(FACT), alt.value("white"))
    chart: alt.FacetChart = (
        alt.layer(base.mark_line(), points.encode(fill=fill), data=alt.InlineData(values=[]))
        .properties(width=165, height=80)
        .facet(alt.Facet("procedure:N", title=None, sort=list(procedures)), columns=_COLUMNS)
    )
    return chart
