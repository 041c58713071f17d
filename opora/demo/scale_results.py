"""The results of a region's or a country's participants: rows made and written by DuckDB.

Every number is made from the row's own number, so that equal arguments give equal bytes; the SQL is
put together from numbers and headings of ours only.

Belongs here: one file of results and its totals. Not here: which files there are (`scale`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from opora.contracts import load_contracts
from opora.demo.calendar import Procedure, Window, procedures
from opora.demo.scale_context import fail_share, luck
from opora.sql import literal

_TEST_SCORED = ("ege_russian_11", "ege_math_profile_11")


@dataclass(frozen=True)
class Volume:
    """How many results the files of a half-year hold.

    `participants` of all `schools`; `drawn`: so many rows other half-years have drawn lucks for.
    """

    year: int
    schools: int
    participants: int
    drawn: int = 0
    defects_every: int | None = None


def make_procedures(connection: duckdb.DuckDBPyConnection, held_in: Sequence[Window]) -> None:
    """Make the table of the procedures that are held in some windows, one of each kind."""
    held = {window.kind: window for window in held_in}
    known = [p for p in procedures() if p.kind in held]
    connection.execute(
        "CREATE OR REPLACE TABLE procedures (number INTEGER, kind VARCHAR, subject VARCHAR, "
        "grade INTEGER, session VARCHAR, held_on DATE, is_test_scored BOOLEAN, "
        "has_geometry BOOLEAN)"
    )
    connection.executemany(
        "INSERT INTO procedures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_procedure_row(number, p, held[p.kind]) for number, p in enumerate(known)],
    )


def _procedure_row(number: int, procedure: Procedure, window: Window) -> list[object]:
    return [
        number,
        procedure.kind,
        procedure.subject,
        procedure.grade,
        window.session,
        window.starts_on,
        procedure.code in _TEST_SCORED,
        procedure.code == "oge_math_9",
    ]


def write_results(
    connection: duckdb.DuckDBPyConnection, path: Path, of: range, volume: Volume, number: int
) -> tuple[int, ...]:
    """Write the results of some schools; returns the totals in the order of KnownTotals."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE results AS {_results(of, volume)}")
    defects_every = volume.defects_every
    is_bad = f"row % {defects_every} = 0" if defects_every else "false"
    is_semicolon = number % 2 == 0
    dates = "strftime(held_on, '%d.%m.%Y')" if is_semicolon else "held_on"
    columns = {
        "school_login": "school_login",
        "procedure_kind": "kind",
        "subject": "subject",
        "programme_grade": "grade",
        "assessment_year": str(volume.year),
        "session": "session",
        "participant_code": "participant_code",
        "held_on": dates,
        "primary_score": "primary_score",
        "test_score": "test_score",
        "mark": f"CASE WHEN {is_bad} THEN 9 ELSE mark END",
        "journal_mark": "journal_mark",
        "geometry_score": "geometry_score",
    }
    contract = load_contracts()["assessment_results"]
    listed = ", ".join(
        f'{sql} AS "{contract.column(name).heading}"' for name, sql in columns.items()
    )
    connection.execute(
        f"COPY (SELECT {listed} FROM results ORDER BY row) TO {literal(path)} "  # noqa: S608
        f"(FORMAT csv, HEADER, DELIMITER '{';' if is_semicolon else ','}')"
    )
    counted = connection.execute(
        f"""
        SELECT
            count(*),
            count(*) FILTER ({is_bad}),
            count(*) FILTER (NOT ({is_bad})),
            count(*) FILTER (has_failed AND NOT ({is_bad})),
            coalesce(sum(primary_score) FILTER (NOT ({is_bad})), 0),
            coalesce(sum(test_score) FILTER (NOT ({is_bad})), 0)
        FROM results
        """  # noqa: S608
    ).fetchone()
    assert counted is not None  # noqa: S101 - an aggregate has one row
    return tuple(int(value) for value in counted)


def _results(of: range, volume: Volume) -> str:
    """The rows of some schools: `luck` of a pupil against the `fail_share` of the school."""
    least, more = divmod(volume.participants, volume.schools)
    return f"""
    WITH school AS (
        SELECT
            school,
            printf('sch00%06d', school + 1) AS school_login,
            {least} + (school < {more})::INTEGER AS size,
            school * {least} + least(school, {more}) AS first_row,
            {fail_share()} AS fail_share
        FROM range({of.start}, {of.stop}) AS numbers(school)
    ),
    pupil AS (
        SELECT
            *, first_row + place AS row, place * procedure_count // size AS number,
            {luck(f"first_row + place + {volume.drawn + 1}")} AS luck
        FROM (SELECT *, unnest(range(size)) AS place FROM school)
        CROSS JOIN (SELECT count(*) AS procedure_count FROM procedures)
    ),
    marked AS (
        SELECT
            *,
            luck < fail_share AS has_failed,
            CASE
                WHEN luck < fail_share THEN 2
                WHEN luck < fail_share + 0.38 THEN 3
                WHEN luck < fail_share + 0.7 * (1 - fail_share) THEN 4
                ELSE 5
            END AS level
        FROM pupil
    )
    SELECT
        row, school_login, kind, subject, grade, session, has_failed,
        printf('%d%05d', grade, place + 1) AS participant_code,
        held_on + (school % 20)::INTEGER AS held_on,
        CASE WHEN NOT is_test_scored THEN CASE level
            WHEN 2 THEN row % 7 WHEN 3 THEN 15 + row % 3 WHEN 4 THEN 18 + row % 3
            ELSE 21 + row % 4 END END AS primary_score,
        CASE WHEN is_test_scored THEN CASE level
            WHEN 2 THEN row % 24 ELSE 27 + (level - 3) * 24 + row % 24 END END AS test_score,
        CASE WHEN NOT is_test_scored THEN level END AS mark,
        CASE WHEN kind = 'vpr' THEN least(5, level + (row % 5 = 0)::INTEGER) END AS journal_mark,
        CASE WHEN has_geometry THEN CASE level WHEN 2 THEN 0 ELSE 2 + row % 4 END END
            AS geometry_score
    FROM marked
    JOIN procedures USING (number)
    """  # noqa: S608
