"""The analysis as a step of the build: what is read from the warehouse, what is written back.

Belongs here: tables. The methods are in `context` and `wellbeing`, their statistics beside them.
The tables are made by dbt, from the columns that its source `analysis` declares.
"""

from __future__ import annotations

import duckdb

from opora.analysis.context import Rules, context_results
from opora.analysis.kept import Changes, Step, find_changes, keep, only
from opora.analysis.missing import missing_components, missing_models
from opora.analysis.tables import write_table
from opora.analysis.wellbeing import wellbeing_loadings
from opora.home import Home
from opora.objects.readers import connect

_SCHOOLS = """
select half_year, population, subject_area, school_login, participants, total, total_of_squares,
    wellbeing_standardised, funnel_participants, below_threshold, expected_below_threshold, variance
from intermediate.int_context_schools
"""

_COMPONENTS = """
select components.half_year, components.population, components.school_login, components.component,
    components.share, components.standardised, wellbeing.standardised as wellbeing_standardised
from intermediate.int_wellbeing_components as components
join intermediate.int_wellbeing_index as wellbeing using (half_year, school_login)
where components.population is not null
"""

_RULES = """
select half_year, context_least_schools, interval_deviations, funnel_winsorised_share
from intermediate.int_half_year_rules
"""


#: What is told of half-years whose models stand as well.
_MODELS = """
select half_year, population, subject_area, state, reason
from analysis.context_models
order by half_year, population, subject_area
"""

_LOADINGS = """
select half_year, population, component, reason
from analysis.wellbeing_loadings
order by half_year, population, component
"""

_STEP = Step(
    "analysis",
    "models",
    (_SCHOOLS, _COMPONENTS, _RULES),
    ("context_models", "context_estimates", "wellbeing_loadings"),
)


def analyse(home: Home) -> tuple[str, ...]:
    """Fit the models whose input has changed and write them into the warehouse.

    Returns a line per thing that is missing. The caller holds the writers' lock and has built the
    models that are read here.
    """
    with connect(home, home.build_file) as connection:
        changes = find_changes(connection, _STEP)
        if changes.half_years:
            _fit(connection, changes)
        return (
            *missing_models(connection.execute(_MODELS).df()),
            *missing_components(connection.execute(_LOADINGS).df()),
        )


def _fit(connection: duckdb.DuckDBPyConnection, changes: Changes) -> None:
    half_years = changes.half_years
    rules = {
        half_year: Rules(int(schools), deviations, share)
        for half_year, schools, deviations, share in connection.execute(_RULES).fetchall()
    }
    schools, components = (
        connection.execute(f"{only(query, half_years)} order by all").df()
        for query in (_SCHOOLS, _COMPONENTS)
    )
    models, estimates = context_results(schools, rules)
    connection.execute("begin")
    for table, rows in (
        ("context_models", models),
        ("context_estimates", estimates),
        ("wellbeing_loadings", wellbeing_loadings(components)),
    ):
        write_table(connection, _STEP.schema, table, rows, half_years)
    keep(connection, _STEP, changes)
    connection.execute("commit")
