"""Declared totals: what a file's total rows say, held against what its rows add up to.

Belongs here: reading `totals_<dataset>` of a workbench. Not here: recognising a total row
(`typed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from opora.contracts import Dataset
from opora.intake.layout import Layout
from opora.sql import quoted

#: The rule that a declared total is the counted one, after the name of its dataset.
DECLARED_TOTAL = "declared_total"

_TOLERANCE = 0.005
_WORDS = ("итого", "всего", "total", "all ")
#: Shares, marks and coordinates have bounds like these; a total row holds their average, if any.
_NOT_ADDED_UP_TO = 180
#: How far per cents may be from 100.
_ROUNDING = 1


@dataclass(frozen=True)
class DeclaredTotal:
    """One total row.

    `keys`: the key columns that the row fills in, the group that it sums up; `declared`: column
    (or what else the file counts, in Russian) -> number in the file; `counted`: the same -> sum
    over the group's rows; `state`: `suppressed` where the total itself, or a row of its group, is
    hidden, so that the two can't be compared; `tolerance`: how far both may be apart.
    """

    delivery_id: int
    sheet: str | None
    row_no: int
    state: str
    keys: dict[str, Any] = field(default_factory=dict)
    declared: dict[str, float] = field(default_factory=dict)
    counted: dict[str, float] = field(default_factory=dict)
    #: Columns that hold per cents of the row's own total; they don't add up over rows.
    per_cents: frozenset[str] = frozenset()
    tolerance: float = _TOLERANCE

    def differences(self) -> Iterator[tuple[str, float, float]]:
        """Columns whose declared total is not the counted one: column, declared, counted."""
        if self.state != "measured":
            return
        for column, declared in self.declared.items():
            if column in self.per_cents:
                continue
            counted = self.counted.get(column, 0.0)
            if abs(declared - counted) > self.tolerance:
                yield column, declared, counted


def stated_totals(delivery_id: int, layout: Layout) -> Iterator[DeclaredTotal]:
    """What a foreign file states about its rows outside of total rows."""
    for stated in layout.declared:
        yield DeclaredTotal(
            delivery_id=delivery_id,
            sheet=layout.sheet.name,
            row_no=stated.row_no,
            state="measured",
            declared={stated.what_ru: float(stated.declared)},
            counted={stated.what_ru: float(stated.counted)},
            tolerance=stated.tolerance,
        )


def declared_totals(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[DeclaredTotal]:
    """The total rows of all deliveries on the workbench, each with its counted counterpart."""
    keys = [column for column in dataset.columns if column.name in dataset.key]
    measures = [
        column.name
        for column in dataset.stored_columns
        if column.type in ("integer", "number")
        and column.name not in dataset.key
        and (column.maximum is None or column.maximum > _NOT_ADDED_UP_TO)
    ]
    shared = [
        column.name
        for column in dataset.columns
        if column.type == "number" and any(each.vocabulary == "unit" for each in dataset.columns)
    ]
    has_state = any(column.vocabulary == "state" for column in dataset.columns)
    listed = ", ".join(
        quoted(column) for column in (*(k.name for k in keys), *measures, *(["state"] * has_state))
    )
    cursor = connection.execute(
        f"SELECT delivery_id, sheet, row_no, {listed} FROM totals_{dataset.name} "
        "ORDER BY delivery_id, sheet, row_no"
    )
    names = [description[0] for description in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    sums = _Sums(connection, dataset, measures, has_state)
    return [_total(row, [key.name for key in keys], measures, sums, shared) for row in rows]


def _total(
    row: dict[str, Any],
    key_columns: list[str],
    measures: list[str],
    sums: _Sums,
    shared: list[str],
) -> DeclaredTotal:
    keys = {key: row[key] for key in key_columns if row[key] is not None and not _is_word(row[key])}
    counted, is_whole = sums.of(row["delivery_id"], row["sheet"], keys)
    declared = {name: float(row[name]) for name in measures if row[name] is not None}
    parts = [declared[column] for column in shared if column in declared]
    whole = sum(value for column, value in declared.items() if column not in shared)
    is_shares = parts and abs(sum(parts) - 100) <= _ROUNDING and abs(sum(parts) - whole) > _ROUNDING
    is_hidden = row.get("state") == "suppressed" or not is_whole
    return DeclaredTotal(
        delivery_id=row["delivery_id"],
        sheet=row["sheet"],
        row_no=row["row_no"],
        state="suppressed" if is_hidden else "measured",
        keys=keys,
        declared=declared,
        counted=counted,
        per_cents=frozenset(shared if is_shares else ()),
    )


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.lower().startswith(_WORDS)


class _Sums:
    """Sums over the data rows by the groups that totals name; one query per kind of group."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        dataset: Dataset,
        measures: list[str],
        has_state: bool,
    ) -> None:
        self._connection = connection
        self._dataset = dataset
        self._measures = measures
        self._whole = "bool_and(coalesce(state, 'measured') = 'measured')" if has_state else "true"
        self._groups: dict[tuple[str, ...], dict[tuple[Any, ...], tuple[Any, ...]]] = {}

    def of(
        self, delivery_id: int, sheet: str | None, keys: dict[str, Any]
    ) -> tuple[dict[str, float], bool]:
        """The sums of a group, and whether none of its rows is hidden."""
        columns = tuple(keys)
        if columns not in self._groups:
            self._groups[columns] = self._query(columns)
        found = self._groups[columns].get((delivery_id, sheet, *keys.values()))
        if found is None:
            return {}, True
        *sums, is_whole = found
        named = zip(self._measures, sums, strict=True)
        return {name: float(value) for name, value in named if value is not None}, bool(is_whole)

    def _query(self, columns: tuple[str, ...]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        group = ", ".join(["delivery_id", "sheet", *map(quoted, columns)])
        sums = "".join(f", sum({quoted(measure)})" for measure in self._measures)
        rows = self._connection.execute(
            f"SELECT {group}{sums}, {self._whole} FROM incoming_{self._dataset.name} "
            f"WHERE delivery_id IN (SELECT delivery_id FROM totals_{self._dataset.name}) "
            f"GROUP BY {group}"
        ).fetchall()
        width = 2 + len(columns)
        return {row[:width]: row[width:] for row in rows}
