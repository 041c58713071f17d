"""The management cycle of the demonstration against plain Python over the truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import duckdb
import pytest
from expected import Municipality, cut_off
from expected_cycle import (
    Found,
    answers,
    findings,
    is_told,
    milestones,
    recommendations,
    states,
)

from opora.demo import HALF_YEARS, KnownAnswers
from opora.demo.programme import FORGOTTEN
from opora.demo.schools import TERRITORY
from opora.home import Home

LAST = HALF_YEARS[-1]
#: The newest half-year in which both kinds of measures were taken by enough schools of late.
REVIEWED = "2024-H1"


@pytest.fixture(scope="module")
def marts(taken: KnownAnswers, home: Home) -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        connection.execute("USE marts")
        yield connection


@pytest.fixture(scope="module")
def municipality(answers: KnownAnswers) -> Municipality:
    return Municipality(answers.truth)


@pytest.fixture(scope="module")
def found(municipality: Municipality) -> Mapping[str, Mapping[str, Found]]:
    return findings(municipality, HALF_YEARS)


def test_findings_agree(
    marts: duckdb.DuckDBPyConnection, found: Mapping[str, Mapping[str, Found]]
) -> None:
    wanted = {
        (half_year, finding.id): finding.severity
        for half_year, of_half_year in found.items()
        for finding in of_half_year.values()
    }
    rows = marts.execute("SELECT half_year, finding_id, severity FROM marts.findings").fetchall()
    told = {(half_year, code): severity for half_year, code, severity in rows if is_told(code)}
    assert {code.split("/")[1] for _, code in wanted} == {
        "status", "risk_factor", "missing_support", "indicator_below_plan"
    }  # fmt: skip
    assert told == wanted


def test_recommendations_are_issued_and_closed_as_expected(
    marts: duckdb.DuckDBPyConnection,
    taken: KnownAnswers,
    found: Mapping[str, Mapping[str, Found]],
) -> None:
    wanted = {
        code: (closed.half_year, closed.reason) if closed else (None, None)
        for code, closed in recommendations(found, taken.truth).items()
    }
    told = {
        code: (half_year, reason)
        for code, finding_id, half_year, reason in marts.execute(
            "SELECT recommendation_id, finding_id, closed_half_year, closed_reason "
            "FROM recommendations WHERE kind = 'targeted'"
        ).fetchall()
        if is_told(finding_id)
    }
    assert {reason for _, reason in wanted.values()} == {None, "resolved", "done", "declined"}
    assert told == wanted
    lineages = [code[10:] for code in wanted]
    assert len(lineages) > len(set(lineages))  # some came again


def test_all_papers_name_recommendations_that_are_expected(
    taken: KnownAnswers, found: Mapping[str, Mapping[str, Found]]
) -> None:
    issued = set(recommendations(found, taken.truth))
    named = {row["recommendation_id"] for row in taken.truth.rows("recommendation_responses")}
    named |= {row["recommendation_id"] for row in taken.truth.rows("measures")} - {None}
    assert len(named) > 60
    assert named <= issued


def test_answers_agree(marts: duckdb.DuckDBPyConnection, taken: KnownAnswers) -> None:
    told = dict(
        marts.execute(
            "SELECT recommendation_id, answer FROM recommendations WHERE answer <> 'none'"
        ).fetchall()
    )
    assert set(told.values()) == {"accepted", "declined"}
    assert told == answers(taken.truth)


@pytest.mark.parametrize(
    ("mart", "code", "due"),
    [("measures", "measure_id", "ends_on"), ("management_decisions", "decision_id", "due_on")],
)
def test_measures_and_decisions_are_as_far_as_expected(
    marts: duckdb.DuckDBPyConnection, taken: KnownAnswers, mart: str, code: str, due: str
) -> None:
    told = dict(marts.execute(f"SELECT {code}, state FROM {mart}").fetchall())
    wanted = states(taken.truth, mart, code, due, cut_off(LAST))
    assert {"done", "in_progress", "overdue"} <= set(wanted.values())
    assert told == wanted


def test_broken_chains_are_those_that_are_known(
    marts: duckdb.DuckDBPyConnection, taken: KnownAnswers
) -> None:
    queries = {
        "measure_without_recommendation":
            "SELECT measure_id FROM measures WHERE recommendation_state = 'blank'",
        "overdue_measure": "SELECT measure_id FROM measures WHERE state = 'overdue'",
        "decision_without_finding": "SELECT decision_id FROM management_decisions WHERE links = 0",
        "overdue_decision":
            "SELECT decision_id FROM management_decisions WHERE state = 'overdue'",
    }  # fmt: skip
    assert {flaw.kind for flaw in taken.flaws} == set(queries)
    for kind, query in queries.items():
        told = {row[0] for row in marts.execute(query).fetchall()}
        assert told == {flaw.id for flaw in taken.flaws if flaw.kind == kind}, kind


def test_schools_can_be_followed_from_finding_to_review(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    schools = marts.execute(
        "SELECT DISTINCT school_login FROM traceability WHERE chain_state = 'complete' "
        "AND answer = 'accepted' AND measure_state = 'done' AND decision_id IS NOT NULL "
        "AND review_half_year IS NOT NULL"
    ).fetchall()
    assert len(schools) >= 3


def test_milestones_agree(
    marts: duckdb.DuckDBPyConnection, taken: KnownAnswers, municipality: Municipality
) -> None:
    """Of schools under one login; who took another one over also has its roadmap."""
    columns = ("done", "done_late", "overdue", "not_yet_due")
    moved = {
        row[end]
        for row in taken.truth.rows("school_successions")
        for end in ("from_login", "to_login")
    }
    seen = set()
    for half_year in HALF_YEARS:
        told = {
            row[0]: dict(zip(columns, (row[1] - row[2], *row[2:]), strict=True))
            for row in marts.execute(
                f"SELECT school_login, {', '.join(columns)} FROM school_transition "
                "WHERE half_year = ? AND milestones > 0",
                [half_year],
            ).fetchall()
            if row[0] not in moved
        }
        working = municipality.open_schools(cut_off(half_year)) - moved
        wanted = {
            school: {column: counts[column] for column in columns}
            for school, counts in milestones(taken.truth, half_year).items()
            if school in working
        }
        assert told == wanted, half_year
        seen |= {column for counts in wanted.values() for column in columns if counts[column]}
    assert seen == set(columns)


def test_what_the_municipality_forgot_is_missing_from_the_cycle(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """The documents are written in February, the first half-year has nothing to decide upon."""
    absent: dict[str, set[str]] = {}
    for half_year, element in marts.execute(
        "SELECT half_year, element FROM cycle_completeness "
        "WHERE territory = ? AND state = 'absent'",
        [TERRITORY],
    ).fetchall():
        absent.setdefault(half_year, set()).add(element)
    first = HALF_YEARS[0]
    assert {"network_programme", "decisions", "effectiveness"} <= absent.pop(first)
    without = {half_year for half_year, elements in absent.items() if elements - {"effectiveness"}}
    forgot = {f"{year}-H{half}" for year in FORGOTTEN for half in (1, 2)}
    assert without == forgot
    assert all("network_programme" in absent[half_year] for half_year in forgot)


def test_the_measure_that_helps_is_told_from_the_one_that_does_not(
    marts: duckdb.DuckDBPyConnection, taken: KnownAnswers
) -> None:
    """Direction and interval only: a municipality has few schools to learn from."""
    effects = taken.planted.effects
    told = {
        row[0]: cast(tuple[float, float, float], row[1:])
        for row in marts.execute(
            "SELECT measure_kind, effect, interval_low, interval_high FROM effectiveness "
            "WHERE half_year = ? AND state = 'measured' AND method = 'interval'",
            [REVIEWED],
        ).fetchall()
    }
    for kind in (effects.helpful, effects.useless):
        gains = [gain.deviations for gain in effects.gains if gain.kind == kind]
        true = sum(gains) / len(gains)
        _, lower, upper = told[kind]
        assert lower <= true <= upper, (kind, true, told[kind])
    assert told[effects.helpful][0] > max(0, told[effects.useless][0])
