"""What the snapshot of one half-year holds: which columns, from which marts, under which hash.

Belongs here: the tables of a revision, declared once, and reading them from the build file. The
hash covers keys, counts, states and decimals; words may be put better without a new revision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from opora.snapshot.content_hash import Columns, content_hash
from opora.sql import literal, quoted


@dataclass(frozen=True)
class SnapshotTable:
    """One Parquet file of a revision.

    Attributes:
        name: of the file, without its ending.
        key: the columns that identify a row inside the half-year.
        measures: what a restatement compares; shares and sums follow from counts.
        columns: all columns with their DuckDB types.
        unhashed: columns of words, which the content hash leaves out.
        source: the rows of a half-year, as SQL with `{half_year}` for its literal.
    """

    name: str
    key: tuple[str, ...]
    measures: tuple[str, ...]
    columns: Mapping[str, str]
    source: str
    unhashed: frozenset[str] = frozenset()

    @property
    def hashed(self) -> Columns:
        """The columns that the content hash covers."""
        return tuple(each for each in self.columns.items() if each[0] not in self.unhashed)


VALUES = SnapshotTable(
    name="values",
    key=("territory", "indicator"),
    measures=("numerator", "denominator", "value", "plan", "coverage", "value_by_signed_acts"),
    columns={
        "territory": "VARCHAR",
        "indicator": "VARCHAR",
        "plan": "DOUBLE",
        "numerator": "BIGINT",
        "denominator": "BIGINT",
        "value": "DOUBLE",
        "state": "VARCHAR",
        "is_met": "VARCHAR",
        "coverage": "DOUBLE",
        "flags": "VARCHAR",
        "numerator_by_signed_acts": "BIGINT",
        "value_by_signed_acts": "DOUBLE",
    },
    source="select {columns} from {build}marts.indicator_values where half_year = {half_year}",
)

SCHOOLS = SnapshotTable(
    name="schools",
    key=("indicator", "school_login"),
    measures=("numerator", "denominator"),
    columns={
        "indicator": "VARCHAR",
        "school_login": "VARCHAR",
        "school_id": "BIGINT",
        "territory": "VARCHAR",
        "in_denominator": "BOOLEAN",
        "in_numerator": "BOOLEAN",
        "numerator": "BIGINT",
        "denominator": "BIGINT",
        "has_signed_act": "BOOLEAN",
        "reason": "VARCHAR",
    },
    source="""
        select {columns} from {build}marts.indicator_schools
        join (select school_login, territory from {build}marts.dim_school) using (school_login)
        where half_year = {half_year}""",
    unhashed=frozenset({"reason"}),
)

CELLS = SnapshotTable(
    name="cells",
    key=("school_login", "procedure", "assessment_year", "session"),
    measures=("participants", "below_threshold"),
    columns={
        "school_login": "VARCHAR",
        "school_id": "BIGINT",
        "territory": "VARCHAR",
        "procedure": "VARCHAR",
        "procedure_kind": "VARCHAR",
        "assessment_year": "BIGINT",
        "session": "VARCHAR",
        "participants": "BIGINT",
        "below_threshold": "BIGINT",
        "state": "VARCHAR",
        "flags": "VARCHAR",
        "objectivity_markers": "VARCHAR",
        "is_used": "BOOLEAN",
    },
    source="""
        select {columns} from {build}marts.fct_assessment_cell
        left join (select school_login, territory from {build}marts.dim_school)
            using (school_login)
        left join (select procedure, procedure_kind from {build}marts.dim_procedure)
            using (procedure)
        where half_year = {half_year}""",
    unhashed=frozenset({"objectivity_markers"}),
)

TERRITORIES = SnapshotTable(
    name="territories",
    key=("territory",),
    measures=(),
    columns={"territory": "VARCHAR", "parent": "VARCHAR", "level": "VARCHAR"},
    # those that the half-year speaks of: a territory that joins elsewhere is no new content
    source="""
        select {columns} from {build}marts.dim_territory
        where territory in (
            select territory from {build}marts.indicator_values where half_year = {half_year}
            union
            select territory from {build}marts.fct_assessment_cell
            join {build}marts.dim_school using (school_login) where half_year = {half_year}
        )""",
)

TABLES = (VALUES, SCHOOLS, CELLS, TERRITORIES)


def half_years(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The half-years that have a snapshot: those with values of indicators, in their order."""
    found = connection.execute(
        "select distinct half_year from marts.indicator_values order by half_year"
    ).fetchall()
    return [half_year for (half_year,) in found]


def read_content(
    connection: duckdb.DuckDBPyConnection, half_year: str, build: str = ""
) -> dict[str, str]:
    """Make a temporary table `now_<name>` per snapshot table; table -> the hash of its rows.

    `build`: the catalogue that the marts lie in, with its dot; none where it is the default.
    """
    hashes: dict[str, str] = {}
    for table in TABLES:
        select = _select(table, half_year, tuple(table.columns.items()), build)
        order = ", ".join(quoted(column) for column in table.key)
        connection.execute(
            f"create or replace temp table now_{table.name} as {select} order by {order}"
        )
        hashes[table.name] = content_hash(connection, {f"now_{table.name}": table.hashed})
    return hashes


def content_print(connection: duckdb.DuckDBPyConnection, half_year: str) -> str:
    """What the content hash follows from, as a sum of DuckDB's hashes: a fraction of its cost.

    It tells whether the hash is still that of the last time, and is never kept with a revision.
    """
    return " ".join(
        str(number)
        for table in TABLES
        for number in connection.execute(
            f"select count(*), sum(hash(hash(*columns(*)))) from ({_select(table, half_year)})"
        ).fetchall()[0]
    )


def combined(hashes: Mapping[str, str]) -> str:
    """The content hash of a revision: a SHA-256 over those of its tables."""
    return hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()


def _select(
    table: SnapshotTable, half_year: str, columns: Columns | None = None, build: str = ""
) -> str:
    """The rows of a half-year; by default those columns that are hashed."""
    named = ", ".join(quoted(name) for name, _ in columns or table.hashed)
    return table.source.format(columns=named, half_year=literal(half_year), build=build)
