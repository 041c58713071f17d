"""What the pages of the analysis show: its models as a table, results against context as a picture.

Belongs here: reading the analysis' tables and drawing them. The figures are made in
`opora.analysis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from opora.analysis.missing import missing_components, missing_models
from opora.home import Home
from orchestration.chart import FACT, OUTSTANDING, PLAN, QUIET, picture
from orchestration.markdown import table

_MODELS = """
SELECT half_year, population, subject_area, state, reason, schools, participants, slope,
    slope_error, intraclass_correlation, explained_share, overdispersion
FROM analysis.context_models ORDER BY half_year DESC, population, subject_area
"""

#: The newest half-year that has a model and its largest population, whose schools are compared with
#: one another; if there are many, a sample, drawn the same each time.
_POINTS = """
WITH shown AS (
    SELECT half_year, population FROM analysis.context_models WHERE state = 'measured'
    GROUP BY half_year, population
    ORDER BY half_year DESC, max(schools) DESC, population LIMIT 1
)
SELECT s.half_year, s.population, e.subject_area, s.wellbeing_index, e.actual, e.expected,
    e.interval_low, e.interval_high,
    CASE
        WHEN e.interval_low > 0 AND s.wellbeing_population_share <= r.resilient_lowest_share
            THEN 'resilient'
        WHEN e.interval_low > 0 THEN 'above'
        WHEN e.interval_high < 0 THEN 'below'
        ELSE 'as expected'
    END AS against_expectation
FROM analysis.context_estimates AS e
JOIN intermediate.int_context_schools AS s USING (half_year, subject_area, school_login)
JOIN intermediate.int_half_year_rules AS r USING (half_year)
JOIN shown USING (half_year, population)
WHERE e.expected IS NOT NULL
ORDER BY md5(e.school_login), e.subject_area
LIMIT 2000
"""

_LOADINGS = """
SELECT half_year, population, component, state, reason, loading, explained_share,
    correlation_with_index, schools
FROM analysis.wellbeing_loadings ORDER BY half_year DESC, population, component
"""

_SHOWN = 60


@dataclass(frozen=True)
class ContextPages:
    """Metadata by table, and lines about what is missing."""

    metadata: dict[str, dict[str, Any]]
    missing_models: list[str]
    missing_components: list[str]


def context_pages(home: Home) -> ContextPages:
    """Read what the analysis wrote last."""
    with duckdb.connect(home.build_file, read_only=True) as connection:
        models = connection.execute(_MODELS).df()
        points = connection.execute(_POINTS).df()
        loadings = connection.execute(_LOADINGS).df()
        ((estimates,),) = connection.execute(
            "SELECT count(*) FROM analysis.context_estimates"
        ).fetchall()
    shown: dict[str, Any] = {
        "dagster/row_count": len(models),
        "models": table(
            ("half-year", "population", "subject", "schools", "results", "slope ± error",
             "between share", "explained by context", "overdispersion", "why there is none"),
            [_model(row) for row in models.head(_SHOWN).itertuples()],
            empty="No half-year has results yet.",
        ),
    }  # fmt: skip
    if len(points):
        shown["results_against_context"] = picture(
            _results_against_context(points), "results against context"
        )
    return ContextPages(
        {
            "context_models": shown,
            "context_estimates": {"dagster/row_count": estimates},
            "wellbeing_loadings": {
                "dagster/row_count": len(loadings),
                "loadings": table(
                    ("half-year", "population", "component", "loading", "explained",
                     "correlation with the index", "schools"),
                    [_loading(row) for row in loadings.head(_SHOWN).itertuples()],
                    empty="No school has an index yet.",
                ),
            },
        },
        missing_models(models),
        missing_components(loadings),
    )  # fmt: skip


def _model(row: Any) -> tuple[object, ...]:
    return (
        row.half_year, row.population, row.subject_area, row.schools, row.participants,
        f"{row.slope:.2f} ± {row.slope_error:.2f}", f"{row.intraclass_correlation:.3f}",
        _known(row.explained_share, ".0%"), _known(row.overdispersion, ".1f"), "",
    ) if row.state == "measured" else (
        row.half_year, row.population, row.subject_area, row.schools, row.participants,
        "", "", "", _known(row.overdispersion, ".1f"), f"**{row.reason}**",
    )  # fmt: skip


def _known(number: float, style: str) -> str:
    """Empty where there is none: nothing to explain where schools don't differ."""
    return "" if pd.isna(number) else format(number, style)


def _loading(row: Any) -> tuple[object, ...]:
    if row.state != "measured":
        return (row.half_year, row.population, row.component, f"**{row.reason}**", "", "",
                row.schools)  # fmt: skip
    return (
        row.half_year, row.population, row.component, f"{row.loading:.2f}",
        f"{row.explained_share:.0%}", _known(row.correlation_with_index, ".3f"), row.schools,
    )  # fmt: skip


def _results_against_context(points: pd.DataFrame) -> alt.FacetChart:
    """A point per school, the line of what its context lets expect; who stands out has a colour."""
    colours = {"resilient": OUTSTANDING, "above": FACT, "as expected": QUIET, "below": PLAN}
    index = alt.X("wellbeing_index:Q", title="social well-being index")
    schools = (
        alt.Chart()
        .mark_circle(size=55, opacity=0.8)
        .encode(
            index,
            alt.Y("actual:Q", title="result, standard deviations"),
            alt.Color(
                "against_expectation:N",
                title="against expectation",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
            ),
        )
    )
    line = alt.Chart().mark_line(color="#555555").encode(index, alt.Y("expected:Q"))
    layers = alt.layer(line, schools, data=points).properties(width=380, height=260)
    first = points.iloc[0]
    return layers.facet(
        alt.Facet("subject_area:N", title=None),
        columns=2,
        title=f"{first['half_year']}, {first['population']}",
    )
