"""DuckDB connections that can read the lake, wherever it lies.

DuckDB's own reader of object storage is an extension that is downloaded at run time; here it reads
through `ObjectStore`. On a disk a connection is what it always is. Belongs here: that. Not here:
which files are read (`opora.lake.files`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from opora.home import Home


def connect(
    home: Home, database: str | Path = ":memory:", **options: Any
) -> duckdb.DuckDBPyConnection:
    """Open a database that can read the lake."""
    connection = duckdb.connect(str(database), **options)
    let_read(home, connection)
    return connection


def let_read(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Let an open connection (and all others to its database) read the lake."""
    lake = home.lake
    if not isinstance(lake, Path) and not connection.filesystem_is_registered("s3"):
        connection.register_filesystem(lake.fs)
