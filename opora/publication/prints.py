"""Fingerprints of tables: what a release holds, and which part of it is no longer what is built.

A row's fingerprint is DuckDB's 64-bit hash of its values, hashed once more so that its bits are
independent of each other; that of a part of a table, and of a table, is the sum of them, which no
order of rows changes and in which, unlike in an XOR, equal rows count as often as they are there.
Two contents that differ agree by chance once in 2^64. That is enough to see a change, and takes a
hundredth of the time of MD5 over texts, so that nine half-years of a country are read in seconds.
Nobody signs it: approvals rest on the snapshots, whose hashes are SHA-256
(`opora.snapshot.content_hash`). Another version of DuckDB may hash otherwise; then everything is
published once more.

Belongs here: rows becoming numbers. Not here: which columns count (`fitted`), what is done about a
difference (`release`, `write`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import duckdb

from opora.snapshot.content_hash import SCALE, Columns
from opora.sql import literal, quoted

_HALF_YEAR = "half_year"
_ROUNDED = ("DOUBLE", "FLOAT")

#: A table by schema and name.
Tables = Mapping[tuple[str, str], Columns]


class Part(NamedTuple):
    """The rows of one half-year.

    `content`: of the columns that the content hash covers, doubles to six decimals; `exact`: of all
    columns to the last bit.
    """

    rows: int
    content: int
    exact: int


@dataclass(frozen=True)
class Print:
    """The fingerprint of a table.

    Attributes:
        columns: all of them with their types, in their order.
        hashed: the names of those that `content` covers, sorted.
        key: the column that tells parts apart; None where the table is one part.
        parts: by the value of that column.
    """

    columns: Columns
    hashed: tuple[str, ...]
    key: str | None
    parts: Mapping[str | None, Part]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return sum(part.rows for part in self.parts.values())

    def changed(self, before: Print | None) -> frozenset[str | None]:
        """The parts of which `before` has others, or that only one of the two has."""
        if before is None or not self.is_comparable(before):
            return frozenset(self.parts)
        every = self.parts.keys() | before.parts.keys()
        return frozenset(part for part in every if self.parts.get(part) != before.parts.get(part))

    def is_comparable(self, before: Print) -> bool:
        """Whether both have the same columns, so that a part of one can stand in the other."""
        return (self.columns, self.hashed, self.key) == (before.columns, before.hashed, before.key)


#: Fingerprints by schema and table.
Prints = Mapping[tuple[str, str], Print]


def take_prints(
    connection: duckdb.DuckDBPyConnection,
    database: str,
    tables: Tables,
    left_out: Mapping[tuple[str, str], Collection[str]],
    known: Prints,
    untouched_before: Mapping[tuple[str, str], str],
) -> dict[tuple[str, str], Print]:
    """The fingerprints of tables or views of an attached database, each read once.

    Args:
        connection: with the database attached.
        database: its name there.
        tables: which.
        left_out: columns that are no content.
        known: fingerprints taken earlier.
        untouched_before: table -> the half-year before which its rows are those of `known`.
    """
    found = {}
    for table, columns in tables.items():
        names = [name for name, _ in columns]
        hashed = tuple(sorted(set(names) - set(left_out.get(table, ()))))
        empty = Print(columns, hashed, _key(columns), {})
        source = ".".join(map(quoted, (database, *table)))
        parts: dict[str | None, Part] = {}
        before, since = known.get(table), untouched_before.get(table)
        if before and since and empty.key == _HALF_YEAR and empty.is_comparable(before):
            parts = {name: part for name, part in before.parts.items() if name and name < since}
            source += f" where {_HALF_YEAR} >= {literal(since)} or {_HALF_YEAR} is null"
        rows = connection.execute(_select(source, columns, hashed, empty.key)).fetchall()
        parts |= {part: Part(*numbers) for part, *numbers in rows}
        found[table] = replace(empty, parts=parts)
    return found


def content_hash(prints: Prints) -> str:
    """A SHA-256 over names, types and rows; however a table is parted, it is the same."""
    digest = hashlib.sha256()
    for table, each in sorted(prints.items()):
        columns = sorted(column for column in each.columns if column[0] in each.hashed)
        content = sum(part.content for part in each.parts.values())
        digest.update(repr((table, columns, each.rows, content)).encode())
    return digest.hexdigest()


def of_parts(key: str | None, parts: Collection[str | None]) -> str:
    """The condition, as SQL, on the rows of some parts."""
    if key is None:
        return "true" if parts else "false"
    named = ", ".join(literal(part) for part in sorted(filter(None, parts)))
    conditions = [
        *([f"{quoted(key)} in ({named})"] if named else []),
        *([f"{quoted(key)} is null"] if None in parts else []),
    ]
    return " or ".join(conditions) or "false"


def _key(columns: Columns) -> str | None:
    """The half-year of a row: its own, else the first one that it names."""
    names = [name for name, kind in columns if kind == "VARCHAR" and name.endswith(_HALF_YEAR)]
    return _HALF_YEAR if _HALF_YEAR in names else next(iter(names), None)


def _select(source: str, columns: Columns, hashed: Collection[str], key: str | None) -> str:
    kinds = dict(columns)
    content = ", ".join(_rounded(name, kinds[name]) for name in hashed) or "0"
    # what the first hash does not tell apart, or not to the last bit
    rest = [quoted(name) for name, kind in columns if name not in hashed or kind in _ROUNDED]
    also = "".join(f", {name}" for name in rest)
    part = quoted(key) if key else "null::varchar"
    return f"""
        select part, count(*), sum(hash(content)), sum(hash(exact))
        from (
            select part, content, hash(content{also}) as exact
            from (select {part} as part, hash({content}) as content{also} from {source})
        )
        group by part
        """  # noqa: S608 - names of ours, quoted


def _rounded(name: str, kind: str) -> str:
    # adding zero turns -0.0 into 0.0
    return f"round({quoted(name)}, {SCALE}) + 0" if kind in _ROUNDED else quoted(name)
