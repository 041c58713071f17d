"""A release: all marts in a DuckDB file of its own, if they or the words about them changed.

Belongs here: when there is one, and its name. What it is made of is read in `built`, what goes into
the file is written in `write`; how it gets its place on the disk is in `swap`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from opora.errors import OporaError
from opora.home import Home
from opora.publication import dictionary, release_table
from opora.publication.built import SCHEMAS, Built, read_built, schemas
from opora.publication.described import write_table
from opora.publication.dictionary import Entry
from opora.publication.noted import is_published, note_published, published_prints
from opora.publication.prints import Prints
from opora.publication.published import readers_have, start_from_published
from opora.publication.swap import (
    forget_old_releases,
    put_in_place,
    remove_leftovers,
    swap,
    unfinished,
)
from opora.publication.write import TARGET, name_of, write_whole
from opora.snapshot.standing import approved_releases
from opora.sql import literal
from opora.warehouse import is_half_built

#: The format of the oldest client that is promised; BI drivers lag behind.
STORAGE_VERSION = "v1.5.0"

#: Beyond it DuckDB goes to the disk; nine half-years of a country are written within it.
MEMORY = "2GB"


class PublicationError(OporaError):
    """There is nothing to publish, or the place to publish to can't be written."""


@dataclass(frozen=True)
class Release:
    """A release that was published."""

    path: Path
    content_hash: str
    released_at: datetime
    tables: int
    rows: int

    @property
    def name(self) -> str:
        """Its name, as `marts.release` has it."""
        return self.path.stem


def publish(home: Home, *, keep: int = 5) -> Release | None:
    """Publish the marts of the build file; None where readers have just that already.

    The caller holds the writers' lock.
    """
    if not home.build_file.exists():
        raise PublicationError(f"{home.build_file} is not there; build the warehouse first")
    if is_half_built(home):
        raise PublicationError(
            f"the last build of {home.build_file} stopped half-way; build the warehouse to its end"
        )
    if is_published(home):
        return None
    home.releases.mkdir(parents=True, exist_ok=True)
    remove_leftovers(home)
    spill = home.private / "publication"
    connection = duckdb.connect(config={"temp_directory": str(spill), "memory_limit": MEMORY})
    try:
        before = published_prints(home)
        built = read_built(home, connection, before)
        if built is None:
            raise PublicationError(f"{home.build_file} has no table in the schema {SCHEMAS[0]}")
        if readers_have(connection, home, built, before):
            note_published(home, before, is_build=built.prints == before)
            return None
        release = _make(connection, home, built, before)
    except BaseException:
        connection.close()
        # on a full disk the half of a release would keep the room that others need
        remove_leftovers(home)
        raise
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    put_in_place(unfinished(release.path), release.path)
    try:
        swap(home, release.path)
    except PermissionError as error:
        raise PublicationError(
            f"{home.published_file} can't be replaced; close the programs that have it open"
        ) from error
    forget_old_releases(home, keep=keep, current=release.path, named=approved_releases(home))
    note_published(home, built.prints, is_build=True)
    return release


def _make(
    connection: duckdb.DuckDBPyConnection, home: Home, built: Built, before: Prints | None
) -> Release:
    """Write the release under its unfinished name; closing the connection completes the file."""
    now = datetime.now(UTC).replace(microsecond=0)
    path = _free_path(home, f"opora-{now:%Y%m%dT%H%M%SZ}-{built.content_hash[:8]}")
    if not start_from_published(connection, home, unfinished(path), built, before):
        connection.execute(
            f"attach {literal(unfinished(path))} as {TARGET} (storage_version '{STORAGE_VERSION}')"
        )
        write_whole(connection, built.prints, built.manifest)
    rows = sum(each.rows for each in built.prints.values())
    for schema in schemas(built.prints):
        visible = _visible(built.entries, schema)
        name = name_of((schema, dictionary.NAME), TARGET)
        write_table(connection, name, dictionary.TABLE, visible)
        rows += len(visible)
    tables = len(built.prints) + len(schemas(built.prints))
    release = Release(path, built.content_hash, now, tables, rows)
    write_table(
        connection,
        name_of((SCHEMAS[0], release_table.NAME), TARGET),
        release_table.TABLE,
        [_release_row(release, built.half_years)],
    )
    connection.execute(f"detach {TARGET}")
    return release


def _visible(entries: list[Entry], schema: str) -> list[Entry]:
    """The dictionary that lies in a schema: the complete one describes what everybody sees, too."""
    return [each for each in entries if schema in (SCHEMAS[0], each.schema_name)]


def _free_path(home: Home, name: str) -> Path:
    """A file of that name; numbered where two releases of a second have one content hash."""
    numbers = (f"-{number}" if number else "" for number in count())
    paths = (home.releases / f"{name}{number}.duckdb" for number in numbers)
    return next(path for path in paths if not path.exists())


def _release_row(release: Release, half_years: str | None) -> tuple[Any, ...]:
    return (
        release.name,
        release.released_at.replace(tzinfo=None),
        release.content_hash,
        version("opora"),
        half_years,
        release.tables,
        release.rows,
    )
