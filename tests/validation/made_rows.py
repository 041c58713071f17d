"""Rows that no school delivers, for every rule of a contract: its bounds, words, patterns, keys.

Belongs here: tables as a workbench holds them while a dataset is checked, filled at random from
what Hypothesis makes and what the rules name. Not here: running rules.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from opora.contracts import PLACE_COLUMNS, Column, Dataset
from opora.contracts.model import ColumnType
from opora.rules import load_rule
from opora.sql import quoted

Pools = Mapping[str, Sequence[Any]]

_WORDS = (
    "", " ", "\n", "a\n", "ё", "Ё", "Приказ №5", "приказ 5", "«Приказ» 5", 'он сказал "да"', "it's",
    "a\\b", "\\d", "[a-z]+", "$^", ".*", "%_", "{a}", "ПРИКАЗ\u00a05", "İı", "ß", "Σς", "😀", "１",
    "7707083893", "7707083894", "770708389", "77070838930", "45300000", "RU-MOW", "RU-", "1.2",
    "2024-H1", "2024-H3", "http://a", "https://а.рф/б", "HTTP://a", "http://", "1234567890\n",
    "sch1", "sch2", "sch1/вывод", "/sch1", "rec1", "rec2", "d1", "d2", "2.1.2", "short", "четыр",
    "x" * 999, "x" * 1000, "x" * 1001, "😀" * 1000, "-" * 5, "a-_0", "_a", "A1", "0", "00",
)  # fmt: skip
_DAYS = (
    "0001-01-01", "1582-10-04", "1582-10-15", "1939-12-31", "1940-01-01", "2023-12-31",
    "2024-01-01", "2024-06-30", "2024-07-01", "2024-12-31", "2024-02-29", "9999-12-31",
)  # fmt: skip
_NUMBERS = (
    0.0, -0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 30.0, 33.333, 40.0, 49.5, 98.995, 99.0,
    100.0, 101.0, 101.005, 1e-7, 1e-6, 1e300, -1.0, float("inf"), float("nan"),
)  # fmt: skip


def pools(number: int) -> Pools:
    """Kind of column -> values, by what Hypothesis makes of a seed.

    What is too large for a rule's arithmetic stops both engines and is left out.
    """
    made: dict[str, list[Any]] = {
        "string": [*_WORDS],
        "integer": [*range(-1, 13), 100, 101, 1999, 2000, 2023, 2024, 2100, 2101],
        "number": [*_NUMBERS],
        "date": [*map(datetime.date.fromisoformat, _DAYS)],
        "boolean": [True, False],
        "key": [],
    }

    @seed(number)
    @settings(max_examples=40, database=None, phases=[Phase.generate])
    @given(
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        integer=st.integers(-(10**12), 10**12),
        real=st.floats(-200, 200),
        day=st.dates(),
        key=st.binary(min_size=16, max_size=16),
    )
    def collect(text: str, integer: int, real: float, day: datetime.date, key: bytes) -> None:
        made["string"].append(text)
        made["integer"].append(integer)
        made["number"] += [real, round(real, 2)]
        made["date"].append(day)
        made["key"].append(key)

    collect()
    return made


_ARROW: dict[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "key": pa.binary(),
}
_HALF_YEARS = ("2023-H2", "2024-H1", "2024-H2", None)
#: A half-year of rows that are all the same, enough of them for a rule on half-years.
_ALIKE, _HALF_YEARS_ALIKE = 12, 60


class MadeRows:
    """The tables of one dataset."""

    def __init__(self, dataset: Dataset, pools: Pools, random: Random) -> None:
        self._dataset = dataset
        self._pools = pools
        self._random = random
        texts = [str(value) for rule in dataset.rules for value in rule.kwargs.values()]
        self._keys = [*random.sample(list(pools["string"]), 4), "sch1", "rec1", "d1"]
        #: How often a cell of the row that is being made is blank.
        self._blanks = 0.0
        self._named = [word for text in texts for word in re.findall(r"'([^',{}]*)'", text)]
        self._numbers = [
            float(number) for text in texts for number in re.findall(r"(?<![\w.])\d+", text)
        ]

    def fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables `incoming_`, `accepted_` and `known_` of the dataset."""
        name = self._dataset.name
        rows = [*self._different(400), *self._alike()]
        connection.register("made", self._table(rows))
        connection.execute(f"CREATE TABLE incoming_{name} AS SELECT * FROM made")
        connection.register("made", self._table(self._earlier(rows)))
        columns = ", ".join(
            [quoted(c.name) for c in self._dataset.stored_columns] + [*PLACE_COLUMNS]
        )
        connection.execute(f"CREATE TABLE accepted_{name} AS SELECT {columns} FROM made")
        connection.unregister("made")
        for reference in self._dataset.references:
            self._know(connection, reference.target, reference.target_column)
        connection.execute(
            "CREATE TABLE known_assessment_windows (procedure_kind VARCHAR, assessment_year BIGINT,"
            " session VARCHAR, delivered_half_year VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO known_assessment_windows VALUES (?, ?, ?, ?)",
            [
                [row["procedure_kind"], row["assessment_year"], row["session"], row["half_year"]]
                for row in load_rule("assessment_windows")
            ],
        )

    def _know(self, connection: duckdb.DuckDBPyConnection, target: str, column: str) -> None:
        """Keys that are known, one of them NULL, with the facts that rules ask of them."""
        keys = list(dict.fromkeys([*self._keys, None]))
        days = self._random.choices(self._pools["date"], k=2 * len(keys))
        known = pa.table(
            {
                column: pa.array(keys, pa.string()),
                "starts_on": days[: len(keys)],
                "decided_on": days[len(keys) :],
            }
        )
        connection.register("made", known)
        connection.execute(f"CREATE OR REPLACE TABLE known_{target} AS SELECT * FROM made")
        connection.unregister("made")

    def _different(self, count: int) -> list[dict[str, Any]]:
        rows = [self._row(self._random.choice(_HALF_YEARS)) for _ in range(count)]
        # some more than once, so that keys are met again: as they are, or with another cell
        for row in self._random.sample(rows, count // 4):
            column = self._random.choice(self._dataset.stored_columns)
            rows.append(row | {column.name: self._value(column)})
            rows.append(dict(row))
        return rows

    def _earlier(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows that were delivered before: the same with another cell."""
        earlier = []
        for row in self._random.sample(rows, len(rows) // 4):
            column = self._random.choice(self._dataset.stored_columns)
            earlier.append(row | {column.name: self._value(column)})
        return earlier

    def _alike(self) -> list[dict[str, Any]]:
        """Half-years in which every row says the same."""
        return [
            row
            for number in range(_HALF_YEARS_ALIKE)
            for row in [self._row(f"{1950 + number}-H1")] * _ALIKE
        ]

    def _row(self, half_year: str | None) -> dict[str, Any]:
        self._blanks = self._random.choice((0.02, 0.1, 0.7))
        cells = {column.name: self._value(column) for column in self._dataset.stored_columns}
        unreadable = [
            (column.name, self._random.choice(_WORDS))
            for column in self._dataset.input_columns
            if self._random.random() < 0.03
        ]
        return cells | {"half_year": half_year, "unreadable": unreadable or None}

    def _value(self, column: Column) -> Any:
        """Blank, a value that a rule or the contract names, or any."""
        if self._random.random() < self._blanks:
            return None
        chance = self._random.random()
        pool = self._pools[column.type]
        if column.type == "string":
            if column.references and chance < 0.5:
                return self._random.choice(self._keys)
            if column.pattern and chance < 0.5:
                return self._random.choice(
                    [word for word in _WORDS if re.fullmatch(column.pattern, word)]
                )
            named = [*self._named, column.example]
            return self._random.choice(named if chance < 0.6 else pool)
        if column.type == "number" and chance < 0.3 and self._numbers:
            return self._random.choice(self._numbers) + self._random.choice((-0.5, 0, 0, 0.5, 1))
        if column.type == "integer" and chance < 0.3 and self._numbers:
            return int(self._random.choice(self._numbers)) + self._random.choice((-1, 0, 0, 1))
        return self._random.choice(pool)

    def _table(self, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        columns = {
            column.name: pa.array([row[column.name] for row in rows], _ARROW[column.type])
            for column in self._dataset.stored_columns
        }
        places = {
            "unreadable": pa.array(
                [row["unreadable"] for row in rows], pa.map_(pa.string(), pa.string())
            ),
            "delivery_id": pa.array([self._random.choice((1, 2, 3)) for _ in rows], pa.int64()),
            "delivered_half_year": pa.array([row["half_year"] for row in rows], pa.string()),
            "sheet": pa.array([self._random.choice((None, "Лист1")) for _ in rows], pa.string()),
            "row_no": pa.array(range(2, len(rows) + 2), pa.int64()),
        }
        return pa.table(columns | places)
