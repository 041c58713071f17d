"""What a build has left as it was since the last publication: its fingerprints are known.

A model by half-years notes from which half-year on it was made anew
(`dbt_project/macros/by_half_year.sql`). That speaks of one build; it is taken for true only where
the build began with just that file of which a release was made. Belongs here: that condition. Not
here: the notes themselves (`opora.warehouse.growth`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from opora.home import Home
from opora.publication.noted import is_of_build

_CHANGED = """
select table_id, min(half_year) from build.growth.changed group by table_id
"""
#: What file the build began with, and whether its notes go on from those of the build before.
_BEGAN = """
select began.size, began.changed_at from build.growth.began as began, build.growth.build as build
where build.is_as_noted
"""


def untouched_before(
    home: Home, connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """Table -> the half-year before which its rows are those that were published last.

    `connection` has the build file attached as `build`.
    """
    try:
        began = connection.execute(_BEGAN).fetchall()
        changed = dict(connection.execute(_CHANGED).fetchall())
    except duckdb.CatalogException:
        # no build that keeps notes
        return {}
    if len(began) != 1 or not is_of_build(home, list(began[0])):
        return {}
    nodes = manifest.get("nodes", {})
    return {
        (nodes[table_id]["schema"], nodes[table_id]["alias"]): half_year
        for table_id, half_year in changed.items()
        if table_id in nodes and nodes[table_id]["config"]["meta"].get("by_half_year")
    }
