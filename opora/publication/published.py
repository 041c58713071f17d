"""What readers have: whether it is what was built, and a copy of it to start the next release from.

Belongs here: comparing, and whether a copy spares anything. Not here: what is written to it
(`write`).
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from opora.home import Home
from opora.publication import dictionary
from opora.publication.built import SCHEMAS, Built, own_tables, schemas
from opora.publication.fitted import agree, fitted_columns
from opora.publication.prints import Print, Prints, of_parts
from opora.publication.write import TARGET, is_worth_keeping, name_of, write_changed
from opora.sql import literal, quoted

_IS_HALF_EMPTY = """
select free_blocks * 2 > total_blocks from pragma_database_size() where database_name = ?
"""


def readers_have(
    connection: duckdb.DuckDBPyConnection, home: Home, built: Built, before: Prints | None
) -> bool:
    """Whether readers have this content already, fitted columns within their tolerance.

    Words of the dictionary are no content: mending one changes no hash, and nothing that was
    signed. But readers should see it mended, in comments as well: it alone makes a new release.

    `before`: what the published file holds; None: not known.
    """
    # under its own name: this process may have the published name open with an older release
    path = home.published_file.resolve()
    if not path.exists():
        return False
    try:
        connection.execute(f"attach {literal(path)} as published (read_only)")
        found = connection.execute(
            f"select content_hash from published.{quoted(SCHEMAS[0])}.release"  # noqa: S608
        ).fetchall()
        is_same = found == [(built.content_hash,)] and all(
            _agree(connection, table, built.prints[table], (before or {}).get(table), columns)
            for table, columns in fitted_columns(built.manifest, SCHEMAS).items()
        )
        told = connection.execute(
            f"from {name_of((SCHEMAS[0], dictionary.NAME), 'published')} order by all"
        ).fetchall()
        is_same = is_same and told == built.entries
        connection.execute("detach published")
    except duckdb.Error:
        return False
    return is_same


def start_from_published(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    path: Path,
    built: Built,
    before: Prints | None,
) -> bool:
    """Attach a copy of the published file in which what changed was written; whether it was.

    It is not where that would spare little, or where half of the file is room that is free: then
    the file is written anew, which makes it small again. Nor where the file is damaged.
    """
    if (
        before is None
        or schemas(before) != schemas(built.prints)
        or not is_worth_keeping(built.prints, before)
    ):
        return False
    shutil.copyfile(home.published_file.resolve(), path)
    try:
        connection.execute(f"attach {literal(path)} as {TARGET}")
        if connection.execute(_IS_HALF_EMPTY, [TARGET]).fetchall() == [(False,)]:
            write_changed(connection, built.prints, before, own_tables(before), built.manifest)
            return True
    except duckdb.Error:
        # what a full disk stops is stopped again, and told, where all of it is written
        pass
    with suppress(duckdb.Error):
        connection.execute(f"detach {TARGET}")
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    return False


def _agree(
    connection: duckdb.DuckDBPyConnection,
    table: tuple[str, str],
    now: Print,
    before: Print | None,
    fitted: frozenset[str],
) -> bool:
    """Whether the estimates of a table are those that readers have; only what differs is read."""
    parts = now.changed(before)
    one, other = (
        f"(from {name_of(table, name)} where {of_parts(now.key, parts)})"
        for name in ("build", "published")
    )
    return not parts or agree(connection, one, other, now.columns, fitted)
