"""Which school is covered by which kind of help: a field per school and indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.labels import LINES, broken, school_labels
from opora.reports.charts.look import BAD, INK
from opora.reports.source import Row

_YES, _NO = "да", "нет"
_ROW_HEIGHT, _COLUMN_WIDTH, _LINE_HEIGHT = 20, 190, 12


def support_matrix(rows: Sequence[Row], names: Sequence[tuple[str, str]]) -> alt.LayerChart:
    """`rows`: of the query `school_indicators`; a field stays empty where a school doesn't count.

    `names`: (indicator, what it asks for), in the order of the columns.
    """
    schools = school_labels(rows)
    titles = {indicator: broken(name, 26) for indicator, name in names}
    drawn = pd.DataFrame(
        {
            "school": schools[row["school_login"]],
            "help": titles[row["indicator"]],
            "answer": _YES if row["in_numerator"] else _NO,
        }
        for row in rows
        if row["indicator"] in titles
    )
    fields = alt.Chart(drawn).encode(
        alt.X(
            "help:N",
            title=None,
            sort=list(titles.values()),
            axis=alt.Axis(orient="top", labelAngle=0, labelExpr=LINES, labelPadding=_above(titles)),
        ),
        alt.Y("school:N", title=None),
    )
    colour = alt.Scale(domain=[_YES, _NO], range=["#cfe5dd", BAD])
    squares = fields.mark_rect(stroke="white", strokeWidth=2).encode(
        alt.Color("answer:N", scale=colour, legend=None)
    )
    ink = alt.Scale(domain=[_YES, _NO], range=[INK, "white"])
    answers = fields.mark_text(fontSize=11).encode(
        alt.Text("answer:N"), alt.Color("answer:N", scale=ink, legend=None)
    )
    chart: alt.LayerChart = (
        alt.layer(squares, answers)
        .resolve_scale(color="independent")
        .properties(width=_COLUMN_WIDTH * len(titles), height=alt.Step(_ROW_HEIGHT))
    )
    return chart


def _above(titles: Mapping[str, str]) -> int:
    # a label of several lines hangs down from its first one
    return 4 + _LINE_HEIGHT * max(title.count("\n") for title in titles.values())
