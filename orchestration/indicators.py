"""Plan against fact of the indicators, as a table and a picture for Dagster's pages.

Belongs here: reading `indicator_values` and drawing it. The figures are made in dbt.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import dagster as dg
import duckdb
import pandas as pd

from opora.home import Home
from orchestration.chart import FACT, PLAN, picture
from orchestration.markdown import bar, table

_VALUES = """
SELECT v.indicator, v.half_year, v.plan, v.value, v.numerator, v.denominator, v.state, v.is_met,
    t.name_ru AS place
FROM marts.indicator_values AS v
JOIN marts.dim_territory AS t USING (territory)
WHERE v.territory = (
    SELECT territory FROM marts.dim_school GROUP BY territory ORDER BY count(*) DESC, territory
    LIMIT 1
)
ORDER BY v.half_year, v.indicator
"""

_STATES = {"not_measured": "not measured", "not_applicable": "not applicable"}
_MET = {"met": "met", "not_met": "**not met**", "interim": "judged at the end of the year"}


def plan_and_fact(home: Home) -> dict[str, Any]:
    """The newest half-year with bars, all of them as a table; of the largest municipality."""
    with duckdb.connect(home.build_file, read_only=True) as connection:
        cursor = connection.execute(_VALUES)
        names = [description[0] for description in cursor.description or ()]
        values = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not values:
        return {"plan_and_fact": dg.MetadataValue.md("No indicator has a value yet.")}
    newest = values[-1]["half_year"]
    half_years = sorted({value["half_year"] for value in values})
    return {
        "territory": values[0]["place"],
        "newest_half_year": newest,
        f"fact_{newest.replace('-', '_')}": table(
            ("indicator", "", "fact, %", "plan, %", "met"),
            [_newest(value) for value in values if value["half_year"] == newest],
        ),
        "chart": picture(_chart(values), "fact against plan"),
        "fact_by_half_year": table(
            ("indicator", *half_years),
            [
                (indicator, *(_cell(values, indicator, half_year) for half_year in half_years))
                for indicator in _indicators(values)
            ],
        ),
    }


def _indicators(values: list[dict[str, Any]]) -> list[str]:
    return sorted({value["indicator"] for value in values})


def _chart(values: list[dict[str, Any]]) -> alt.FacetChart:
    """A small picture per indicator: fact and plan over the half-years, in per cent."""
    rows = [
        {
            "indicator": value["indicator"],
            "half_year": value["half_year"],
            "per cent": name,
            "share": value[column],
        }
        for value in values
        for name, column in (("fact", "value"), ("plan", "plan"))
    ]
    series = ["fact", "plan"]
    colours = alt.Scale(domain=series, range=[FACT, PLAN])
    dashes = alt.Scale(domain=series, range=[[1, 0], [5, 4]])
    drawn: alt.FacetChart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True)
        .encode(
            alt.X("half_year:O", title=None, axis=alt.Axis(labelAngle=-90)),
            alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 100])),
            alt.Color("per cent:N", scale=colours),
            alt.StrokeDash("per cent:N", scale=dashes),
        )
        .properties(width=230, height=110)
        .facet(alt.Facet("indicator:N", title=None), columns=3)
    )
    return drawn


def _newest(value: dict[str, Any]) -> tuple[object, ...]:
    return (
        value["indicator"],
        f"`{bar(value['value'] or 0, 100)}`",
        _fact(value),
        "" if value["plan"] is None else f"{value['plan']:g}",
        _MET.get(value["is_met"], ""),
    )


def _cell(values: list[dict[str, Any]], indicator: str, half_year: str) -> str:
    for value in values:
        if value["indicator"] == indicator and value["half_year"] == half_year:
            plan = "" if value["plan"] is None else f" of {value['plan']:g}"
            return f"{_fact(value)}{plan}"
    return ""


def _fact(value: dict[str, Any]) -> str:
    if value["value"] is None:
        return _STATES.get(str(value["state"]), str(value["state"]))
    return f"{value['value']:.1f}"
