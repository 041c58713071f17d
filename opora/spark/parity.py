"""Whether two releases say the same: what Spark built against what DuckDB built.

`python -m opora.spark.parity ONE.duckdb OTHER.duckdb` prints where they part and exits 1 there.
Tables, columns, types and numbers of rows agree exactly, rows in all but doubles too; doubles
agree within 1e-9 of their value, those that an iterative fit estimates within what a publication
takes for the same (`opora.publication.fitted`), and the verdicts that follow from a fit exactly.
Who, when and where is not compared.

Belongs here: comparing. Not here: making the two (tests/spark).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from opora.errors import OporaError
from opora.home import Home
from opora.publication.fitted import TOLERANCE as FITTED_TOLERANCE
from opora.sql import literal, quoted

TOLERANCE = 1e-9
#: Tables about the release itself.
_OF_ITSELF = ("release",)
_DOUBLES = ("DOUBLE", "FLOAT")

_COLUMNS = """
select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()
where database_name = $database and schema_name in ('marts', 'open_marts') and not internal
order by schema_name, table_name, column_index
"""


@dataclass(frozen=True)
class Marks:
    """Columns of which less is asked, by table: estimates of fits, and circumstances."""

    fitted: Mapping[tuple[str, str], frozenset[str]]
    circumstances: Mapping[tuple[str, str], frozenset[str]]


def differences(one: Path, other: Path, marks: Marks) -> list[str]:
    """A line for each table in which two releases part; empty where they agree."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(one)} as one (read_only)")
        connection.execute(f"attach {literal(other)} as other (read_only)")
        ours, theirs = _columns(connection, "one"), _columns(connection, "other")
        found = []
        for table in sorted(ours.keys() | theirs.keys()):
            if ours.get(table) != theirs.get(table):
                found.append(f"{table}: columns {_parted(ours.get(table), theirs.get(table))}")
            elif table.split(".")[1] not in _OF_ITSELF:
                found += _rows(connection, table, ours[table], marks)
        return found


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(_COLUMNS, {"database": database}).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _parted(one: Mapping[str, str] | None, other: Mapping[str, str] | None) -> str:
    if one is None or other is None:
        return "are in one release only"
    only = sorted(one.items() ^ other.items())
    return "differ: " + ", ".join(f"{name} {kind}" for name, kind in only) if only else "in order"


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], marks: Marks
) -> list[str]:
    schema, name = table.split(".")
    left_out = marks.circumstances.get((schema, name), frozenset())
    fitted = marks.fitted.get((schema, name), frozenset())
    doubles = [each for each, kind in columns.items() if kind in _DOUBLES and each not in left_out]
    exact = [
        each
        for each, kind in columns.items()
        if each not in left_out and kind not in _DOUBLES and each not in fitted
    ]
    # they follow from estimates: rows are paired without them, so that the line says what differs
    verdicts = [each for each in columns if each in fitted and each not in (*doubles, *left_out)]
    numbered = {side: f"{side}_numbered" for side in ("one", "other")}
    key = ", ".join(map(quoted, exact)) or "1"
    order = ", ".join(f"{quoted(each)} nulls first" for each in doubles + verdicts) or "1"
    listed = ", ".join(map(quoted, [*exact, *doubles, *verdicts]))
    for side, view in numbered.items():
        # rows that agree in all but doubles are paired in the order of these
        connection.execute(
            f"create or replace temp table {view} as select {listed}, "
            f"row_number() over (partition by {key} order by {order}) as place_ "
            f"from {side}.{quoted(schema)}.{quoted(name)}"
        )
    same = " and ".join(
        f"one.{quoted(each)} is not distinct from other.{quoted(each)}"
        for each in [*exact, "place_"]
    )
    apart = [_apart(each, FITTED_TOLERANCE if each in fitted else None) for each in doubles]
    apart += [f"one.{quoted(each)} is distinct from other.{quoted(each)}" for each in verdicts]
    differs = " or ".join(f"({each})" for each in apart) or "false"
    (counts,) = connection.execute(
        f"select count(*), count(*) filter (one.place_ is null), "
        f"count(*) filter (other.place_ is null), "
        f"count(*) filter (one.place_ is not null and other.place_ is not null and ({differs})) "
        f"from {numbered['one']} as one full join {numbered['other']} as other on {same}"
    ).fetchall()
    rows, missing, added, others = counts
    if not (missing or added or others):
        return []
    return [
        f"{table}: of {rows} rows {added} are only in the first, {missing} only in the second, "
        f"{others} differ in a double or a verdict"
    ]


def _apart(column: str, tolerance: float | None) -> str:
    one, other = f"one.{quoted(column)}", f"other.{quoted(column)}"
    allowed = (
        f"{TOLERANCE} * greatest(abs({one}), abs({other}))"
        if tolerance is None
        else f"{tolerance} * greatest(1, abs({one}))"
    )
    return (
        f"({one} is null) <> ({other} is null) or isnan({one}) <> isnan({other}) "
        f"or (not isnan({one}) and {one} <> {other} "
        f"and (isinf({one}) or isinf({other}) or abs({one} - {other}) > {allowed}))"
    )


def project_marks(home: Home) -> Marks:
    """The marks of the project's own models, which is parsed in `home` if it was not."""
    from opora.publication.fitted import circumstance_columns, fitted_columns
    from opora.warehouse import ensure_manifest, read_manifest

    ensure_manifest(home)
    manifest, schemas = read_manifest(home), ("marts", "open_marts")
    return Marks(fitted_columns(manifest, schemas), circumstance_columns(manifest, schemas))


_Release = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A release.")]


def main(one: _Release, other: _Release) -> None:
    """Compare two releases, as the project in OPORA_HOME describes them; exit code 1: they part."""
    try:
        found = differences(one, other, project_marks(Home.from_environment()))
    except (OporaError, duckdb.Error) as error:
        print(f"opora: {str(error).splitlines()[0]}", file=sys.stderr)
        raise typer.Exit(1) from error
    print("\n".join(found) or "the two releases say the same")
    if found:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
