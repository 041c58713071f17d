"""The year before, as tables of marks: what a country's dynamics and two-year rule look back to.

Belongs here: one row per school and procedure that gives marks. Not here: participants (`scale`),
and what makes schools differ (`scale_context`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from opora.contracts import load_contracts
from opora.demo.scale_context import fail_share, luck
from opora.sql import literal

#: Far from the numbers of participants and of the schools' own draws.
_FIRST, _PER_SCHOOL = 2_000_000_000, 32
_FEWEST, _MORE = 12, 66
#: How far a cell's share of failures strays from its school's, as a factor.
_LEAST_LUCKY, _SPAN = 0.6, 0.9
_MOST_FAIL = 0.9


def write_marks_before(
    connection: duckdb.DuckDBPyConnection, path: Path, schools: int, year: int
) -> None:
    """Write the marks of all schools in `year`; the connection has the table `procedures`."""
    columns = {
        "school_login": "school_login",
        "procedure_kind": "kind",
        "subject": "subject",
        "programme_grade": "grade",
        "assessment_year": str(year),
        "session": "session",
        "participants": "participants",
        "mark_2": "failed",
        "mark_3": "(participants - failed) * 4 // 10",
        "mark_4": "participants - failed - (participants - failed) * 4 // 10"
        " - (participants - failed) * 2 // 10",
        "mark_5": "(participants - failed) * 2 // 10",
        "unit": "'count'",
    }
    contract = load_contracts()["assessment_marks"]
    listed = ", ".join(
        f'{sql} AS "{contract.column(name).heading}"' for name, sql in columns.items()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"COPY (SELECT {listed} FROM ({_cells(schools)}) ORDER BY school, number) "  # noqa: S608
        f"TO {literal(path)} (FORMAT csv, HEADER, DELIMITER ',')"
    )


def _cells(schools: int) -> str:
    draw = f"{_FIRST} + (school * {_PER_SCHOOL} + number) * 2"
    stray = f"({_LEAST_LUCKY} + {_SPAN} * {luck(f'{draw} + 1')})"
    return f"""
    SELECT *, floor(participants * least({_MOST_FAIL}, fail_share * {stray}))::INTEGER AS failed
    FROM (
        SELECT
            school,
            printf('sch00%06d', school + 1) AS school_login,
            procedures.*,
            {_FEWEST} + floor({_MORE} * {luck(draw)})::INTEGER AS participants,
            {fail_share()} AS fail_share
        FROM range({schools}) AS numbers(school)
        CROSS JOIN procedures
        WHERE NOT is_test_scored
    )
    """  # noqa: S608 - numbers and headings of ours only
