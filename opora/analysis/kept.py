"""Results of half-years that stand because they were computed from the same input.

Nine half-years behind a new one are not fitted again: beside the results lies, per half-year, a
fingerprint of all rows that they were computed from and one of the rows that came out. Where both
are as they were, the results stay; another input, or results that somebody has removed, are
computed. Nothing else decides: which delivery changed what is not asked. Code and rules need no
fingerprint: when they change, the build file is made anew, and this with it.

Belongs here: that comparison, for any step in Python. Not here: what a step computes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import duckdb

from opora.sql import literal, quoted
from opora.warehouse.growth import note_result

_TABLE = "kept"

#: By half-year: how many rows, and the sum of their hashes (see `opora.publication.prints`).
_PRINTS = """
select coalesce(half_year, ''), count(*) || ' ' || sum(hash(hash(*columns(*))))
from ({query})
group by half_year
"""
_PRINT = "select count(*) || ' ' || coalesce(sum(hash(hash(*columns(*)))), 0) from ({query})"


@dataclass(frozen=True)
class Step:
    """Something that is computed half-year by half-year.

    Attributes:
        schema: where its results lie.
        name: of the step.
        inputs: queries of everything that it reads, each with a column `half_year`.
        results: its tables, each with a column `half_year`.
        common: queries of what it reads for every half-year.
    """

    schema: str
    name: str
    inputs: tuple[str, ...]
    results: tuple[str, ...]
    common: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What is to be computed.

    Attributes:
        prints: the fingerprint of the input of each half-year that there is.
        half_years: those to compute, in their order; also those that are gone.
    """

    prints: Mapping[str, str]
    half_years: tuple[str, ...]


def find_changes(connection: duckdb.DuckDBPyConnection, step: Step) -> Changes:
    """The half-years whose results can't stay; models by half-years are told of them."""
    _make_table(connection, step)
    known = {
        half_year: (of_input, of_results)
        for half_year, of_input, of_results in connection.execute(
            f"select half_year, of_input, of_results from {_name(step, _TABLE)} "  # noqa: S608
            "where step = ?",
            [step.name],
        ).fetchall()
    }
    common = " ".join(
        str(found)
        for query in step.common
        for (found,) in connection.execute(_PRINT.format(query=query)).fetchall()
    )
    inputs = {
        half_year: f"{found} {common}"
        for half_year, found in _prints(connection, step.inputs).items()
    }
    results = _result_prints(connection, step)
    every = known.keys() | inputs.keys() | results.keys()
    changed = sorted(
        half_year
        for half_year in every
        if known.get(half_year) != (inputs.get(half_year), results.get(half_year, ""))
    )
    for table in step.results:
        note_result(connection, step.schema, table, changed)
    return Changes(inputs, tuple(changed))


def keep(connection: duckdb.DuckDBPyConnection, step: Step, changes: Changes) -> None:
    """Note what the results that lie there now were computed from."""
    results = _result_prints(connection, step)
    connection.execute(f"delete from {_name(step, _TABLE)} where step = ?", [step.name])  # noqa: S608
    rows = [
        (step.name, half_year, found, results.get(half_year, ""))
        for half_year, found in changes.prints.items()
    ]
    if rows:
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        connection.execute(f"insert into {_name(step, _TABLE)} values {values}")  # noqa: S608


def only(query: str, half_years: Collection[str]) -> str:
    """A query, of some half-years only."""
    named = ", ".join(map(literal, sorted(half_years))) or "null"
    return f"select * from ({query}) where half_year in ({named})"  # noqa: S608 - ours, quoted


def _make_table(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    connection.execute(
        f"create table if not exists {_name(step, _TABLE)} "
        "(step varchar, half_year varchar, of_input varchar, of_results varchar)"
    )


def _result_prints(connection: duckdb.DuckDBPyConnection, step: Step) -> dict[str, str]:
    return _prints(connection, [f"from {_name(step, table)}" for table in step.results])


def _prints(connection: duckdb.DuckDBPyConnection, queries: Iterable[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for number, query in enumerate(queries):
        for half_year, rows in connection.execute(_PRINTS.format(query=query)).fetchall():
            found.setdefault(half_year, []).append(f"{number}: {rows}")
    return {half_year: ", ".join(rows) for half_year, rows in found.items()}


def _name(step: Step, table: str) -> str:
    return f"{quoted(step.schema)}.{quoted(table)}"
