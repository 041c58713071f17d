"""Station 10: the published warehouse, which analysts and BI tools open.

Belongs here: what its page shows. Making a release is `opora.publication`.
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg
import duckdb

from opora.home import Home
from opora.publication import publish
from orchestration.markdown import table
from orchestration.resources import Installation
from orchestration.stations import PUBLISHED, WRITER_POOL

KEY = dg.AssetKey(["published", "warehouse"])

_TABLES = """
SELECT schema_name || '.' || table_name, estimated_size, column_count, coalesce(comment, '')
FROM duckdb_tables() WHERE schema_name IN ('marts', 'open_marts') ORDER BY schema_name, table_name
"""


def published_asset(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The file that readers open, made from the marts."""

    @dg.asset(
        key=KEY,
        deps=marts,
        group_name=PUBLISHED,
        kinds={"duckdb"},
        pool=WRITER_POOL,
        description="The warehouse as readers see it: warehouse/opora.duckdb, a link to the newest "
        "release. A release is a whole file, swapped in at once, and made only if a mart changed "
        "or the words about one; the last five and those that an approval names are kept.",
    )
    def publish_release(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> dg.MaterializeResult[Any]:
        with installation.writing(context.log) as home:
            release = publish(home)
            return dg.MaterializeResult(metadata=_metadata(home, is_new=release is not None))

    return publish_release


def _metadata(home: Home, *, is_new: bool) -> dict[str, Any]:
    # under its own name: this process may have the published name open with an older release
    path = home.published_file.resolve()
    with duckdb.connect(path, read_only=True) as connection:
        (name, released_at, content) = connection.execute(
            "SELECT release, released_at, content_hash FROM marts.release"
        ).fetchall()[0]
        tables = connection.execute(_TABLES).fetchall()
    return {
        "release": name,
        "is_new": is_new,
        "released_at": f"{released_at:%Y-%m-%d %H:%M} UTC",
        "content_hash": content,
        "tables": table(("table", "rows", "columns", "what it is"), tables),
        "published_file": dg.MetadataValue.path(str(home.published_file)),
        "release_file": dg.MetadataValue.path(str(path)),
        "file_bytes": path.stat().st_size,
    }
