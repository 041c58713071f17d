"""Results against the social well-being index, with the result that it lets expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.look import BAD, FACT, GOOD, QUIET
from opora.reports.charts.named_points import names_beside, with_places
from opora.reports.source import Row

#: How schools look, by what is said of them; told apart by colour, shape and size.
_LOOKS = {
    "resilient": (GOOD, "diamond", 150),
    "above": (FACT, "triangle-up", 80),
    "as_expected": (QUIET, "circle", 45),
    "below": (BAD, "triangle-down", 90),
}
_WIDTH, _HEIGHT = 700, 270
#: The index goes from 0 to 100.
_INDEX = 100


def results_in_context(
    rows: Sequence[Row], meanings: Mapping[str, str], named: Mapping[tuple[str, str], str]
) -> alt.FacetChart:
    """`rows`: of the query `context_schools`, measured.

    `meanings`: what looks mean, for the legend. `named`: names that are written beside points, by
    subject area and login.
    """
    results = [row["actual"] for row in rows]
    points = [
        {
            "subject": row["subject_area"],
            "index": row["wellbeing_index"],
            "actual": row["actual"],
            "expected": row["expected"],
            "meaning": meanings[meaning_of(row)],
            "size": _LOOKS[meaning_of(row)][2],
            "name": named.get((row["subject_area"], row["school_login"]), ""),
        }
        for row in rows
    ]
    frame = pd.DataFrame(
        point
        for subject in dict.fromkeys(point["subject"] for point in points)
        for point in with_places(
            [point for point in points if point["subject"] == subject],
            "index",
            "actual",
            _INDEX,
            max(results) - min(results),
        )
    )
    found = {meaning_of(row) for row in rows}
    looks = {meanings[key]: look for key, look in _LOOKS.items() if key in found}
    legend = alt.Legend(orient="top", title=None)
    base = alt.Chart()
    index = alt.X(
        "index:Q",
        title="Индекс социального благополучия: 0 — условия тяжелее всего, 100 — легче всего",
        scale=alt.Scale(domain=[0, _INDEX]),
    )
    line = base.mark_line(color="#1d2a30", strokeDash=[6, 4], aria=False).encode(
        index, alt.Y("expected:Q", title="Результат, баллов")
    )
    schools = base.mark_point(filled=True, opacity=0.9, aria=False).encode(
        index,
        alt.Y("actual:Q"),
        alt.Color(
            "meaning:N",
            legend=legend,
            scale=alt.Scale(domain=list(looks), range=[look[0] for look in looks.values()]),
        ),
        alt.Shape(
            "meaning:N",
            legend=legend,
            scale=alt.Scale(domain=list(looks), range=[look[1] for look in looks.values()]),
        ),
        alt.Size("size:Q", scale=None, legend=None),
    )
    chart: alt.FacetChart = (
        alt.layer(line, schools, *names_beside(base, "index", "actual"), data=frame)
        .properties(width=_WIDTH, height=_HEIGHT)
        .facet(alt.Facet("subject:N", title=None), columns=1)
    )
    return chart


def meaning_of(row: Row) -> str:
    """What the mart says of a measured school: resilient, else its place against expectation."""
    return "resilient" if row["is_resilient"] else str(row["against_expectation"])
