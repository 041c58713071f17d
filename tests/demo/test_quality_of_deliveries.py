"""The marts of data quality against what the generator knows of its deliveries; `opora status`."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from opora.cli import app
from opora.demo import HALF_YEARS, KnownAnswers
from opora.home import Home

MARTS = (
    "deliveries", "quarantine_rows", "quarantine_summary", "delivery_schedule",
    "delivery_completeness", "delivery_timeliness", "defect_trend",
)  # fmt: skip


def published(home: Home, sql: str) -> list[Any]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_file_has_its_rows_and_what_is_open_of_them(taken: KnownAnswers, home: Home) -> None:
    found = published(
        home,
        "SELECT path, dataset, sum(rows_received) FILTER (NOT is_rereading), sum(rows_accepted), "
        "sum(rows_open) FROM marts.deliveries GROUP BY path, dataset",
    )
    assert {(path, dataset): tuple(map(int, rest)) for path, dataset, *rest in found} == {
        (each.path, each.dataset): (each.received or 0, each.accepted or 0, each.quarantined or 0)
        for each in taken.deliveries
    }


def test_rows_in_force_are_those_that_staging_reads(taken: KnownAnswers, home: Home) -> None:
    """The delivery rules are applied twice, by different means: both must agree."""
    assert taken
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        models = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE schema_name = 'staging'"
        ).fetchall()
        read = {
            name.removeprefix("stg_"): connection.execute(
                f"SELECT count(*) FROM staging.{name} WHERE NOT is_superseded"
            ).fetchall()[0][0]
            for (name,) in models
        }
    told = published(
        home,
        "SELECT dataset, sum(rows_in_force)::BIGINT FROM marts.deliveries "
        "WHERE dataset IS NOT NULL GROUP BY dataset",
    )
    assert len(read) > 20
    assert {name: rows for name, rows in told if name in read} == read


def test_defective_rows_are_open_and_no_others(taken: KnownAnswers, home: Home) -> None:
    found = published(
        home, "SELECT path, row_no FROM marts.quarantine_rows WHERE resolution = 'open'"
    )
    assert set(found) == {
        (defect.path, row)
        for defect in taken.defects
        if defect.severity == "critical"
        for row in defect.rows
    }
    others = published(
        home,
        "SELECT DISTINCT resolution FROM marts.quarantine_rows WHERE resolution <> 'open'",
    )
    # papers waited for their recommendation; one of them came back for good, with a newer trace
    assert set(others) == {("recovered",), ("superseded",)}


def test_reserve_day_of_the_demonstration_replaced_two_schools(
    taken: KnownAnswers, home: Home
) -> None:
    assert taken
    assert published(
        home,
        "SELECT half_year, rows_replaced, schools_replaced FROM marts.deliveries "
        "WHERE dataset = 'assessment_results' AND rows_replaced > 0",
    ) == [("2023-H1", 90, 2)]


def test_conditions_are_missing_where_the_generator_left_them_out(
    taken: KnownAnswers, home: Home
) -> None:
    """Of schools that neither merged nor closed: their rows hold for two half-years."""
    delivered = {
        (table.half_year, row["school_login"])
        for table in taken.truth.tables
        if table.dataset == "social_conditions"
        for row in table.rows
    }
    found = published(
        home,
        "SELECT half_year, school_login, state FROM marts.delivery_completeness "
        "JOIN marts.dim_school USING (school_login) WHERE dataset = 'social_conditions' "
        "AND successor_login IS NULL AND closed_on IS NULL AND school_login NOT IN "
        "(SELECT successor_login FROM marts.dim_school WHERE successor_login IS NOT NULL)",
    )
    judged = {(each[0], each[1]): each[2] for each in found if each[0] in HALF_YEARS}
    before = dict(zip(HALF_YEARS[1:], HALF_YEARS, strict=False))
    expected = {
        (half_year, login): "delivered"
        if {(half_year, login), (before.get(half_year), login)} & delivered
        else "missing"
        for half_year, login in judged
    }
    assert judged == expected
    assert set(judged.values()) == {"delivered", "missing"}


def test_backfill_is_not_judged(taken: KnownAnswers, home: Home) -> None:
    assert taken
    first, last = HALF_YEARS[0], HALF_YEARS[-1]
    states = published(
        home,
        "SELECT DISTINCT state FROM marts.delivery_timeliness "
        f"WHERE half_year BETWEEN '{first}' AND '{last}'",
    )
    assert states == [("not_judged",)]


def test_quality_stays_in_the_department(taken: KnownAnswers, home: Home) -> None:
    assert taken
    tables = published(home, "SELECT schema_name, table_name FROM duckdb_tables()")
    assert {table for schema, table in tables if schema == "marts"} >= set(MARTS)
    assert not {table for schema, table in tables if schema == "open_marts"} & set(MARTS)


@pytest.fixture
def status(taken: KnownAnswers, home: Home) -> Any:
    assert taken
    runner = CliRunner(env={"OPORA_HOME": str(home.root), "COLUMNS": "80", "TERM": "dumb"})

    def run(*arguments: str) -> str:
        done = runner.invoke(app, ["status", *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert max(map(len, done.output.splitlines())) <= 80
        return done.output

    return run


def test_status_before_a_report(status: Any) -> None:
    told = status("--on", "2025-01-05", "--missing")
    assert "Кого ждём на 05.01.2025" in told
    assert "не сдано  sch990021 Гимназия № 21" in told
    assert "(staff), 2-е полугодие 2024 года, срок" in told
    # the half-year before is told only where something of it is missing
    before = told[
        told.index("1-е полугодие 2024 года (2024-H1)") : told.index("2-е полугодие 2024 года")
    ]
    assert "Сетевое взаимодействие" in before
    assert "Педагогические работники" not in before


def test_status_of_a_half_year(status: Any) -> None:
    told = status("2024-H2", "--on", "2025-01-05")
    assert "Сдано за 2-е полугодие 2024 года (2024-H2)" in told
    assert "Диагностика профессиональных" in told, "the longest title is not cut"
    assert "ждут исправления строк: 1 из 53" in " ".join(told.split())
    assert "Кто именно: --missing" in told


def test_status_of_one_dataset(status: Any) -> None:
    told = status("2024-H1", "--dataset", "staff", "--on", "2024-07-01")
    assert "сдали все" in told
    assert "Перечень школ" not in told


def test_status_years_later_says_that_nothing_came(status: Any) -> None:
    told = status("--on", "2026-11-26")
    assert "За 1-е полугодие 2026 года и за полугодие до него ничего не сдано" in told
    assert "За 2-е полугодие 2026 года и за полугодие до него ничего не сдано" in told
