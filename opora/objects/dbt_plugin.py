"""dbt's connection reads the lake like all others: named in `dbt_project/profiles.yml`.

Belongs here: what dbt-duckdb calls a plugin, and nothing besides.
"""

from __future__ import annotations

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from opora.home import Home
from opora.objects.readers import let_read


class Plugin(BasePlugin):  # type: ignore[misc]
    """Configures the one connection of a dbt process."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Called when dbt has opened the build file."""
        let_read(Home.from_environment(), conn)
