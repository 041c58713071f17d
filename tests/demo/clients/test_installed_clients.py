"""The snippets of docs/clients.md that need programs a fresh machine lacks, on demand.

What is missing is skipped with its reason; only Python packages are installed, each into an
environment that is thrown away.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import venv
from pathlib import Path

import duckdb
import pytest
from department_server import DepartmentServer
from documented import Snippet, output_of, snippets

pytestmark = pytest.mark.slow

PAGE = snippets("clients.md")
PORT = "5432"
#: Where Debian puts the driver, as the page says.
JDBC_DRIVER = Path("/usr/share/java/postgresql.jar")
ODBC_DRIVER = "[PostgreSQL Unicode]"
MANY_ROWS = (
    "SELECT scores.*, indicators.name_ru FROM marts.fct_score_distribution AS scores "
    "CROSS JOIN marts.dim_indicator AS indicators"
)
TABLES = ["indicator_schools", "indicator_values"]
KEY = {"half_year", "territory", "indicator"}


@pytest.fixture
def how_many(release: duckdb.DuckDBPyConnection) -> int:
    """Rows of the query that reads many."""
    ((rows,),) = release.execute(f"SELECT count(*) FROM ({MANY_ROWS})").fetchall()
    assert rows > 200_000
    return int(rows)


def shown_under(chapter: str, heading: str) -> list[Snippet]:
    return [snippet for snippet in PAGE if snippet.above[1:] == (chapter, heading)]


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: {package})")
    return found


def environment_with(folder: Path, package: str) -> Path:
    """The folder of programs of a new environment that holds a package."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    install = [programs / "python", "-m", "pip", "install", "--quiet", package]
    run = subprocess.run(install, capture_output=True, text=True)  # noqa: S603
    if run.returncode != 0:
        pytest.skip(f"{package} could not be installed: {run.stderr.strip().splitlines()[-1]}")
    return programs


def test_the_command_line_of_duckdb_reads_the_file(desk: Path, tmp_path: Path) -> None:
    programs = environment_with(tmp_path / "cli", "duckdb-cli>=1.5")
    shown = shown_under("DuckDB", "Command line")
    assert len(shown) == 2
    for snippet in shown:
        name, *arguments = shlex.split(snippet.code)
        assert output_of([str(programs / name), *arguments], desk) == snippet.prints


def test_psql_of_this_machine_reads_the_server(desk: Path, server: DepartmentServer) -> None:
    psql = program("psql", "postgresql-client")
    (snippet,) = shown_under("PostgreSQL", "psql")
    arguments = shlex.split(snippet.code.replace(PORT, str(server.port)))[1:]
    assert output_of([psql, *arguments], desk, server.environment) == snippet.prints
    described = [*arguments[:-1], r"\d+ marts.indicator_values"]
    table = output_of([psql, *described], desk, server.environment)
    assert any(line.startswith("value,double precision") for line in table)


def test_odbc_reads_the_server(
    desk: Path, server: DepartmentServer, how_many: int, tmp_path: Path
) -> None:
    drivers = output_of([program("odbcinst", "unixodbc"), "-q", "-d"], desk)
    if ODBC_DRIVER not in drivers:
        pytest.skip(f"the driver {ODBC_DRIVER} is not installed (Debian: odbc-postgresql)")
    python = environment_with(tmp_path / "odbc", "pyodbc") / "python"
    (snippet,) = shown_under("PostgreSQL", "ODBC")
    code = snippet.code.replace(PORT, str(server.port))
    tables, key, rows = output_of([str(python), "-c", code, MANY_ROWS], desk, server.environment)
    assert tables.split() == TABLES
    assert set(key.split()) == KEY
    assert rows.startswith(f"{how_many} rows, the first: 20")
    cyrillic = "SELECT name_ru, is_latest FROM marts.dim_half_year WHERE half_year = '2024-H2'"
    *_, row = output_of([str(python), "-c", code, cyrillic], desk, server.environment)
    assert row == "1 rows, the first: 2 полугодие 2024 года True"


def test_jdbc_reads_the_server(
    desk: Path, server: DepartmentServer, how_many: int, tmp_path: Path
) -> None:
    java = program("java", "default-jdk-headless")
    if not JDBC_DRIVER.exists():
        pytest.skip(f"{JDBC_DRIVER} is not there (Debian: libpostgresql-jdbc-java)")
    (snippet,) = shown_under("PostgreSQL", "JDBC")
    source = tmp_path / "Opora.java"
    source.write_text(snippet.code.replace(PORT, str(server.port)), encoding="utf-8")
    command = [java, "-cp", str(JDBC_DRIVER), str(source), MANY_ROWS]
    printed = output_of(command, desk, server.environment)
    tables = dict(line.split(": ", 1) for line in printed if line.startswith("indicator_"))
    assert list(tables) == TABLES
    assert tables["indicator_values"] == "Значения показателей: факт, план, выполнение."
    assert {line for line in printed if line.startswith("key: ")} == {f"key: {c}" for c in KEY}
    assert printed[-1] == f"{how_many} rows"
