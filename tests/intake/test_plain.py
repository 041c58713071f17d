"""The short way and the long way to typed rows: the same rows, whatever the cells hold."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.contracts import Column, Dataset
from opora.contracts.filling import Filling
from opora.contracts.model import ColumnType, Delivery, Reference
from opora.intake.mapping import Locale, Target, Totals
from opora.intake.plain import ODD, PlainSelect
from opora.intake.typed import TypedSelect
from opora.intake.unfilled import filled_rows

_WORDS = {
    "yes_no": {"да": "true", "нет": "false", "1": "true", "0": "false"},
    "kind": {"впр": "vpr", "всероссийские работы": "vpr", "итого": "all", "огэ": "oge"},
}
_CODES = {"1001": "sch1", "код-7": "sch7"}


def _column(name: str, kind: ColumnType = "string", **more: Any) -> Column:
    return Column(name, name.capitalize(), kind, "", "", **more)


_COLUMNS = (
    _column(
        "school_login", required=True, references=(Reference("school_login", "schools", "login"),)
    ),
    _column("kind", vocabulary="kind", required=True),
    _column("note"),
    _column("stage", vocabulary="kind", vocabulary_severity="warning", default="vpr"),
    _column("code", is_never_a_name=True),
    _column("serial", "integer", is_never_a_name=True),
    _column("grade", "integer", required=True),
    _column("score", "number"),
    _column("share", "number"),
    _column("day", "date"),
    _column("flag", "boolean"),
)
_STORED = [*(column.name for column in _COLUMNS), "row_no", "is_total", "unreadable"]
_HEADINGS = tuple(column.name.capitalize() for column in _COLUMNS)


def _dataset(**form: Any) -> Dataset:
    return Dataset(
        "things", "Вещи", "", "", "", "1", _COLUMNS, Delivery("append"), (), key=("school_login",),
        filling=Filling(**form),
    )  # fmt: skip


def _select(**more: Any) -> TypedSelect:
    given: dict[str, Any] = {
        "dataset": _dataset(),
        "target": _target(),
        "headings": _HEADINGS,
        "locale": Locale(),
        "totals": None,
        "vocabularies": _WORDS,
        "school_codes": _CODES,
    }
    return TypedSelect(**(given | more))


def _target(**more: Any) -> Target:
    columns = {column.name: column.heading for column in _COLUMNS}
    left_out = more.get("constants", {})
    return Target("things", {k: v for k, v in columns.items() if k not in left_out}, **more)


def _raw(rows: list[tuple[str | None, ...]]) -> pa.Table:
    count = len(rows)
    places = {
        "delivery_id": pa.array([7] * count, pa.int64()),
        "delivered_half_year": pa.array(["2024-H1"] * count, pa.string()),
        "sheet": pa.array([None] * count, pa.string()),
        "row_no": pa.array(range(2, count + 2), pa.int64()),
    }
    cells = {
        heading: pa.array([row[at] for row in rows], pa.string())
        for at, heading in enumerate(_HEADINGS)
    }
    return pa.table(places | cells)


def _both_ways(
    select: TypedSelect, rows: list[tuple[str | None, ...]]
) -> tuple[list[Any], list[Any], int]:
    """Types and rows of the long way, those of the short one, and how many rows took it."""
    plain = PlainSelect(select)
    assert plain.is_possible

    def long(raw: str) -> str:
        return select.sql(filled_rows(select.dataset, select.target, raw))

    with duckdb.connect() as connection:
        connection.register("raw", _raw(rows))
        connection.execute(f"CREATE TABLE short AS {plain.sql('raw')}")
        ((taken,),) = connection.execute(
            f"SELECT count(*) FROM short WHERE {ODD} IS NULL"
        ).fetchall()
        short = (
            f"SELECT * EXCLUDE ({ODD}), NULL::MAP(VARCHAR, VARCHAR) AS unreadable FROM short "
            f"WHERE {ODD} IS NULL UNION ALL BY NAME {long(plain.odd_rows('short'))}"
        )
        listed = ", ".join(_STORED)
        read = []
        for query in (long("raw"), short):
            cursor = connection.execute(f"SELECT {listed} FROM ({query}) ORDER BY row_no")
            types = [description[1] for description in cursor.description or ()]
            read.append([types, *cursor.fetchall()])
    expected, found = read
    return expected, found, taken


_PLAIN = {
    "school_login": ["sch1", "SCH990001", "1001"],
    "kind": ["впр", "ВПР", "vpr", "Всероссийские работы"],
    "note": ["Семинар", "Разбор ошибок", "итоговая", "24"],
    "stage": ["огэ", None],
    "code": ["50001", "000123", "A17"],
    "serial": ["1", "999"],
    "grade": ["4", "11", "-3"],
    "score": ["15", "97.5", "12,5", "1 234,5"],
    "share": ["0", "100", None],
    "day": ["01.03.2024", "2024-03-01", "1.3.24", "2024-03-01 00:00:00"],
    "flag": ["да", "Нет", None],
}
_TRICKY = (
    "", " ", "-", "–", "н/д", "n/a", "s", " 4", "4 ", "\u00a05", "5\u00a0", "\t6", "007", "+4",
    "-0", "1.0", "1.5", ".5", "5.", "1e2", "1_000", "1,000", "1.000", "1 000", "0x10", "inf", "nan",
    "-inf", "9" * 15, "9" * 16, "1" * 40, "12%", "12 %", "infinity", "epoch", "today", "31.02.2024",
    "2024-02-30", "2024-13-01", "01.03.1024", "1899-12-31", "2101-01-01", "01/03/2024", "01.03.24",
    "0001-01-01", "2024-3-1", "01.03.2024 10:00", "Итого", "итого", "Всего:", "ИТОГО по школе",
    "всего", "Иванова А. С.", "Иван Петрович", "123-456-789 00", "ab-cd", "abc", "a b", "=A1",
    "#Н/Д", "(дата или время 01.03.2024)", "код-7", "КОД-7", "1001", "true", "Да ", "ДА",
    "да\u00a0", "впр ", "В П Р", "Огэ", "ё", "Ж" * 30, "x\ny", "'", '"', "\\", "NULL", "null",
    *_HEADINGS,
)  # fmt: skip
_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@st.composite
def _rows(draw: Any) -> list[tuple[str | None, ...]]:
    """Mostly plain rows with some cells that are anything."""
    rows = []
    for _ in range(draw(st.integers(1, 20))):
        row = [draw(st.sampled_from(_PLAIN[column.name])) for column in _COLUMNS]
        for at in draw(st.sets(st.integers(0, len(row) - 1), max_size=3)):
            row[at] = draw(st.none() | st.sampled_from(_TRICKY) | _TEXT)
        rows.append(tuple(row))
    if draw(st.booleans()):
        rows.append(draw(st.sampled_from([_HEADINGS, (None,) * len(_COLUMNS)])))
    return rows


_SELECTS = {
    "a contract": _select(),
    "a decimal comma": _select(locale=Locale(decimal=",", thousands=".")),
    "a decimal point": _select(locale=Locale(decimal=".", thousands=",")),
    "totals of a mapping": _select(totals=Totals("Note", ("Семинар", "24"))),
    "texts that mean others": _select(
        target=_target(
            value_maps={"grade": {"4": "Итого"}, "kind": {"1": "впр"}, "code": {"1": "x"}}
        )
    ),
    "constants": _select(target=_target(constants={"kind": "ВПР", "day": "2024-03-01"})),
    "a form that asks": _select(dataset=_dataset(every_school=True)),
}


@pytest.mark.parametrize("name", _SELECTS)
@settings(max_examples=4, deadline=None)
@given(rows=_rows())
def test_both_ways_give_the_same_rows(name: str, rows: list[tuple[str | None, ...]]) -> None:
    expected, found, _ = _both_ways(_SELECTS[name], rows)
    assert found == expected


@pytest.mark.parametrize("name", _SELECTS)
def test_every_tricky_cell_in_every_column(name: str) -> None:
    complete: dict[str, str | None] = {column.name: _PLAIN[column.name][0] for column in _COLUMNS}
    lacking = complete | {"grade": None}
    alone: dict[str, str | None] = dict.fromkeys(complete)
    rows = [
        tuple((others | {column.name: cell}).values())
        for others in (complete, lacking, alone)
        for column in _COLUMNS
        for cell in (None, _PLAIN[column.name][0], *_TRICKY)
    ]
    expected, found, _ = _both_ways(_SELECTS[name], rows)
    assert found == expected


def test_usual_spellings_take_the_short_way() -> None:
    longest = max(map(len, _PLAIN.values()))
    rows = [
        tuple(spellings[at % len(spellings)] for spellings in _PLAIN.values())
        for at in range(longest)
    ]
    _, found, taken = _both_ways(_SELECTS["a contract"], rows)
    assert taken == len(found) - 1 == longest


def test_persons_marks_and_formulas_never_do() -> None:
    assert not PlainSelect(_select(target=_target(states={"s": "suppressed"}))).is_possible
    assert not PlainSelect(_select(target=_target(expressions={"note": "1"}))).is_possible
    assert not PlainSelect(_select(target=Target("things", {}))).is_possible
