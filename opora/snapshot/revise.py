"""New revisions: where today's content of a half-year differs from its newest revision.

Belongs here: the decision and the folder's content. The same content makes no revision, whatever
its inputs are called.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from opora.home import Home
from opora.snapshot.attribute import ATTRIBUTED_COLUMNS, attribute
from opora.snapshot.content import (
    TABLES,
    combined,
    content_print,
    half_years,
    read_content,
)
from opora.snapshot.inputs import Cause, Inputs, causes, read_inputs
from opora.snapshot.restate import find_differences
from opora.snapshot.revisions import (
    DELIVERIES,
    MANIFEST,
    RESTATEMENTS,
    SOURCES,
    Revision,
    file_hashes,
    next_folder,
    placing,
    read_revisions,
    remove_unfinished,
    write_json,
)
from opora.snapshot.standing import base_of
from opora.snapshot.traces import SOURCE_COLUMNS, trace_differences
from opora.sql import literal


def revise(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    code: Mapping[str, str],
) -> list[Revision]:
    """Write a revision for every half-year whose content changed; returns those.

    `connection`: the build file; `manifest`: dbt's; `code`: version and fingerprint of what
    computes. The caller holds the writers' lock.
    """
    remove_unfinished(home)
    inputs = read_inputs(home, connection, code)
    made = []
    known = _known_content(connection)
    for half_year in half_years(connection):
        revisions = read_revisions(home, half_year)
        found_print = f"{code['sha256']} {content_print(connection, half_year)}"
        if revisions and known.get(half_year) == (found_print, revisions[-1].content_hash):
            continue
        hashes = read_content(connection, half_year)
        _note_content(connection, half_year, found_print, combined(hashes))
        if revisions and revisions[-1].content_hash == combined(hashes):
            continue
        number, folder = next_folder(home, half_year)
        with placing(folder) as temporary:
            base = base_of(revisions)
            found = _compare(home, connection, manifest, half_year, base, inputs)
            _write_tables(connection, temporary)
            write_json(
                temporary / MANIFEST,
                {
                    "half_year": half_year,
                    "revision": number,
                    "content_hash": combined(hashes),
                    "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                    "made_by": getpass.getuser(),
                    "base_revision": base.number if base else None,
                    "causes": [each.as_json() for each in found],
                    "tables": {
                        name: {"content_hash": hashes[name], "rows": _rows(connection, name)}
                        for name in hashes
                    },
                    "files": file_hashes(temporary),
                    "inputs": inputs.as_json(),
                },
            )
        made.append(read_revisions(home, half_year)[-1])
    return made


def _known_content(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Half-year -> the print of its content when it was hashed last, and the hash."""
    connection.execute("create schema if not exists snapshot")
    connection.execute(
        "create table if not exists snapshot.hashed "
        "(half_year varchar, content_print varchar, content_hash varchar)"
    )
    found = connection.execute("from snapshot.hashed").fetchall()
    return {
        half_year: (content_print, content_hash) for half_year, content_print, content_hash in found
    }


def _note_content(
    connection: duckdb.DuckDBPyConnection, half_year: str, found_print: str, content_hash: str
) -> None:
    connection.execute("delete from snapshot.hashed where half_year = ?", [half_year])
    connection.execute(
        "insert into snapshot.hashed values (?, ?, ?)", [half_year, found_print, content_hash]
    )


def _compare(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    half_year: str,
    base: Revision | None,
    inputs: Inputs,
) -> Sequence[Cause]:
    """Fill the temporary tables `attributed` and `traced`; returns the causes.

    Of many new deliveries only those are a cause in which a row behind a difference was found,
    unless nothing else can be one. Rules, contracts and code that have changed are always named.
    """
    if base is None:
        for name, columns in (("attributed", ATTRIBUTED_COLUMNS), ("traced", SOURCE_COLUMNS)):
            empty = ", ".join(f'null::{kind} as "{column}"' for column, kind in columns.items())
            connection.execute(f"create or replace temp table {name} as select {empty} where false")
        return ()
    differences = find_differences(connection, base.folder)
    connection.execute(
        "create or replace temp table wanted_deliveries as "
        "select delivery_id, dataset, path, sha256 from now_deliveries "
        f"anti join read_parquet({literal(base.table(DELIVERIES))}) as known "
        "using (delivery_id, dataset)"
    )
    trace_differences(home, connection, manifest, half_year)
    all_causes = causes(
        connection, half_year, base.manifest["inputs"], base.table(DELIVERIES), inputs
    )
    other = [each for each in all_causes if not each.is_delivery]
    attribute(connection, half_year, base.folder, other)
    traced = connection.execute("select distinct delivery_id from traced").fetchall()
    behind = {str(delivery) for (delivery,) in traced}
    found = [*(each for each in all_causes if each.is_delivery and each.subject in behind), *other]
    return found or (all_causes if differences else ())


def _write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    tables = {f"now_{table.name}": table.name for table in TABLES}
    tables |= {"now_deliveries": DELIVERIES, "attributed": RESTATEMENTS, "traced": SOURCES}
    for table, name in tables.items():
        target = literal(folder / f"{name}.parquet")
        connection.execute(f"copy {table} to {target} (format parquet, compression zstd)")


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from now_{name}").fetchone()
    return int(row[0]) if row else 0
