# ruff: noqa: S608 - SQL is the trade of this module: paths are literals
"""The explanation of a value: of one school behind it, or of a territory and all its schools.

Belongs here: what an explanation consists of, put together from `question`, `rows` and `results`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from opora.lake.unlocked import asked_again
from opora.provenance.question import Question
from opora.provenance.results import Result, results_behind
from opora.provenance.rows import (
    FileCount,
    FileRows,
    LeftOut,
    count_files,
    files_behind,
    find_read_rows,
    left_out,
)
from opora.snapshot.content import SCHOOLS, TERRITORIES, VALUES
from opora.snapshot.revisions import SnapshotError
from opora.sql import literal

_RESULTS = {"assessment_results", "assessment_marks"}


@dataclass(frozen=True)
class Value:
    """The indicator's value in a territory, as the revision has it; shares in per cent."""

    territory: str
    name_ru: str
    numerator: int
    denominator: int
    value: float | None
    plan: float | None
    state: str
    is_met: str | None
    flags: str


@dataclass(frozen=True)
class School:
    """A school behind the value; numerator and denominator are schools (1 or 0), for 2.2 people."""

    login: str
    name_ru: str
    territory: str
    in_denominator: bool
    in_numerator: bool
    numerator: int
    denominator: int
    reason: str


@dataclass(frozen=True)
class SchoolExplanation:
    """What stands behind one school.

    `logins`: under which its rows were found, its own first. `results` is None where the indicator
    is not made of results.
    """

    value: Value
    school: School
    logins: tuple[str, ...]
    results: Sequence[Result] | None
    files: Sequence[FileRows]
    left_out: LeftOut


@dataclass(frozen=True)
class TerritoryExplanation:
    """What stands behind a territory's value.

    `missing`: schools of the denominator only; `counted`: of the numerator too. `left_out`: reason
    -> how many schools that are in neither. `files`: behind the schools of the denominator.
    """

    value: Value
    missing: Sequence[School]
    counted: Sequence[School]
    left_out: Sequence[tuple[str, int]]
    files: Sequence[FileCount]


@asked_again
def explain_school(
    question: Question, login: str, territory: str | None = None
) -> SchoolExplanation:
    """Explain one school; the value is that of its own territory unless another is named.

    SnapshotError where the revision knows no such school or territory.
    """
    with question.connect() as connection:
        _read_revision(question, connection)
        found = _schools(connection, "schools.school_login = ?", login)
        if not found:
            raise SnapshotError(f"{question.revision.name} knows no school {login}")
        (school,) = found
        find_read_rows(
            question.home, connection, question.datasets, question.matter, [school.login]
        )
        logins = connection.execute(
            "select distinct login from wanted_schools order by login <> school_login, login"
        ).fetchall()
        return SchoolExplanation(
            _value(question, connection, territory or school.territory),
            school,
            tuple(each for (each,) in logins),
            results_behind(question, connection) if question.datasets & _RESULTS else None,
            files_behind(connection),
            left_out(connection),
        )


@asked_again
def explain_territory(question: Question, territory: str | None = None) -> TerritoryExplanation:
    """Explain the value of a territory; by default the one with most schools of its own.

    SnapshotError where the revision knows no such territory.
    """
    with question.connect() as connection:
        _read_revision(question, connection)
        value = _value(question, connection, territory or _largest(question, connection))
        schools = _schools(connection, f"territory in ({_BELOW})", value.territory)
        counted = [each for each in schools if each.in_denominator]
        find_read_rows(
            question.home,
            connection,
            question.datasets,
            question.matter,
            [each.login for each in counted],
        )
        reasons: dict[str, int] = {}
        for school in schools:
            if not school.in_denominator:
                reasons[school.reason] = reasons.get(school.reason, 0) + 1
        return TerritoryExplanation(
            value,
            [each for each in counted if not each.in_numerator],
            [each for each in counted if each.in_numerator],
            sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
            count_files(connection),
        )


_BELOW = """
    with recursive below as (
        select cast(? as varchar) as territory
        union
        select territories.territory
        from below join territories on territories.parent = below.territory
    )
    select territory from below"""


def _read_revision(question: Question, connection: duckdb.DuckDBPyConnection) -> None:
    indicator = literal(question.indicator["indicator"])
    for table, condition in (
        (VALUES, f"indicator = {indicator}"),
        (SCHOOLS, f"indicator = {indicator}"),
        (TERRITORIES, "true"),
    ):
        path = literal(question.revision.table(table.name))
        connection.execute(
            f"create temp table {'asked_' if table is VALUES else ''}{table.name} as "
            f"select * from read_parquet({path}) where {condition}"
        )


def _largest(question: Question, connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute(
        "select territory from schools where territory is not null "
        "group by territory order by count(*) desc, territory limit 1"
    ).fetchone()
    if row is None:
        raise SnapshotError(f"{question.revision.name} has no schools with a territory")
    return str(row[0])


def _value(question: Question, connection: duckdb.DuckDBPyConnection, territory: str) -> Value:
    row = connection.execute(
        "select territory, coalesce(name_ru, territory), numerator, denominator, value, plan, "
        "state, is_met, flags "
        "from asked_values left join release.marts.dim_territory using (territory) "
        "where territory = ?",
        [territory],
    ).fetchone()
    if row is None:
        known = connection.execute("select territory from asked_values order by all").fetchall()
        raise SnapshotError(
            f"{question.revision.name} has values of {', '.join(each for (each,) in known)}, "
            f"not of {territory}"
        )
    return Value(*row)


def _schools(connection: duckdb.DuckDBPyConnection, condition: str, value: str) -> list[School]:
    rows = connection.execute(
        "select schools.school_login, coalesce(names.name_ru, schools.school_login), "
        "coalesce(schools.territory, ''), in_denominator, in_numerator, numerator, denominator, "
        "reason from schools "
        "left join (select school_login, name_ru from release.marts.dim_school) as names "
        f"using (school_login) where {condition} order by schools.school_login",
        [value],
    ).fetchall()
    return [School(*row) for row in rows]
