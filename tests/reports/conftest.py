"""The release that tests of reports fill by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from made_release import BEFORE, DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease

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
        made.add(
            "dim_territory",
            {"territory": REGION, "level": "region", "name_ru": "Область"},
            {"territory": DISTRICT, "parent": REGION, "level": "municipality", "name_ru": "Округ"},
            {
                "territory": OTHER_DISTRICT,
                "parent": REGION,
                "level": "municipality",
                "name_ru": "Район",
            },
        )
        made.add(
            "dim_half_year",
            {
                "half_year": BEFORE,
                "name_ru": "2-е полугодие 2023 года",
                "starts_on": "2023-07-01",
                "ends_on": "2023-12-31",
                "calendar_year": 2023,
                "is_year_end": True,
            },
            {
                "half_year": NOW,
                "name_ru": "1-е полугодие 2024 года",
                "starts_on": "2024-01-01",
                "ends_on": "2024-06-30",
                "calendar_year": 2024,
                "is_year_end": False,
            },
        )
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
