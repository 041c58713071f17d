"""The New York files, as they were published: every total of their SOURCE.md, to the digit.

The project keeps no copy of the data; without it these tests are skipped and say so.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import duckdb
import pytest
from deliveries import Lake
from new_york import DATA, DEMOGRAPHICS, IS_THERE, NOT_THERE, RESULTS

from opora.pipeline.run import run

pytestmark = pytest.mark.skipif(not IS_THERE, reason=NOT_THERE)

#: Of SOURCE.md, by year: suppressed grade rows, pupils in level 1 and its share of the tested.
GRADE_ROWS = {
    2006: (61, 63_259, 14.83),
    2007: (75, 39_479, 9.55),
    2008: (70, 23_105, 5.70),
    2009: (63, 12_328, 3.02),
}
#: Schools, tested, suppressed `All Grades` rows, share of level 1, share of levels 3 and 4.
ALL_GRADES = {
    2006: (1_019, 426_811, 1, 14.84, 58.4),
    2007: (1_050, 413_460, 3, 9.56, 67.0),
    2008: (1_073, 405_859, 4, 5.70, 75.7),
    2009: (1_089, 408_837, 5, 3.02, 82.9),
}


@pytest.fixture(scope="module")
def lake(make_lake: Callable[[], Lake]) -> Lake:
    """Both files delivered and the whole pipeline run, once."""
    lake = make_lake()
    for name in (RESULTS, DEMOGRAPHICS):
        lake.land(f"history/{name}", (DATA / name).read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(lake.home.root))
        done = run(lake.home)
    assert done.release is not None
    return lake


def test_all_rows_of_both_files_are_accepted(lake: Lake) -> None:
    ledger = lake.rows(
        "ledger", "dataset, rows_received, rows_accepted, json_array_length(declared_totals)"
    )
    totals = 4_231
    assert ("assessment_marks", 18_645 - totals, 18_645 - totals, totals) in ledger
    assert ("schools", 5_593, 5_593, 0) in ledger
    received = {dataset: (rows, accepted) for dataset, rows, accepted, _ in ledger}
    assert received["social_conditions"] == (5_593, 5_593)


def test_suppressed_rows_are_accepted_as_suppressed(lake: Lake) -> None:
    found = lake.rows(
        "accepted/assessment_marks",
        "assessment_year, count(*), count(participants), count(mark_2)",
        "state = 'suppressed' GROUP BY assessment_year",
    )
    assert {year: count for year, count, *_ in found} == {y: GRADE_ROWS[y][0] for y in GRADE_ROWS}
    assert sum(count for _, count, *_ in found) == 269


def test_grade_rows_add_up_to_the_published_totals(lake: Lake) -> None:
    found = lake.rows(
        "accepted/assessment_marks",
        "assessment_year, sum(mark_2)::BIGINT, round(100 * sum(mark_2) / sum(participants), 2)",
        "state = 'measured' GROUP BY assessment_year",
    )
    assert {year: (low, share) for year, low, share in found} == {
        year: (low, share) for year, (_, low, share) in GRADE_ROWS.items()
    }


def test_declared_totals_are_those_of_the_all_grades_rows(lake: Lake) -> None:
    (recorded,) = lake.rows("ledger", "declared_totals", "dataset = 'assessment_marks'")
    found: dict[int, list[float]] = {year: [0] * 6 for year in ALL_GRADES}
    for total in json.loads(recorded[0]):
        sums = found[total["keys"]["assessment_year"]]
        sums[0] += 1
        declared = total["declared"]
        sums[1] += declared["participants"]
        if total["state"] == "suppressed" and "mark_2" not in declared:
            sums[2] += 1
            continue
        sums[3] += declared["participants"]
        sums[4] += declared["mark_2"]
        sums[5] += declared["mark_4"] + declared["mark_5"]
    for year, (schools, tested, suppressed, low, high) in ALL_GRADES.items():
        sums = found[year]
        assert (sums[0], sums[1], sums[2]) == (schools, tested, suppressed)
        assert round(100 * sums[4] / sums[3], 2) == low
        assert round(100 * sums[5] / sums[3], 1) == high


def test_no_declared_total_differs_where_nothing_is_hidden(lake: Lake) -> None:
    where = "rule_id = 'assessment_marks.declared_total'"
    assert lake.rows("findings", "row_no, message", where) == []


def test_schools_without_demographics_are_registered_and_counted(lake: Lake) -> None:
    with duckdb.connect() as connection:
        marks, schools = (
            f"read_parquet('{lake.home.accepted}/{name}/*.parquet', union_by_name = true)"
            for name in ("assessment_marks", "schools")
        )
        conditions = f"read_parquet('{lake.home.accepted}/social_conditions/*.parquet')"
        by_year = connection.execute(
            f"SELECT assessment_year, count(DISTINCT school_login) FROM {marks} AS m "
            f"WHERE NOT EXISTS (FROM {conditions} AS c WHERE c.school_login = m.school_login "
            "AND year(c.observed_on) = m.assessment_year - 1) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        registered = connection.execute(
            f"SELECT count(*), any_value(territory) FROM {schools} "
            "WHERE registered_from IS NOT NULL"
        ).fetchone()
    assert {year for year, _ in by_year} == set(ALL_GRADES)
    assert all(43 <= count <= 45 for _, count in by_year)
    assert registered is not None
    (row,) = lake.rows("ledger", "rows_accepted, message", "message LIKE 'Зарегистрированы%'")
    assert row[0] == registered[0] >= 43
    assert registered[1] == "US-NYC"


# -- the published warehouse ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(lake: Lake) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(lake.home.published_file), read_only=True)


def test_published_cells_reproduce_the_totals(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute(
        "SELECT assessment_year, count(*) FILTER (state = 'suppressed'), "
        "sum(below_threshold)::BIGINT, "
        "round(100 * sum(below_threshold) / sum(participants) FILTER (state = 'measured'), 2) "
        "FROM marts.fct_assessment_cell GROUP BY ALL"
    ).fetchall()
    assert {year: tuple(rest) for year, *rest in found} == GRADE_ROWS


def test_every_school_grade_and_year_has_its_fail_share(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = published.execute(
        "SELECT state, count(*), count(fail_share), "
        "bool_and(abs(fail_share - 100 * below_threshold / participants) < 1e-9) "
        "FROM marts.fct_assessment_cell WHERE participants > 0 OR state = 'suppressed' "
        "GROUP BY state ORDER BY state"
    ).fetchall()
    assert [(state, count == filled) for state, count, filled, _ in rows] == [
        ("measured", True),
        ("suppressed", False),
    ]
    assert rows[0][3]
    assert rows[1][2] == 0
