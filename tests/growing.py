"""Builds of a home that grows, by dbt alone: without its tests, and without what Python adds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import duckdb

from opora.home import Home
from opora.warehouse.dbt_phase import Parsed
from opora.warehouse.growth import NOTHING, environment, note_result, open_notes
from opora.warehouse.invocation import invoke_dbt
from opora.warehouse.state import PROJECT

__all__ = ["NOTHING", "RESULTS", "build_models", "built_at_once"]

#: What models by half-years read that Python makes: empty here, and never changed.
RESULTS = (
    ("analysis", "context_models"),
    ("analysis", "context_estimates"),
    ("cycle", "hub_matches"),
    ("cycle", "effects"),
    ("cycle", "school_effects"),
)


def build_models(home: Home, parsed: Parsed, *, is_as_noted: bool) -> Mapping[str, str]:
    """Build the models by half-years; returns the first half-year in which each table changed."""
    open_notes(home, is_as_noted=is_as_noted)
    with duckdb.connect(home.build_file) as connection:
        for schema, table in RESULTS:
            note_result(connection, schema, table, ())
    result = invoke_dbt(
        home,
        PROJECT,
        [
            *("build", "--resource-types", "model", "seed", "--threads", "2"),
            *("--select", "+config.meta.by_half_year:true"),
        ],
        manifest=parsed.manifest,
        environment=environment(home),
    )
    assert result.success, result.exception
    with duckdb.connect(home.build_file, read_only=True) as connection:
        return dict(
            connection.execute(
                "SELECT split_part(table_id, '.', 3), half_year FROM growth.changed "
                "WHERE table_id NOT LIKE 'source.%'"
            ).fetchall()
        )


def built_at_once(home: Home, parsed: Parsed) -> Home:
    """Another home with the same lake, whose models are made in one build."""
    whole = Home(home.root.with_name(f"{home.root.name}-at-once"))
    shutil.copytree(home.root / "lake", whole.root / "lake")
    if home.rules.is_dir():
        shutil.copytree(home.rules, whole.rules)
    build_models(whole, parsed, is_as_noted=False)
    return whole
