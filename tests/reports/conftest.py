"""The release that tests of reports fill by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from made_home import MadeHome
from made_release import NOW, MadeRelease, fill_tree

from opora.home import Home
from opora.publication import release_table
from opora.reports import write
from opora.reports.blocks import Section, Text
from opora.reports.report import Report
from opora.reports.source import Source

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"


@pytest.fixture(scope="session")
def tables() -> tuple[str, ...]:
    """The statements that make the marts, from their contracts."""
    statements = []
    for path in sorted(MARTS.glob("*.yml")):
        # written in C, where there is one: the contracts are long
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        models = yaml.load(path.read_text(encoding="utf-8"), loader)["models"]  # noqa: S506 - safe
        for model in models:
            columns = ", ".join(f"{each['name']} {each['data_type']}" for each in model["columns"])
            statements.append(f"CREATE TABLE newest.marts.{model['name']} ({columns})")
    columns = ", ".join(f"{name} {kind}" for name, kind in release_table.TABLE.types)
    statements.append(f"CREATE TABLE newest.marts.{release_table.NAME} ({columns})")
    return tuple(statements)


@pytest.fixture
def release(tables: tuple[str, ...]) -> Iterator[MadeRelease]:
    """A release with territories and half-years, and nothing else."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS newest")
        connection.execute("CREATE SCHEMA newest.marts")
        for statement in tables:
            connection.execute(statement)
        connection.execute("USE newest")
        made = MadeRelease(Source(connection, "made", "made"))
        fill_tree(made)
        made.add(
            "snapshot_manifest",
            {
                "half_year": NOW,
                "revision": 1,
                "revision_state": "proposed",
                "is_in_force": False,
                "content_hash": "0" * 64,
                "made_at": "2024-07-10 09:00:00+00",
            },
        )
        yield made


@pytest.fixture(scope="session")
def empty_release(tables: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with all marts and no rows."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS newest")
        connection.execute("CREATE SCHEMA newest.marts")
        for statement in tables:
            connection.execute(statement)
    return path


@pytest.fixture
def made_home(empty_release: Path, tmp_path: Path) -> MadeHome:
    """An installation in which a test publishes releases."""
    return MadeHome(Home(tmp_path / "home"), empty_release)


@pytest.fixture
def short_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is one section that says what officers remarked: files are what is asked about."""

    def sections(report: Report) -> list[Section]:
        texts = tuple(Text(row["text_ru"]) for row in report.rows("remarks"))
        return [Section("short", "Кратко", texts)]

    monkeypatch.setattr(write, "sections_of", sections)
    monkeypatch.setattr(write, "annex", lambda *_: b"sheets")
