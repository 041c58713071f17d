"""The published marts find the schools that the generator planted: hits, misses and false alarms.

Every assertion says all three counts. Bounds are what must hold (a clear case is found, a false
alarm is an exception), not what happens to come out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pytest

from opora.demo import HALF_YEARS, KnownAnswers
from opora.home import Home

#: The marker that each habit of own marking must carry.
MARKERS = {
    "raised": "raised_against_journal",
    "excellent": "top_marks",
    "same_score": "same_score",
}


@dataclass
class Count:
    """Planted and found, planted and missed, found and not planted."""

    hits: set[tuple[object, ...]] = field(default_factory=set)
    misses: set[tuple[object, ...]] = field(default_factory=set)
    others: set[tuple[object, ...]] = field(default_factory=set)

    def add(self, planted: Iterable[object], found: Iterable[object], *place: object) -> None:
        planted, found = set(planted), set(found)
        self.hits |= {(*place, one) for one in planted & found}
        self.misses |= {(*place, one) for one in planted - found}
        self.others |= {(*place, one) for one in found - planted}

    def __str__(self) -> str:
        return (
            f"{len(self.hits)} of {len(self.hits) + len(self.misses)} found, "
            f"missed: {sorted(map(str, self.misses))}, "
            f"{len(self.others)} others: {sorted(map(str, self.others))}"
        )


@pytest.fixture(scope="module")
def marts(taken: KnownAnswers, home: Home) -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        connection.execute("USE marts")
        yield connection


def _logins(marts: duckdb.DuckDBPyConnection, sql: str, *values: object) -> set[object]:
    return {row[0] for row in marts.execute(sql, list(values)).fetchall()}


def _disadvantaged(marts: duckdb.DuckDBPyConnection, half_year: str) -> set[object]:
    return _logins(
        marts,
        "SELECT school_login FROM school_status "
        "WHERE half_year = ? AND category = 'dcs' AND is_computed",
        half_year,
    )


# -- poor -------------------------------------------------------------------------------------


def test_poor_schools_are_found(taken: KnownAnswers, marts: duckdb.DuckDBPyConnection) -> None:
    """Where two schools are nearly alike, the noise of their passports may exchange them."""
    count = Count()
    for half_year, poor in taken.planted.poor.items():
        count.add(poor, _disadvantaged(marts, half_year), half_year)
    assert len(count.hits) >= 0.9 * sum(map(len, taken.planted.poor.values())), str(count)
    assert len(count.others) <= len(count.misses), str(count)


def test_the_hardest_contexts_are_always_found(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    """Two thirds of the poor are far from the border: only a lacking passport hides them."""
    count = Count()
    for half_year, poor in taken.planted.poor.items():
        with_index = _logins(
            marts,
            "SELECT school_login FROM social_wellbeing_index "
            "WHERE half_year = ? AND state = 'measured'",
            half_year,
        )
        clear = with_index & set(poor[: len(poor) * 2 // 3])
        count.add(clear, _disadvantaged(marts, half_year), half_year)
    assert not count.misses, str(count)


def test_incomplete_passports_give_an_index_of_low_reliability(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    flagged = marts.execute(
        "SELECT school_login, count(*), count(value) FROM social_wellbeing_index "
        "WHERE flags = 'u' GROUP BY school_login"
    ).fetchall()
    everywhere = len(HALF_YEARS)
    assert flagged == [
        (login, everywhere, everywhere) for login in taken.planted.incomplete_passports
    ]


def test_schools_without_a_passport_have_no_index_and_a_reason(
    marts: duckdb.DuckDBPyConnection, taken: KnownAnswers
) -> None:
    absent = marts.execute(
        "SELECT half_year, count(*), bool_and(value IS NULL AND reason_ru <> '') "
        "FROM social_wellbeing_index WHERE state = 'not_measured' GROUP BY half_year"
    ).fetchall()
    # Who sends nothing in autumn is missing until the next one, unless it comes in spring.
    assert {row[0] for row in absent} == {"2020-H2", "2021-H1", "2022-H2", "2024-H2"}
    assert all(row[2] for row in absent)


# -- non-objective ----------------------------------------------------------------------------


def test_every_cell_of_own_marking_carries_its_marker(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    marked: dict[tuple[object, ...], set[object]] = defaultdict(set)
    for *cell, marker in marts.execute(
        "SELECT school_login, procedure, assessment_year, session, marker FROM objectivity_markers"
    ).fetchall():
        marked[tuple(cell)].add(marker)
    count = Count()
    planted = {
        (cell.school_login, cell.procedure, cell.assessment_year, cell.session): cell.habit
        for cell in taken.planted.non_objective
    }
    count.add(planted, marked)
    assert not count.misses, str(count)
    wrong = {
        cell: marked[cell] for cell, habit in planted.items() if MARKERS[habit] not in marked[cell]
    }
    assert not wrong, str(count)
    # Thousands of honest cells are judged: chance marks one in a thousand, no more.
    judged = marts.execute(
        "SELECT count(*) FROM fct_assessment_cell "
        "WHERE procedure LIKE 'vpr%' AND participants >= 10"
    ).fetchone()
    assert judged is not None
    assert len(count.others) <= judged[0] / 1000, f"{count}, {judged[0]} cells judged"


# -- resilient --------------------------------------------------------------------------------


def test_resilient_schools_are_found_in_every_full_year(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    """A good year of another poor school may pass for resilience, a bad one of theirs may hide it.

    Schools whose measure helped do better than their context predicts and are no false alarms.

    At the end of a year in which all procedures were held: 2020 knows the exams of grade 11 only.
    """
    count = Count()
    effects = taken.planted.effects
    for half_year in ("2021-H2", "2022-H2", "2023-H2", "2024-H2"):
        helped = {
            gain.school_login
            for gain in effects.gains
            if gain.kind == effects.helpful and gain.assessment_year <= int(half_year[:4])
        }
        for subject_area in ("Математика", "Русский язык"):
            found = _logins(
                marts,
                "SELECT school_login FROM school_context "
                "WHERE half_year = ? AND subject_area = ? AND is_resilient",
                half_year,
                subject_area,
            )
            count.add(taken.planted.resilient, found - helped, half_year, subject_area)
    assert len(count.hits) >= 0.75 * (len(count.hits) + len(count.misses)), str(count)
    assert len(count.others) <= 0.25 * len(count.hits), str(count)
    seen = {(half_year, login) for half_year, _, login in count.hits}
    assert len(seen) >= 0.9 * 4 * len(taken.planted.resilient), str(count)


# -- risks ------------------------------------------------------------------------------------


def test_schools_short_of_teachers_are_found_in_every_half_year(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    short = {shortage.school_login for shortage in taken.planted.short_of_teachers}
    count = Count()
    for half_year in HALF_YEARS:
        found = _logins(
            marts,
            "SELECT school_login FROM school_risk WHERE half_year = ? "
            "AND measure = 'pupils_per_teacher' AND significance = 'high'",
            half_year,
        )
        count.add(short, found, half_year)
    assert not count.misses, str(count)
    assert len(count.others) <= len(HALF_YEARS), str(count)


def test_a_profile_that_plays_a_shortage_down_is_contradicted_by_the_data(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    says = {"high": "confirmed", "low": "data_only"}
    for shortage in taken.planted.short_of_teachers:
        agreement = _logins(
            marts,
            "SELECT DISTINCT agreement FROM school_risk WHERE half_year >= '2021-H1' "
            "AND school_login = ? AND risk_factor = 'teacher_shortage'",
            shortage.school_login,
        )
        assert agreement == {says[shortage.profile_significance]}, shortage


def test_weak_blocks_are_found_once_enough_teachers_are_tested(
    taken: KnownAnswers, marts: duckdb.DuckDBPyConnection
) -> None:
    for weak in taken.planted.weak_blocks:
        significance = dict(
            marts.execute(
                "SELECT half_year, significance FROM school_risk "
                "WHERE school_login = ? AND measure = 'low_level_share' AND detail = ?",
                [weak.school_login, weak.block],
            ).fetchall()
        )
        later = {half_year: significance.get(half_year) for half_year in HALF_YEARS[2:]}
        assert set(later.values()) == {"high"}, later
