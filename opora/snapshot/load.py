"""From the folders of snapshots into the warehouse: the tables of dbt's source `snapshot`.

Belongs here: reading revisions and approvals back, as they stand to each other. The columns stand
with the source; the marts that show them are dbt's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import duckdb
import pandas as pd

from opora.analysis.tables import write_table
from opora.home import Home
from opora.snapshot.content import CELLS, SCHOOLS, VALUES
from opora.snapshot.loaded import note_loaded, remove_others, signatures
from opora.snapshot.open_tables import OPEN_RESULTS, OPEN_VALUES
from opora.snapshot.revisions import (
    DELIVERIES,
    MANIFEST,
    RESTATEMENTS,
    SOURCES,
    Revision,
    SnapshotError,
    all_revisions,
    file_hashes,
    sha256,
)
from opora.snapshot.standing import Standing, standings
from opora.sql import literal, quoted

SCHEMA = "snapshot"

#: Table of the source -> file in a revision's folder.
_OF_REVISION = {
    "indicator_schools": SCHOOLS.name,
    "assessment_cells": CELLS.name,
    "deliveries": DELIVERIES,
    "restatements": RESTATEMENTS,
    "restatement_sources": SOURCES,
}
_OF_APPROVAL = {"open_results": OPEN_RESULTS, "open_values": OPEN_VALUES}
#: All tables that hold rows of folders.
_READ = [f"{SCHEMA}.{table}" for table in ("indicator_values", *_OF_REVISION, *_OF_APPROVAL)]


def load(home: Home, connection: duckdb.DuckDBPyConnection) -> list[Standing]:
    """Bring the tables of the schema `snapshot` up to date; returns how all revisions stand.

    What is there already stays. SnapshotError where a file was changed after it was written. The
    caller holds the lock.
    """
    found = [
        standing
        for _, group in groupby(all_revisions(home), key=lambda revision: revision.half_year)
        for standing in standings(list(group))
    ]
    connection.execute("begin")
    write_table(connection, SCHEMA, "revisions", _revisions(found))
    write_table(connection, SCHEMA, "inputs", _inputs(found))
    wanted = signatures(found)
    there = remove_others(connection, _READ, wanted)
    for standing in found:
        revision = standing.revision
        verify(revision)
        if (revision.half_year, revision.number) in there:
            continue
        _insert_values(connection, standing)
        for table, file in _OF_REVISION.items():
            _insert(connection, table, revision, f"from read_parquet({_file(revision, file)})")
        if revision.approval:
            for table, file in _OF_APPROVAL.items():
                path = literal(revision.approval_folder / f"{file}.parquet")
                _insert(connection, table, revision, f"from read_parquet({path})")
    note_loaded(connection, _READ, wanted)
    connection.execute("commit")
    return found


def verify(revision: Revision) -> None:
    """Raise SnapshotError where a file of a revision or its approval is not as it was written."""
    written = {revision.folder: revision.manifest["files"]}
    if revision.approval:
        written[revision.approval_folder] = revision.approval["files"]
        if sha256(revision.folder / MANIFEST) != revision.approval["manifest_sha256"]:
            raise SnapshotError(
                f"{revision.folder / MANIFEST} was changed after it was approved; restore it from "
                "the backup"
            )
    for folder, files in written.items():
        now = file_hashes(folder)
        changed = sorted(
            name for name in files.keys() | now.keys() if files.get(name) != now.get(name)
        )
        if changed:
            raise SnapshotError(
                f"{folder}: {', '.join(changed)} is missing or was changed after it was written; "
                "a snapshot is never changed: restore the folder from the backup"
            )


def _file(revision: Revision, name: str) -> str:
    return literal(revision.table(name))


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, revision: Revision, source: str
) -> None:
    """Insert what the table has columns for."""
    columns = [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = current_database() "
            "and schema_name = ? and table_name = ?",
            [SCHEMA, table],
        ).fetchall()
    ]
    kept = ", ".join(quoted(each) for each in columns if each not in ("half_year", "revision"))
    connection.execute(
        f"insert into {SCHEMA}.{table} by name select {literal(revision.half_year)} as half_year, "
        f"{revision.number} as revision, {kept} {source}"
    )


def _insert_values(connection: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    """Values with the flag r where they differ from what was in force before."""
    revision, base = standing.revision, standing.base
    source = f"from read_parquet({_file(revision, VALUES.name)})"
    if base is not None and base.approval:
        compared = " or ".join(
            f"now.{column} is distinct from before.{column}"
            for column in ("numerator", "denominator", "value", "state")
        )
        source = (
            f"from (select now.* replace (now.flags || case when {compared} then 'r' else '' end "
            f"as flags) from read_parquet({_file(revision, VALUES.name)}) as now "
            f"left join read_parquet({_file(base, VALUES.name)}) as before "
            "using (territory, indicator))"
        )
    _insert(connection, "indicator_values", revision, source)


def _revisions(found: Sequence[Standing]) -> pd.DataFrame:
    return pd.DataFrame([_revision(each) for each in found])


def _revision(standing: Standing) -> dict[str, object]:
    revision, manifest = standing.revision, standing.revision.manifest
    approval = revision.approval or {}
    inputs = manifest["inputs"]
    causes = manifest["causes"]
    return {
        "half_year": revision.half_year,
        "revision": revision.number,
        "state": standing.state,
        "base_revision": manifest["base_revision"],
        "content_hash": revision.content_hash,
        "causes": ", ".join(dict.fromkeys(each["kind"] for each in causes)),
        "causes_ru": "; ".join(each["text_ru"] for each in causes),
        "in_force_from": standing.since,
        "in_force_to": standing.until,
        "approved_by": approval.get("approved_by"),
        "reason": approval.get("reason"),
        "release": approval.get("release"),
        "made_at": pd.Timestamp(manifest["made_at"]).tz_localize(None),
        "made_by": manifest["made_by"],
        "version": inputs["code"]["version"],
        "code_sha256": inputs["code"]["sha256"],
        "deliveries": inputs["deliveries"]["count"],
        "deliveries_sha256": inputs["deliveries"]["sha256"],
        "value_rows": manifest["tables"][VALUES.name]["rows"],
        "school_rows": manifest["tables"][SCHOOLS.name]["rows"],
        "cell_rows": manifest["tables"][CELLS.name]["rows"],
    }


def _inputs(found: Iterable[Standing]) -> pd.DataFrame:
    rows = []
    for standing in found:
        revision = standing.revision
        inputs = revision.manifest["inputs"]
        rows += [
            (revision.half_year, revision.number, "contract", name, each["version"], each["sha256"])
            for name, each in inputs["contracts"].items()
        ]
        rows += [
            (revision.half_year, revision.number, "rule", name, None, sha256)
            for name, sha256 in inputs["rules"].items()
        ]
    columns = ["half_year", "revision", "kind", "name", "version", "sha256"]
    return pd.DataFrame(rows, columns=columns)
