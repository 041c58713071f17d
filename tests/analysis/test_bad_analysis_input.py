"""Bad input to the analysis, end to end: the run goes on, and everybody is told what is missing.

One home with a country per kind of bad input: countries are never compared with one another, so one
build shows them all beside a country where nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import dagster as dg
import duckdb
import pytest
from deliveries import Lake
from typer.testing import CliRunner

from opora.analysis import context
from opora.analysis.missing import NO_CONDITIONS, UNUSABLE_COMPONENT
from opora.cli import app
from opora.home import REPOSITORY, Home
from opora.statistics.reasons import Reason
from opora.warehouse import ensure_manifest
from orchestration.assets.analysis import FITTED, USABLE, analysis_assets
from orchestration.resources import Installation

Rows = list[tuple[Any, ...]]

#: What is wrong with a country -> how many schools it has.
COUNTRIES = {
    "nothing": 14,
    "few schools": 11,
    "conditions all alike": 14,
    "index all alike": 15,
    "no component 7": 14,
    "no conditions": 14,
    "one participant each": 14,
    "results all alike": 14,
    "no results": 14,
    "stubborn": 14,
}
CODES = {country: f"9{number}000000" for number, country in enumerate(COUNTRIES)}
MODELS = {
    "nothing": "",
    "few schools": "too_few_groups",
    # no share tells schools apart, so there is no index
    "conditions all alike": "no_index",
    # there is an index, but the one school that differs has no results
    "index all alike": "constant_predictor",
    "no component 7": "",
    "no conditions": "no_index",
    "one participant each": "one_observation_per_group",
    # nothing that could be standardised
    "results all alike": "no_observations",
    # its fit is made to fail; `no results` has no subject that a model could be of
    "stubborn": "not_converged",
}


def deliver(lake: Lake) -> None:
    """Schools, conditions and marks of all countries, and the rules that know of them."""
    schools, conditions, marks = [], [], []
    for country, count in COUNTRIES.items():
        for number in range(count):
            school = _login(country, number)
            schools.append(f"{school};Школа {number};{CODES[country]}")
            if country != "no conditions":
                shares = ";".join(_shares(country, number))
                conditions.append(f"{school};01.03.2024;300;{shares}")
            if counts := _marks(country, number):
                given = ";".join(map(str, (sum(counts), *counts)))
                marks.append(f"{school};ВПР;Математика;5;2024;весна;{given};количество")
    lake.land(
        "history/schools/schools.csv",
        _file("school_login;name;territory", schools),
    )
    lake.land(
        "2024-H1/social_conditions/conditions.csv",
        _file(
            "school_login;observed_on;pupils;both_parents_higher_education;single_parent;"
            "unemployed_parents;low_income;on_prevention_register;special_needs;"
            "non_native_language",
            conditions,
        ),
    )
    lake.land(
        "2024-H1/assessment_marks/marks.csv",
        _file(
            "school_login;procedure_kind;subject;programme_grade;assessment_year;session;"
            "participants;mark_2;mark_3;mark_4;mark_5;unit",
            marks,
        ),
    )
    _write_rules(lake.home)


def _write_rules(home: Home) -> None:
    """The countries; and a procedure of which nobody said to which subject area it belongs."""
    rules = [f"{code},,country,{country},2000-01-01,,test" for country, code in CODES.items()]
    home.rules.mkdir(parents=True)
    (home.rules / "territories.csv").write_text(
        "territory,parent,level,name_ru,valid_from,valid_to,source\n" + "\n".join(rules) + "\n",
        encoding="utf-8",
    )
    (home.rules / "procedures.csv").write_text(
        "procedure,procedure_kind,subject,programme_grade,name_ru,judges_lists,pooled_with,"
        "subject_area,source\nvpr_math_5,vpr,Математика,5,ВПР,true,,,test\n",
        encoding="utf-8",
    )


def _login(country: str, number: int) -> str:
    return f"sch{CODES[country][:2]}{number:04d}"


def _file(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines]) + "\n"


def _shares(country: str, number: int) -> list[str]:
    """Seven shares in per cent that fall and rise with the number, each a bit in its own way."""
    if country == "conditions all alike" or (country == "index all alike" and number > 0):
        return ["20"] * 7
    shares = [str(10 + number * 2 + (number * part) % 5) for part in range(7)]
    if country == "no component 7":
        shares[6] = ""
    return shares


def _marks(country: str, number: int) -> tuple[int, int, int, int] | None:
    if country == "no results" or (country == "index all alike" and number == 0):
        return None
    if country == "results all alike":
        return (0, 0, 20, 0)
    if country == "one participant each":
        return ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0))[number % 3]
    return (1 + number % 4, 8 + number % 3, 6 + (number * 3) % 5, 2 + number % 2)


@pytest.fixture(scope="module")
def told(make_lake: Callable[[], Lake]) -> tuple[Home, str]:
    """A run of the command line over all of it, and what it printed."""
    lake = make_lake()
    deliver(lake)
    fit = context.fit_two_level

    def stubborn(moments: Any, **settings: Any) -> Any:
        found = fit(moments, **settings)
        if _login("stubborn", 0) not in moments.groups:
            return found
        return replace(found, state="not_fitted", reason=Reason.NOT_CONVERGED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "fit_two_level", stubborn)
        done = CliRunner().invoke(
            app, ["run"], env={"OPORA_HOME": str(lake.home.root), "COLUMNS": "250"}
        )
    assert done.exit_code == 0, done.output
    return lake.home, done.output


@pytest.fixture(scope="module")
def marts(told: tuple[Home, str]) -> Iterator[Callable[..., Rows]]:
    home, _ = told
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


def test_every_model_that_is_missing_has_its_reason_and_the_others_are_fitted(
    marts: Callable[..., Rows],
) -> None:
    found = {
        row[0]: row[1:]
        for row in marts("select population, state, reason_ru, slope from marts.context_models")
    }
    assert set(found) == {CODES[country] for country in MODELS}
    for country, reason in MODELS.items():
        state, reason_ru, slope = found[CODES[country]]
        assert state == ("not_measured" if reason else "measured"), country
        assert (slope is None) == bool(reason), country
        assert bool(reason_ru) == bool(reason), country
    words = [reason_ru for _, reason_ru, _ in found.values() if reason_ru]
    assert "Анализ ещё не выполнен." not in words
    # one reason stands for both countries without an index
    assert len(set(words)) == len(set(MODELS.values()) - {""})


def test_every_school_has_a_state_and_where_nothing_was_measured_a_reason(
    marts: Callable[..., Rows],
) -> None:
    rows = marts(
        """
        select school_login[4:5], state, reason_ru, shrunken_residual, against_expectation,
            is_resilient
        from marts.school_context
        """
    )
    assert len(rows) == sum(COUNTRIES[country] for country in MODELS)
    measured = {row[0] for row in rows if row[1] == "measured"}
    assert measured == {CODES["nothing"][:2], CODES["no component 7"][:2]}
    for _, state, reason_ru, *values in rows:
        if state == "measured":
            assert reason_ru == ""
            assert None not in values
        else:
            assert reason_ru
            assert values == [None] * 3


def test_a_component_that_nobody_reports_is_said_and_the_index_does_without(
    marts: Callable[..., Rows],
) -> None:
    ((state, reason_ru, schools),) = marts(
        f"""
        select state, reason_ru, schools from marts.social_wellbeing_diagnostics
        where population = '{CODES["no component 7"]}' and component = 'non_native_language'
        """
    )
    assert (state, schools) == ("not_measured", COUNTRIES["no component 7"])
    assert reason_ru.startswith("По показателю школы не сравнить")
    prefix = _login("no component 7", 0)[:5]
    assert marts(
        f"""
        select distinct i.state, i.components_missing, c.state, c.reason_ru
        from marts.social_wellbeing_index as i
        join marts.social_wellbeing_components as c using (half_year, school_login)
        where school_login like '{prefix}%' and component = 'non_native_language'
        """
    ) == [
        ("measured", "Язык обучения не родной", "not_measured", "Нет данных ни у одной школы."),
    ]


def test_without_any_condition_no_school_counts_as_compared(marts: Callable[..., Rows]) -> None:
    assert marts(
        f"""
        select distinct state, schools, loading from marts.social_wellbeing_diagnostics
        where population = '{CODES["no conditions"]}'
        """
    ) == [("not_measured", 0, None)]


def test_the_terminal_names_what_is_missing(told: tuple[Home, str]) -> None:
    _, output = told
    warnings = [line for line in output.splitlines() if line.startswith("Warning:")]
    expected = [
        f"no context model of Математика in 2024-H1, {CODES[country]}: {reason}"
        for country, reason in MODELS.items()
        if reason
    ]
    expected += [
        f"no social well-being index in 2024-H1, {CODES['conditions all alike']}: "
        "schools can't be compared by any component",
        f"social well-being index of 2024-H1, {CODES['no component 7']} without "
        "non_native_language: schools can't be compared by it",
    ]
    assert sorted(warnings) == sorted(f"Warning: {line}" for line in expected)


def test_dagster_warns_on_the_assets_and_draws_what_there_is(told: tuple[Home, str]) -> None:
    home, _ = told
    result = dg.materialize(
        [analysis_assets(ensure_manifest(home))],
        resources={"installation": Installation(root=str(home.root))},
    )
    assert result.success
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert set(checks) == {FITTED, USABLE}
    for check in checks.values():
        assert not check.passed
        assert check.severity == dg.AssetCheckSeverity.WARN
    assert f"{CODES['stubborn']}: not_converged" in str(checks[FITTED].description)
    assert checks[FITTED].metadata["missing"].value == len([r for r in MODELS.values() if r])
    assert "non_native_language" in str(checks[USABLE].description)
    (models,) = [
        each.metadata
        for each in result.asset_materializations_for_node("analyse")
        if each.asset_key.path[-1] == "context_models"
    ]
    assert "**constant_predictor**" in str(models["models"].value)
    assert "nan" not in str(models["models"].value)
    assert "svg" in str(models["results_against_context"].value)


def test_every_code_of_a_reason_has_words() -> None:
    """What is not listed would read as if nothing had been analysed yet."""
    words = (REPOSITORY / "dbt_project/macros/analysis_reasons.sql").read_text(encoding="utf-8")
    of_models, of_loadings = words.split("{% macro loading_reason_ru")
    assert {reason for reason in Reason if f"when '{reason}'" not in words} == {
        # reasons of the funnel, which has no state of its own, and of models with more predictors
        Reason.NO_VARIANCE, Reason.TOO_FEW_UNITS, Reason.COLLINEAR_PREDICTORS,
    }  # fmt: skip
    assert all(f"when '{reason}'" in of_models for reason in MODELS.values() if reason)
    assert all(f"when '{code}'" in of_loadings for code in (NO_CONDITIONS, UNUSABLE_COMPONENT))
