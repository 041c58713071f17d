"""What measures achieved: effect and interval per kind, and the naive change beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.look import BAD, FACT, GOOD, QUIET, WARN
from opora.reports.source import Row

_ROW_HEIGHT = 30
_NO_VERDICT = "вывода нет"
_LOOKS = {
    "continue": (GOOD, "triangle-up"),
    "correct": (WARN, "diamond"),
    "stop": (BAD, "triangle-down"),
    "too_early": (QUIET, "circle"),
}


def effects(rows: Sequence[Row], verdicts: Mapping[str, str]) -> alt.LayerChart | alt.FacetChart:
    """`rows`: of the query `effects`, measured ones; `verdicts`: words by code of a verdict."""
    looks = [_LOOKS[code] for code in verdicts]
    words = list(verdicts.values())
    if any(row["verdict"] is None for row in rows):
        looks, words = [*looks, (FACT, "square")], [*words, _NO_VERDICT]
    drawn = pd.DataFrame(
        {
            "kind": row["measure_kind_ru"] + (" *" if row["is_descriptive"] else ""),
            "effect": row["effect"],
            "low": row["interval_low"],
            "high": row["interval_high"],
            "raw": row["raw_change"],
            "verdict": verdicts.get(row["verdict"], _NO_VERDICT),
        }
        for row in rows
    )
    kinds = alt.Y("kind:N", title=None, sort=list(drawn["kind"]))
    title = "баллы (100 — одно стандартное отклонение результатов участников)"
    base = alt.Chart(drawn)
    zero = alt.Chart().mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=alt.datum(0))
    intervals = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(color="#1d2a30", strokeWidth=2)
        .encode(alt.X("low:Q", title=title), alt.X2("high"), kinds)
    )
    points = base.mark_point(filled=True, size=130, opacity=1).encode(
        alt.X("effect:Q", title=title),
        kinds,
        alt.Color(
            "verdict:N",
            title="Вывод",
            scale=alt.Scale(domain=words, range=[colour for colour, _ in looks]),
            legend=alt.Legend(orient="top", columns=4),
        ),
        alt.Shape(
            "verdict:N",
            title="Вывод",
            scale=alt.Scale(domain=words, range=[shape for _, shape in looks]),
        ),
    )
    naive = base.mark_tick(color="#1d2a30", thickness=2, size=14).encode(
        alt.X("raw:Q", title=title), kinds
    )
    return alt.layer(zero, intervals, naive, points).properties(
        width=560, height=alt.Step(_ROW_HEIGHT)
    )
