"""Which column of a release holds what, and what a copy of a row has in it.

Belongs here: the SQL of the rows of one table of a grown release. What is told apart is told by
the values: a login or a key of `dim_school`, a code of `dim_territory`. Not here: the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from opora.sql import literal, quoted

#: Numbers that people give to things of a municipality; a copy has numbers of its own.
_DELIVERIES = ("delivery_id", "resolved_by", "replaced_by")
_DELIVERY_STEP = 1_000_000
_OBJECTS = ("decision_id", "measure_id", "chain")
#: Whole numbers that no territory adds up from those below it, by the end of their names.
_NOT_ADDED = ("_id", "position", "revision", "year")
#: Keys have 52 bits (`stable_key`); copies are spread over them by an odd step.
_KEYS, _STEP = 2**52, 2_718_281_828_459


@dataclass(frozen=True)
class Source:
    """What the small release is about."""

    municipality: str
    region: str
    login_prefix: str


@dataclass(frozen=True)
class Columns:
    """The columns of one table, told apart by what they hold."""

    kinds: dict[str, str]
    logins: frozenset[str]
    with_logins: frozenset[str]
    school_keys: frozenset[str]
    territories: Sequence[str]

    @property
    def territory(self) -> str | None:
        """The column that says whose a row is."""
        first = ("territory", *self.territories)
        return next((column for column in first if column in self.territories), None)

    @property
    def of_school(self) -> str:
        """The condition on rows of a school."""
        named = sorted(self.logins | self.school_keys)
        return " or ".join(f"s.{quoted(column)} is not null" for column in named) or "false"

    @property
    def of_municipality(self) -> str:
        """The condition on rows that name no territory and are a municipality's all the same."""
        named = [column for column in (*_DELIVERIES, *_OBJECTS) if column in self.kinds]
        conditions = [f"s.{quoted(column)} is not null" for column in named]
        return " or ".join(["c.number = 0", self.of_school, *conditions])


def find_columns(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, source: Source
) -> Columns:
    """Tell apart the columns of a table of the attached release `small`."""
    kinds = dict(
        connection.execute(
            """
            select column_name, data_type from duckdb_columns()
            where database_name = 'small' and schema_name = ? and table_name = ?
            order by column_index
            """,
            [schema, table],
        ).fetchall()
    )
    name = f"small.{quoted(schema)}.{quoted(table)}"
    texts = [column for column, kind in kinds.items() if kind == "VARCHAR"]
    whole = [column for column, kind in kinds.items() if kind == "BIGINT"]
    schools, territories = "small.marts.dim_school", "small.marts.dim_territory"

    def holding(columns: list[str], test: str, *, every: bool = True) -> list[str]:
        """The columns whose values, if there are any, all (or else some) pass a test."""
        if not columns:
            return []
        function = "bool_and" if every else "bool_or"
        tests = ", ".join(
            f"{function}({test.format(quoted(column))}) filter ({quoted(column)} is not null)"
            for column in columns
        )
        found = connection.execute(f"select {tests} from {name}").fetchone()
        return [
            column for column, passed in zip(columns, found or (), strict=True) if passed is True
        ]

    return Columns(
        kinds,
        frozenset(holding(texts, f"{{0}} in (select school_login from {schools})")),
        frozenset(holding(texts, f"contains({{0}}, {literal(source.login_prefix)})", every=False)),
        frozenset(holding(whole, f"{{0}} in (select school_id from {schools})")),
        holding(texts, f"{{0}} in (select territory from {territories})"),
    )


def insert_copies(name: str, columns: Columns, source: Source) -> str:
    """The SQL that writes a table of `large` from that of `small` and the table `copies`."""
    selected = ", ".join(
        f"{_value(column, columns, source)} as {quoted(column)}" for column in columns.kinds
    )
    return f"""
        insert into large.{name}
        select {selected}
        from small.{name} as s inner join copies as c on {_repeated(columns, source)}
        """


def _repeated(columns: Columns, source: Source) -> str:
    """Which copies have a row: all, the first of each region, or the first."""
    if columns.territory is None:
        return columns.of_municipality
    code = f"s.{quoted(columns.territory)}"
    return f"""
        case
            when {columns.of_school} or {code} = {literal(source.municipality)} then true
            when {code} is null then {columns.of_municipality}
            when {code} = {literal(source.region)} then c.is_first_of_region
            else c.number = 0
        end
        """


def _value(column: str, columns: Columns, source: Source) -> str:
    """What a copy has in a column; the first copy is the municipality itself."""
    value = f"s.{quoted(column)}"
    if column in columns.territories:
        return f"""
            case {value} when {literal(source.municipality)} then c.municipality
                when {literal(source.region)} then c.region else {value} end
            """
    if column in columns.school_keys or column == "territory_id":
        return f"({value} + c.number * {_STEP}) % {_KEYS}"
    if column in _DELIVERIES:
        return f"{value} + c.number * {_DELIVERY_STEP}"
    is_named = column in _OBJECTS or (column == "name_ru" and "territory_id" in columns.kinds)
    if column in columns.with_logins or is_named:
        prefix = literal(source.login_prefix)
        copied = f"replace({value}, {prefix}, {prefix} || c.suffix)"
        copied += " || ' ' || c.suffix" if is_named else ""
    elif columns.territory and columns.kinds[column] == "BIGINT":
        return _added(column, columns, source)
    else:
        return value
    return f"case when c.number = 0 then {value} else {copied} end"


def _added(column: str, columns: Columns, source: Source) -> str:
    """A count: of a region as of its municipalities together, of the country as of all."""
    value, code = f"s.{quoted(column)}", f"s.{quoted(columns.territory or '')}"
    if column.endswith(_NOT_ADDED):
        return value
    return f"""
        case
            when {columns.of_school} or {code} is null then {value}
            when {code} = {literal(source.municipality)} then {value}
            when {code} = {literal(source.region)} then {value} * c.members
            else {value} * c.total
        end
        """
