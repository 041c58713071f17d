"""Dynamics school by school: the share below the threshold before and now, and what chance leaves.

Left: from last year's share to this year's. Right: the change after shrinkage with its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.look import BAD, GOOD, QUIET, WARN
from opora.reports.source import Row

#: How directions look: told apart by colour and by shape; an arrow points where the share went.
_LOOKS = {
    "improved": (GOOD, "triangle-left"),
    "mixed": (WARN, "diamond"),
    "unchanged": (QUIET, "circle"),
    "worsened": (BAD, "triangle-right"),
}
_ROW_HEIGHT = 17


def dynamics_of_schools(
    rows: Sequence[Row], labels: Sequence[str], directions: Mapping[str, str]
) -> alt.HConcatChart:
    """`rows`: of the query `dynamics_schools`, judged by share, in the order to be drawn.

    `labels`: the school of each row, all different. `directions`: what directions are called.
    """
    frame = pd.DataFrame(
        [
            {
                "school": label,
                "direction": directions[row["direction"]],
                **{
                    column: row[column]
                    for column in (
                        "fail_share",
                        "fail_share_before",
                        "shrunken_change",
                        "interval_low",
                        "interval_high",
                    )
                },
            }
            for row, label in zip(rows, labels, strict=True)
        ]
    )
    found = {row["direction"] for row in rows}
    looks = [(directions[key], *look) for key, look in _LOOKS.items() if key in found]
    domain = [name for name, _, _ in looks]
    legend = alt.Legend(orient="top", title=None)
    colour = alt.Color(
        "direction:N", legend=legend, scale=alt.Scale(domain=domain, range=[c for _, c, _ in looks])
    )
    shape = alt.Shape(
        "direction:N", legend=legend, scale=alt.Scale(domain=domain, range=[s for _, _, s in looks])
    )
    school = alt.Y("school:N", title=None, sort=list(labels), axis=alt.Axis(labelLimit=400))
    unlabelled = alt.Y("school:N", title=None, sort=list(labels), axis=None)
    base = alt.Chart(frame)
    shares = alt.layer(
        base.mark_rule(strokeWidth=2).encode(
            alt.X("fail_share_before:Q", title="Не преодолели порог, %: год назад и сейчас"),
            alt.X2("fail_share:Q"),
            school,
            colour,
        ),
        base.mark_point(size=45, filled=False, color="#5d6b73").encode(
            alt.X("fail_share_before:Q"), school
        ),
        base.mark_point(size=75, filled=True, opacity=1).encode(
            alt.X("fail_share:Q"), school, colour, shape
        ),
    ).properties(width=250, height=alt.Step(_ROW_HEIGHT))
    changes = alt.layer(
        alt.Chart(pd.DataFrame([{"zero": 0}]))
        .mark_rule(color="#1d2a30", strokeDash=[3, 3])
        .encode(alt.X("zero:Q")),
        base.mark_rule(strokeWidth=2).encode(
            alt.X("interval_low:Q", title="Изменение с поправкой на случайность, п. п."),
            alt.X2("interval_high:Q"),
            unlabelled,
            colour,
        ),
        base.mark_point(size=75, filled=True, opacity=1).encode(
            alt.X("shrunken_change:Q"), unlabelled, colour, shape
        ),
    ).properties(width=230, height=alt.Step(_ROW_HEIGHT))
    chart: alt.HConcatChart = alt.hconcat(shares, changes, spacing=14)
    return chart
