"""The data dictionary of a release: what every table and column means, as a table to query.

Belongs here: taking it from dbt's manifest and the tables themselves. Not here: the words (they
stand beside the models), comments (`comments`), documentation as pages (`opora.warehouse`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import duckdb

from opora.publication.described import OwnColumn, OwnTable
from opora.snapshot.content_hash import Columns
from opora.sql import quoted

#: Its name in every public schema.
NAME = "data_dictionary"

TABLE = OwnTable(
    "Словарь данных: что означает каждая таблица и каждый столбец",
    "Data dictionary: one row per table and per column of a table.\n\n"
    "Key: schema_name, table_name, position.\n"
    "Answers: What a table or a column means, in Russian and in English; which columns name a row; "
    "which dimension a column joins.\n"
    "Does not answer: How a value was computed: see the pages of dbt. What a file of a delivery "
    "must hold: see the contracts.",
    {
        "schema_name": OwnColumn("VARCHAR", "Схема: marts или open_marts", "Schema."),
        "table_name": OwnColumn("VARCHAR", "Таблица", "Table."),
        "position": OwnColumn(
            "INTEGER",
            "Место столбца в таблице, начиная с 1; 0 — строка о самой таблице",
            "Place of the column in its table, from 1; 0: the row is about the table.",
        ),
        "column_name": OwnColumn(
            "VARCHAR",
            "Столбец; пусто в строке о таблице",
            "Column; NULL where the row is about the table.",
        ),
        "data_type": OwnColumn(
            "VARCHAR",
            "Тип данных DuckDB; пусто в строке о таблице",
            "Type in DuckDB; NULL where the row is about the table.",
        ),
        "is_key": OwnColumn(
            "BOOLEAN",
            "Входит ли столбец в ключ, по которому находится строка; пусто в строке о таблице",
            "Whether it is one of the columns that together name a row; NULL for a table.",
        ),
        "joins": OwnColumn(
            "VARCHAR",
            "С чем в справочнике (dim_…) соединять: таблица.столбец; пусто, если ни с чем",
            "The column of a dimension of its schema that it joins, as table.column; NULL: none.",
        ),
        "description_ru": OwnColumn("VARCHAR", "Что это, по-русски", "What it is, in Russian."),
        "description_en": OwnColumn("VARCHAR", "Что это, по-английски", "What it is, in English."),
    },
    ("schema_name", "table_name", "position"),
)

_DIMENSION = "dim_"
_LOGIN = "_login"


class Entry(NamedTuple):
    """A row of the dictionary, in the order of its columns."""

    schema_name: str
    table_name: str
    position: int
    column_name: str | None
    data_type: str | None
    is_key: bool | None
    joins: str | None
    description_ru: str | None
    description_en: str | None


class _Described(NamedTuple):
    """What is said about a table; texts are Russian and English."""

    text: tuple[str | None, str | None]
    columns: Mapping[str, tuple[str | None, str | None]]
    key: frozenset[str]


#: The column that each code joins, as table.column, by schema.
Codes = Mapping[str, Mapping[str, str]]


def data_dictionary(
    manifest: Mapping[str, Any],
    tables: Mapping[tuple[str, str], Columns],
    own: Mapping[tuple[str, str], OwnTable],
    codes: Codes,
) -> list[Entry]:
    """A row per table and per column of the tables (by schema and name), and of the `own` ones."""
    described = _models(manifest) | {name: _own(table) for name, table in own.items()}
    every = {**tables, **{name: table.types for name, table in own.items()}}
    return [
        entry
        for name in sorted(every)
        for entry in _entries(name, every[name], described.get(name), codes.get(name[0], {}))
    ]


def find_codes(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[tuple[str, str], Columns],
    database: str,
) -> dict[str, dict[str, str]]:
    """What the dimensions are joined by: code -> table.column, by schema.

    The codes of dim_school are called school, school_id or school_login, as far as there are such
    columns; one whose values repeat (a risk factor of two years' lists) names no row and is none.
    """
    found: dict[str, dict[str, str]] = {}
    for (schema, table), columns in tables.items():
        subject = table.removeprefix(_DIMENSION)
        names = (subject, f"{subject}_id", f"{subject}{_LOGIN}")
        for column in (each for each, _ in columns if table != subject and each in names):
            source = ".".join(map(quoted, (database, schema, table)))
            ((is_code,),) = connection.execute(
                f"select count(*) = count(distinct {quoted(column)}) from {source}"  # noqa: S608
            ).fetchall()
            if is_code:
                found.setdefault(schema, {})[column] = f"{table}.{column}"
    return found


def _entries(
    name: tuple[str, str],
    columns: Columns,
    described: _Described | None,
    codes: Mapping[str, str],
) -> Iterator[Entry]:
    said = described or _Described((None, None), {}, frozenset())
    yield Entry(*name, 0, None, None, None, None, *said.text)
    for position, (column, kind) in enumerate(columns, start=1):
        joins = _joined(column, codes)
        yield Entry(
            *name,
            position,
            column,
            kind,
            column in said.key,
            # the code itself, in its own dimension
            None if joins == f"{name[1]}.{column}" else joins,
            *said.columns.get(column, (None, None)),
        )


def _joined(column: str, codes: Mapping[str, str]) -> str | None:
    """The longest code that ends the column's name; whatever ends in _login is a school's."""
    for code in sorted(codes, key=len, reverse=True):
        is_login = code.endswith(_LOGIN) and column.endswith(_LOGIN)
        if column == code or column.endswith(f"_{code}") or is_login:
            return codes[code]
    return None


def _models(manifest: Mapping[str, Any]) -> dict[tuple[str, str], _Described]:
    keys = dict(_keys(manifest))
    return {
        (node["schema"], node["alias"]): _Described(
            _texts(node),
            {name: _texts(column) for name, column in node["columns"].items()},
            keys.get(unique_id, frozenset()),
        )
        for unique_id, node in manifest.get("nodes", {}).items()
        if node["resource_type"] == "model"
    }


def _keys(manifest: Mapping[str, Any]) -> Iterable[tuple[str, frozenset[str]]]:
    """The columns that the test `unique_key` holds together, by the model's unique id."""
    for node in manifest.get("nodes", {}).values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "unique_key":
            yield node["attached_node"], frozenset(test["kwargs"]["columns"])


def _own(table: OwnTable) -> _Described:
    columns = {name: (each.text_ru, each.text_en) for name, each in table.columns.items()}
    return _Described((table.text_ru, table.text_en), columns, frozenset(table.key))


def _texts(described: Mapping[str, Any]) -> tuple[str | None, str | None]:
    russian = described.get("config", {}).get("meta", {}).get("description_ru")
    return _text(russian), _text(described.get("description"))


def _text(text: object) -> str | None:
    return str(text or "").strip() or None
