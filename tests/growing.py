"""Builds of a home that grows, by dbt alone: without its tests, and without what Python adds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import duckdb

from opora.home import Home
from opora.warehouse.dbt_phase import Parsed
from opora.warehouse.growth import environment, open_notes
from opora.warehouse.invocation import invoke_dbt
from opora.warehouse.state import PROJECT

#: What a table notes in which nothing has changed.
NOTHING = "~"


def build_models(home: Home, parsed: Parsed, *, is_as_noted: bool) -> Mapping[str, str]:
    """Build the models by half-years; returns the first half-year in which each table changed."""
    open_notes(home, is_as_noted=is_as_noted)
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
                "SELECT split_part(table_id, '.', 3), half_year FROM growth.changed"
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
