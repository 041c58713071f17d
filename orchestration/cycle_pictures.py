"""How far the management cycle goes, and what its measures achieved, as pictures for Dagster.

Belongs here: reading `traceability` and `effectiveness` and drawing them. The figures are made in
dbt and in `opora.cycle`.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import dagster as dg
import duckdb
import pandas as pd

from opora.home import Home
from orchestration.chart import FACT, OUTSTANDING, PLAN, QUIET, picture
from orchestration.markdown import table

#: Findings by the half-year in which they began, and how many of them came how far. A finding has
#: many rows, so it counts as far as its farthest path goes.
_STEPS = """
WITH findings AS (
    SELECT finding_first_half_year AS half_year, finding_id,
        bool_or(recommendation_id IS NOT NULL) AS recommendation,
        bool_or(recommendation_id IS NOT NULL AND answer <> 'none') AS answer,
        bool_or(measure_id IS NOT NULL) AS measure,
        bool_or(measure_id IS NOT NULL AND decision_id IS NOT NULL) AS decision,
        bool_or(measure_id IS NOT NULL AND decision_id IS NOT NULL AND verdict IS NOT NULL)
            AS review
    FROM marts.traceability
    WHERE finding_id IS NOT NULL AND gap <> 'not_needed'
    GROUP BY ALL
)
SELECT half_year, count(*) AS findings,
    count(*) FILTER (recommendation) AS recommendation, count(*) FILTER (answer) AS answer,
    count(*) FILTER (measure) AS measure, count(*) FILTER (decision) AS decision,
    count(*) FILTER (review) AS review
FROM findings GROUP BY half_year ORDER BY half_year
"""

_EFFECTS = """
SELECT half_year, population, measure_kind, state, estimated_schools, raw_change,
    comparable_change, effect, interval_low, interval_high, p_value, is_descriptive, verdict
FROM marts.effectiveness
WHERE half_year = (SELECT max(half_year) FROM marts.effectiveness)
ORDER BY population, measure_kind
"""

_REACHED = ("recommendation", "answer", "measure", "decision", "review")
_VERDICTS = {"continue": OUTSTANDING, "correct": FACT, "stop": PLAN, "too_early": QUIET}


def coverage_of_the_chain(home: Home) -> dict[str, Any]:
    """How many findings of each half-year came how far on their way to a review."""
    steps = _read(home, _STEPS)
    if steps.empty:
        return {"coverage": dg.MetadataValue.md("No finding asks for a recommendation yet.")}
    shown = steps.melt(
        ["half_year", "findings"], list(_REACHED), var_name="step", value_name="reached"
    )
    shown["share"] = 100 * shown["reached"] / shown["findings"]
    chart = (
        alt.Chart(shown)
        .mark_bar(color=FACT)
        .encode(
            alt.X("step:N", title=None, sort=list(_REACHED), axis=alt.Axis(labelAngle=-60)),
            alt.Y("share:Q", title="of the findings, %", scale=alt.Scale(domain=[0, 100])),
        )
        .properties(width=110, height=120)
        .facet(alt.Facet("half_year:O", title="findings that began in"), columns=5)
    )
    return {
        "coverage_chart": picture(chart, "how far findings came on their way to a review"),
        "coverage": table(
            ("began in", "findings", *_REACHED),
            [tuple(row) for row in steps.itertuples(index=False)],
        ),
    }


def effects_of_measures(home: Home) -> dict[str, Any]:
    """Effect of each kind of measure in the newest half-year, with its interval and verdict."""
    effects = _read(home, _EFFECTS)
    measured = effects[effects["state"] == "measured"]
    if measured.empty:
        return {"effects": dg.MetadataValue.md("No effect can be estimated yet.")}
    kinds = alt.Y("measure_kind:N", title=None)
    colour = alt.Color(
        "verdict:N", scale=alt.Scale(domain=list(_VERDICTS), range=list(_VERDICTS.values()))
    )
    title = "standard deviations of a result"
    intervals = (
        alt.Chart().mark_rule().encode(alt.X("interval_low:Q"), alt.X2("interval_high"), kinds)
    )
    effect = alt.X("effect:Q", title=title)
    points = alt.Chart().mark_circle(size=90, opacity=1).encode(effect, kinds, colour)
    naive = alt.X("raw_change:Q", title=title)
    crosses = alt.Chart().mark_point(shape="cross", color="#555555").encode(naive, kinds)
    zero = alt.Chart().mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=alt.datum(0))
    layers = alt.layer(zero, crosses, intervals, points, data=measured)
    chart = layers.properties(width=460, height=24 * measured["measure_kind"].nunique()).facet(
        alt.Facet("population:N", title=None),
        columns=1,
        title=f"{measured['half_year'].iloc[0]}: effect and interval; a cross: before-after",
    )
    return {
        "effects_chart": picture(chart, "effects of measures"),
        "effects": table(
            ("population", "measure", "schools", "raw change", "similar schools", "effect",
             "interval or p", "verdict"),
            [_row(each) for each in effects.itertuples()],
        ),
    }  # fmt: skip


def _row(each: Any) -> tuple[object, ...]:
    if each.state != "measured":
        return (each.population, each.measure_kind, 0, "", "", "", "", each.verdict)
    certainty = (
        f"p = {each.p_value:.3f}, descriptive"
        if each.is_descriptive
        else f"{each.interval_low:.2f} … {each.interval_high:.2f}"
    )
    return (
        each.population, each.measure_kind, each.estimated_schools, f"{each.raw_change:.2f}",
        f"{each.comparable_change:.2f}", f"{each.effect:.2f}", certainty, f"**{each.verdict}**",
    )  # fmt: skip


def _read(home: Home, query: str) -> pd.DataFrame:
    with duckdb.connect(home.build_file, read_only=True) as connection:
        return connection.execute(query).df()
