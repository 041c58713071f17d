"""The analysis as a step of the build: what is read from the warehouse, what is written back.

Belongs here: tables. The methods are in `context` and `wellbeing`, their statistics beside them.
The tables are made by dbt, from the columns that its source `analysis` declares.
"""

from __future__ import annotations

import duckdb

from opora.analysis.context import Rules, context_results
from opora.analysis.missing import missing_components, missing_models
from opora.analysis.tables import write_table
from opora.analysis.wellbeing import wellbeing_loadings
from opora.home import Home

_SCHOOLS = """
select half_year, population, subject_area, school_login, participants, total, total_of_squares,
    wellbeing_standardised, funnel_participants, below_threshold, expected_below_threshold, variance
from intermediate.int_context_schools
order by half_year, population, subject_area, school_login
"""

_COMPONENTS = """
select components.half_year, components.population, components.school_login, components.component,
    components.share, components.standardised, wellbeing.standardised as wellbeing_standardised
from intermediate.int_wellbeing_components as components
join intermediate.int_wellbeing_index as wellbeing using (half_year, school_login)
where components.population is not null
order by components.half_year, components.population, components.school_login, components.component
"""

_RULES = """
select half_year, context_least_schools, interval_deviations, funnel_winsorised_share
from intermediate.int_half_year_rules
"""


def analyse(home: Home) -> tuple[str, ...]:
    """Fit all models and write them into the warehouse; returns a line per thing that is missing.

    The caller holds the writers' lock and has built the models that are read here.
    """
    with duckdb.connect(home.build_file) as connection:
        rules = {
            half_year: Rules(int(schools), deviations, share)
            for half_year, schools, deviations, share in connection.execute(_RULES).fetchall()
        }
        models, estimates = context_results(connection.execute(_SCHOOLS).df(), rules)
        loadings = wellbeing_loadings(connection.execute(_COMPONENTS).df())
        connection.execute("begin")
        write_table(connection, "analysis", "context_models", models)
        write_table(connection, "analysis", "context_estimates", estimates)
        write_table(connection, "analysis", "wellbeing_loadings", loadings)
        connection.execute("commit")
    return (*missing_models(models), *missing_components(loadings))
