"""A published file with what freshness reads, and nothing else: four schools, two half-years.

Staff is critical, conditions are not, remarks nobody owes; of 2024-H2 nothing is known yet.
"""

from __future__ import annotations

import duckdb

from opora.home import Home

#: half-year, is awaited, report due on
_HALF_YEARS = (
    ("2023-H2", True, "2024-01-20"),
    ("2024-H1", True, "2024-07-20"),
    ("2024-H2", False, "2025-01-20"),
)
#: dataset, days before the report, warned days before that, severity
_DATASETS = (
    ("staff", 10, 14, "critical"),
    ("social_conditions", 10, 14, "warning"),
    ("school_lists", 15, 5, "info"),
)
#: half-year, dataset, school (None: the territory), state, open rows, newest half-year of its rows
_SENDERS = (
    ("2023-H2", "staff", "a", "delivered", 0, "2023-H2"),
    ("2023-H2", "staff", "b", "missing", 0, None),
    ("2023-H2", "social_conditions", "a", "delivered", 0, "2023-H1"),
    ("2023-H2", "school_lists", None, "delivered", 0, None),
    ("2024-H1", "staff", "a", "partly", 2, "2024-H1"),
    ("2024-H1", "staff", "b", "missing", 0, None),
    ("2024-H1", "staff", "c", "rejected", 5, None),
    ("2024-H1", "staff", "d", "delivered", 0, "2024-H1"),
    ("2024-H1", "social_conditions", "a", "partly", 0, "2023-H2"),
    ("2024-H1", "school_lists", None, "missing", 0, None),
)


def publish_quality(home: Home) -> None:
    """Write the file where readers look."""
    home.published_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(home.published_file) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute(
            "CREATE TABLE marts.delivery_schedule (half_year VARCHAR, dataset VARCHAR, dataset_ru "
            "VARCHAR, is_awaited BOOLEAN, due_on DATE, warn_from_on DATE, report_due_on DATE, "
            "severity VARCHAR)"
        )
        for half_year, is_awaited, report in _HALF_YEARS:
            for name, before, warned, severity in _DATASETS:
                connection.execute(
                    "INSERT INTO marts.delivery_schedule SELECT ?, ?, NULL, ?, "
                    "?::DATE - ?::INTEGER, ?::DATE - ?::INTEGER, ?::DATE, ?",
                    [
                        half_year,
                        name,
                        is_awaited,
                        report,
                        before,
                        report,
                        before + warned,
                        report,
                        severity,
                    ],
                )
        connection.execute(
            "CREATE TABLE marts.delivery_completeness (half_year VARCHAR, dataset VARCHAR, "
            "school_login VARCHAR, state VARCHAR, rows_open BIGINT, newest_half_year VARCHAR, "
            "territory VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO marts.delivery_completeness VALUES (?, ?, ?, ?, ?, ?, 'm')", _SENDERS
        )
        connection.execute(
            "CREATE TABLE marts.dim_school AS SELECT login AS school_login, 'Школа ' || login AS "
            "name_ru FROM (VALUES ('a'), ('b'), ('c'), ('d')) AS schools (login)"
        )
        connection.execute(
            "CREATE TABLE marts.dim_territory AS SELECT 'm' AS territory, 'Округ' AS name_ru"
        )
