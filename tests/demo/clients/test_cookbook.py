"""What docs/cookbook.md asks is answered, and alike by the file and by the server."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pytest
from department_server import DepartmentServer
from documented import Snippet, headings, snippets

PAGE = "cookbook.md"
QUESTIONS = [snippet for snippet in snippets(PAGE) if snippet.language == "sql"]
ASKED = pytest.mark.parametrize(
    "question", QUESTIONS, ids=lambda question: question.heading.partition(".")[0]
)

Rows = list[tuple[Any, ...]]


def rows_of(connection: duckdb.DuckDBPyConnection | psycopg.Connection, sql: str) -> Rows:
    return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def analyst(server: DepartmentServer) -> Any:
    with server.connect("analyst") as connection:
        yield connection


def same(one: Any, other: Any) -> bool:
    numbers = (int, float, Decimal)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def shown(value: Any) -> str:
    """A value as the page shows it."""
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def test_each_question_has_one_query() -> None:
    titles = headings(PAGE, 3)
    assert len(titles) >= 20
    assert [snippet.heading for snippet in QUESTIONS] == titles
    assert [int(title.partition(".")[0]) for title in titles] == list(range(1, len(titles) + 1))
    questions = [title.partition(". ")[2] for title in titles]
    assert len(set(questions)) == len(questions)
    assert all(re.fullmatch(r"[А-Я][^A-Za-z]+\?", question) for question in questions)


@ASKED
def test_the_file_answers(release: duckdb.DuckDBPyConnection, question: Snippet) -> None:
    answer = release.execute(question.code)
    names = [column[0] for column in answer.description]
    assert len(set(names)) == len(names)
    rows = answer.fetchall()
    assert rows
    # what the page shows are the first rows of the answer
    first = [[shown(value) for value in row] for row in rows]
    for line, expected in zip([names, *first], question.table, strict=False):
        assert line == expected


@ASKED
def test_the_server_answers_the_same(
    release: duckdb.DuckDBPyConnection, analyst: psycopg.Connection, question: Snippet
) -> None:
    by_file, by_server = rows_of(release, question.code), rows_of(analyst, question.code)
    assert len(by_file) == len(by_server)
    for one, other in zip(by_file, by_server, strict=True):
        differing = [pair for pair in zip(one, other, strict=True) if not same(*pair)]
        assert differing == []


def test_everybody_may_ask_what_is_open(server: DepartmentServer) -> None:
    with server.connect("portal") as portal:
        for question in QUESTIONS:
            if "open_marts." in question.code:
                assert rows_of(portal, question.code)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    rows_of(portal, question.code)


def test_the_schools_of_an_indicator_add_up(release: duckdb.DuckDBPyConnection) -> None:
    (question,) = (one for one in QUESTIONS if one.heading.startswith("2. "))
    members = rows_of(release, question.code)
    value = (
        "SELECT numerator, denominator FROM marts.indicator_values "
        "WHERE half_year = '2024-H2' AND territory = '00701000' AND indicator = '2.3.2'"
    )
    added = tuple(sum(member[column] for member in members) for column in (3, 4))
    assert rows_of(release, value) == [added]


def test_a_region_is_what_its_municipalities_add_up_to(release: duckdb.DuckDBPyConnection) -> None:
    (question,) = (one for one in QUESTIONS if one.heading.startswith("5. "))
    together = {row[0]: row[-1] for row in rows_of(release, question.code) if row[1] is None}
    region = (
        "SELECT indicator, value FROM marts.indicator_values "
        "WHERE half_year = '2024-H2' AND territory = '00700000' AND indicator <> '2.2'"
    )
    assert together == pytest.approx(dict(rows_of(release, region)))
