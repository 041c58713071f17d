"""What the effects of measures are estimated from, as the warehouse has it.

Belongs here: queries and column names. The estimate is `effects`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import duckdb
import pandas as pd
from scipy.stats import norm

from opora.analysis.kept import only
from opora.cycle.effect_verdicts import VerdictRule
from opora.cycle.effects import EffectRules
from opora.statistics.difference import Rules

_SCHOOLS = """
select half_year, population, school_login, wellbeing_standardised
from intermediate.int_effect_schools
"""

_RESULTS = """
select half_year, school_login, assessment_year, participants, result, sampling_variance,
    first_on, last_on
from intermediate.int_effect_outcomes
"""

_MEASURES = """
select half_year, school_login, measure_kind, starts_on, counts_from, is_counted
from intermediate.int_begun_measures
"""

_RULES = """
select half_year, dynamics_least_participants, effect_previous_years, effect_caliper_deviations,
    effect_least_comparable_schools, interval_deviations, effect_least_supported_schools,
    effect_schools_per_covariate, effect_most_permutations
from intermediate.int_half_year_rules
"""

_VERDICTS = """
select rule, subject, reason, method, direction, interval, highest_p_value, least_years,
    least_schools, least_other_share, verdict
from rules.rule_effect_verdicts
order by position, rule
"""


#: Everything that effects are estimated from, by half-year and for all of them.
INPUTS = (_SCHOOLS, _RESULTS, _MEASURES, _RULES)
COMMON = (_VERDICTS,)


class EffectInput(NamedTuple):
    """The arguments of `effects`, in their order."""

    schools: pd.DataFrame
    results: pd.DataFrame
    measures: pd.DataFrame
    rules: dict[str, EffectRules]
    verdicts: list[VerdictRule]


def read_effect_input(
    connection: duckdb.DuckDBPyConnection, half_years: Collection[str]
) -> EffectInput:
    """All that the effects of some half-years are estimated from."""
    return EffectInput(
        schools=connection.execute(only(_SCHOOLS, half_years)).df(),
        results=connection.execute(only(_RESULTS, half_years)).df(),
        measures=connection.execute(only(_MEASURES, half_years)).df(),
        rules={row[0]: effect_rules(*row[1:]) for row in connection.execute(_RULES).fetchall()},
        verdicts=[VerdictRule(*row) for row in connection.execute(_VERDICTS).fetchall()],
    )


def effect_rules(
    least_participants: float,
    previous_years: float,
    caliper: float,
    least_comparable: float,
    interval_deviations: float,
    least_supported: float,
    schools_per_covariate: float,
    most_permutations: float,
) -> EffectRules:
    """The rules of a half-year, from the numbers that the warehouse has of them."""
    return EffectRules(
        least_participants=int(least_participants),
        previous_years=int(previous_years),
        caliper=caliper,
        least_comparable=int(least_comparable),
        statistics=Rules(
            # the share of a normal distribution between so many deviations
            level=float(2 * norm.cdf(interval_deviations) - 1),
            least_treated=int(least_supported),
            untreated_per_covariate=int(schools_per_covariate),
            most_permutations=int(most_permutations),
        ),
    )
