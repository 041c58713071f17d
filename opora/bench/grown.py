"""A release of a country, grown from one of a municipality: `python -m opora.bench.grown`.

Belongs here: repeating a release's rows, each copy a municipality of its own, under regions of
eight. Not here: files of deliveries (`opora.demo.scale`); whether an indicator is right.

Rows of a school or a municipality stand once per municipality, rows of a region
once per region, what belongs to nobody once; counts of regions and of the country grow with their
municipalities, so that ratios stay what they were.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import Annotated

import duckdb
import typer

from opora.bench.grown_columns import Source, find_columns, insert_copies
from opora.errors import OporaError
from opora.publication import SCHEMAS
from opora.publication.release import STORAGE_VERSION
from opora.sql import literal, quoted

#: Municipalities of a region.
REGION = 8

_COPIES = f"""
    create temporary table copies as
    select
        number,
        $total as total,
        number // {REGION} as region_number,
        number % {REGION} = 0 as is_first_of_region,
        least({REGION}, $total - number // {REGION} * {REGION}) as members,
        lpad(number::varchar, 4, '0') as suffix,
        '9' || lpad((number // {REGION})::varchar, 3, '0') as first_digits,
        if(number = 0, $municipality, first_digits || (number % {REGION} + 1) || '000')
            as municipality,
        if(number < {REGION}, $region, first_digits || '0000') as region
    from range($total) as numbers (number)
    order by number
"""


def grow(release: Path, target: Path, municipalities: int) -> int:
    """Write a release with that many municipalities to `target`; returns its rows.

    Raises OporaError if the release is not one of a demonstration: one municipality with schools,
    whose logins begin alike.
    """
    if not release.exists():
        raise OporaError(f"{release} is not there; make one with 'opora demo'")
    target.unlink(missing_ok=True)
    spill = target.with_name(f"{target.name}.spill")
    connection = duckdb.connect(
        config={"temp_directory": str(spill), "preserve_insertion_order": False}
    )
    try:
        connection.execute(f"attach {literal(release.resolve())} as small (read_only)")
        connection.execute(
            f"attach {literal(target)} as large (storage_version '{STORAGE_VERSION}')"
        )
        rows = _grow(connection, municipalities)
        connection.execute("detach large")
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    return rows


def _grow(connection: duckdb.DuckDBPyConnection, municipalities: int) -> int:
    source = _source(connection)
    connection.execute(
        _COPIES,
        {
            "total": municipalities,
            "municipality": source.municipality,
            "region": source.region,
        },
    )
    rows = 0
    for schema, table in connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where database_name = 'small' and list_contains(?, schema_name)
        order by all
        """,
        [list(SCHEMAS)],
    ).fetchall():
        name = f"{quoted(schema)}.{quoted(table)}"
        connection.execute(f"create schema if not exists large.{quoted(schema)}")
        connection.execute(f"create table large.{name} as from small.{name} limit 0")
        if (schema, table) == (SCHEMAS[0], "release"):
            continue
        columns = find_columns(connection, schema, table, source)
        (written,) = connection.execute(insert_copies(name, columns, source)).fetchall()
        rows += int(written[0])
    _write_release_row(connection, municipalities, rows)
    _copy_comments(connection)
    return rows


def _source(connection: duckdb.DuckDBPyConnection) -> Source:
    try:
        found = connection.execute(
            """
            select distinct territory, parent from small.marts.dim_territory
            where territory in (select territory from small.marts.dim_school)
            """
        ).fetchall()
        logins = connection.execute("select school_login from small.marts.dim_school").fetchall()
    except duckdb.Error as error:
        raise OporaError(f"no release of a demonstration: {error}") from error
    prefix = _common_beginning([login for (login,) in logins])
    if len(found) != 1 or len(prefix) < 3:
        raise OporaError(
            "expected a release of one municipality whose schools' logins begin alike, "
            f"got {len(found)} municipalities and logins that begin with '{prefix}'"
        )
    ((municipality, region),) = found
    return Source(municipality, region, prefix)


def _common_beginning(texts: Sequence[str]) -> str:
    pairs = zip(min(texts, default=""), max(texts, default=""), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _write_release_row(
    connection: duckdb.DuckDBPyConnection, municipalities: int, rows: int
) -> None:
    """The row of the small release, with a name and a hash of its own."""
    connection.execute(
        """
        insert into large.marts.release
        select * replace (
            release || '-x' || $municipalities as release,
            sha256(content_hash || ' x ' || $municipalities) as content_hash,
            $rows as rows
        )
        from small.marts.release
        """,
        {"municipalities": municipalities, "rows": rows},
    )


def _copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    for schema, table, column, text in connection.execute(
        """
        select schema_name, table_name, null, comment from duckdb_tables()
        where database_name = 'small' and comment is not null
        union all
        select schema_name, table_name, column_name, comment from duckdb_columns()
        where database_name = 'small' and comment is not null
        """
    ).fetchall():
        name = f"large.{quoted(schema)}.{quoted(table)}"
        place = f"table {name}" if column is None else f"column {name}.{quoted(column)}"
        connection.execute(f"comment on {place} is {literal(text)}")


def main(
    release: Annotated[Path, typer.Option("--from", help="A release of the demonstration.")],
    target: Annotated[Path, typer.Option("--to", help="The file to write.")],
    municipalities: Annotated[int, typer.Option(min=1, max=9999)] = 667,
) -> None:
    """Grow a release of the demonstration to the size of a country."""
    started = perf_counter()
    rows = grow(release, target, municipalities)
    size = target.stat().st_size / 1e9
    print(f"{target}: {rows:,} rows, {size:.2f} GB, {perf_counter() - started:.0f} s")


if __name__ == "__main__":
    typer.run(main)
