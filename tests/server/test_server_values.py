"""Values arrive as they are: bit by bit, blanks as blanks, every letter."""

from __future__ import annotations

import datetime as dt
import math
import struct
from decimal import Decimal

import duckdb
from small_releases import Database, Publish, Releases

from opora.sql import quoted

MOSCOW = dt.timezone(dt.timedelta(hours=3))

#: A DuckDB type -> values that something on the way may spoil.
VALUES: dict[str, list[object]] = {
    "VARCHAR": [
        "",
        " ",
        "NULL",
        " NULL ",
        "null",
        "\\N",
        "\\.",
        "a\n\\.\nb",
        'Школа № 8, «Лицей "Ёж"»',
        "две\nстроки\r\nи\tтабуляция",
        "'; drop schema marts cascade; --",
        '"',
        '""',
        ",",
        "\ufeff",
        "𝄞 é e\u0301",
        "x" * 100_000,
    ],
    "DOUBLE": [
        0.1,
        0.30000000000000004,
        1 / 3,
        0.0,
        -0.0,
        5e-324,
        1.7976931348623157e308,
        2.0**53,
        2.0**53 + 2,
        1e22,
        100.0,
        math.inf,
        -math.inf,
        math.nan,
    ],
    "FLOAT": [0.1, 16777216.0, 1e-45, 3.4028234663852886e38, -0.0, math.inf, math.nan],
    "TINYINT": [-128, 127],
    "SMALLINT": [-(2**15), 2**15 - 1],
    "INTEGER": [-(2**31), 2**31 - 1],
    "BIGINT": [-(2**63), 2**63 - 1, 2**53 + 1, 0],
    "BOOLEAN": [True, False],
    "DECIMAL(18,4)": [Decimal("12345678901234.5678"), Decimal("-0.0001"), Decimal("0.0000")],
    "DATE": [dt.date(2024, 2, 29), dt.date(1, 1, 1), dt.date(9999, 12, 31)],
    "TIME": [dt.time(23, 59, 59, 999999), dt.time(0, 0)],
    "TIMESTAMP": [
        dt.datetime(2024, 1, 1, 1, 2, 3, 456789),
        dt.datetime(1970, 1, 1),
        dt.datetime(1, 1, 1),
    ],
    "TIMESTAMP WITH TIME ZONE": [dt.datetime(2024, 1, 1, 1, 2, 3, 456789, tzinfo=MOSCOW)],
}


def test_values_arrive_as_they_are(
    database: Database, releases: Releases, publish: Publish
) -> None:
    name = releases.make("opora-1")
    with duckdb.connect(releases.home.releases / f"{name}.duckdb") as connection:
        for kind, values in VALUES.items():
            connection.execute(f"create table marts.{quoted(kind)} (place integer, value {kind})")
            connection.executemany(
                f"insert into marts.{quoted(kind)} values (?, ?)",
                list(enumerate([*values, None])),
            )
    publish()
    for kind, values in VALUES.items():
        found = database.all(f"select value from marts.{quoted(kind)} order by place")
        assert [_exactly(kind, value) for (value,) in found] == [
            _exactly(kind, value) for value in [*values, None]
        ]


def _exactly(kind: str, value: object) -> object:
    """A number as its bits: nan equals itself, -0.0 is not 0.0."""
    if isinstance(value, float):
        return struct.pack(">f" if kind == "FLOAT" else ">d", value)
    return value


def test_columns_of_any_name_arrive(
    database: Database, releases: Releases, publish: Publish
) -> None:
    columns = ", ".join(f"1 as {quoted(name)}" for name in ("Order", 'with a " quote', "Ё"))
    releases.make("opora-1", f"create table marts.given as select {columns}")
    publish()
    assert database.all("select * from marts.given") == [(1, 1, 1)]
