"""What an installation holds, so that two of them can be compared, and what must not lie there.

Belongs here: reading a home from outside, as its users do. Times of intake are left out: they are
all that may differ between a run that was killed and one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from opora.home import Home

_LEFT = ("**/.unfinished-*", "**/*.tmp", "**/*.part", "**/*.wal")


def contents(home: Home) -> dict[str, str]:
    """Everything that counts: the release, snapshots, rows of the lake, ledger, who is answered."""
    found = {"release": published_hash(home) or "none"}
    for manifest in sorted((home.root / "snapshots").glob("*/*/manifest.json")):
        place = manifest.parent.relative_to(home.root).as_posix()
        found[place] = str(json.loads(manifest.read_text("utf-8")).get("content_hash"))
    for table in sorted((home.root / "snapshots").glob("*/*-approval/*.parquet")):
        found[table.relative_to(home.root).as_posix()] = _rows(str(table))
    for area in (home.accepted, home.quarantine):
        for folder in sorted(area.iterdir()):
            found[folder.relative_to(home.root).as_posix()] = _rows(f"{folder}/*.parquet")
    found["findings"] = _rows(f"{home.findings}/*.parquet")
    found["ledger"] = _rows(f"{home.ledger}/*.parquet", leave_out="taken_at")
    answers = home.reports.glob("*/deliveries/*.xlsx")
    found["answers"] = ", ".join(sorted(path.name for path in answers))
    if home.issued_recommendations.exists():
        found["issued"] = _rows(str(home.issued_recommendations))
    return found


def published_hash(home: Home) -> str | None:
    """The content hash that readers see; raises AssertionError where the release is not whole."""
    if not home.published_file.exists():
        assert not home.published_file.is_symlink(), "the published name points nowhere"
        return None
    with duckdb.connect(home.published_file, read_only=True) as connection:
        ((content, tables, rows),) = connection.execute(
            'select content_hash, tables, "rows" from marts.release'
        ).fetchall()
        names = connection.execute(
            "select table_name from duckdb_tables() where not (schema_name = 'marts' "
            "and table_name = 'release')"
        ).fetchall()
        schemas = connection.execute(
            "select distinct schema_name, table_name from duckdb_tables() "
            "where not (schema_name = 'marts' and table_name = 'release')"
        ).fetchall()
        counted = sum(
            connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
            for schema, table in schemas
        )
    assert (len(names), counted) == (tables, rows), (
        f"the release says {tables} tables and {rows} rows, there are {len(names)} and {counted}"
    )
    return str(content)


def leftovers(home: Home) -> list[str]:
    """Files that a run left half-done where people or programs look."""
    return sorted(
        path.relative_to(home.root).as_posix()
        for folder in _looked_at(home)
        for pattern in _LEFT
        for path in folder.glob(pattern)
    ) + sorted(path.name for path in home.private.glob("work-*"))


def _looked_at(home: Home) -> Iterator[Path]:
    yield from (home.lake, home.warehouse, home.reports, home.root / "snapshots")


def _rows(files: str, leave_out: str | None = None) -> str:
    """The number of rows and a hash of them, in whatever order and files they lie."""
    columns = f"* exclude ({leave_out})" if leave_out else "*"
    with duckdb.connect() as connection:
        ((count, digest),) = connection.execute(
            "select count(*), md5(string_agg(row, '|' order by row)) from (select "
            f"cast(rows as varchar) as row from (select {columns} from "
            f"read_parquet('{files}', union_by_name = true)) as rows)"
        ).fetchall()
    return f"{count} rows {digest}"
