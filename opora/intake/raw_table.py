"""The raw table of a small file: headings as columns, all text, people already keyed.

Belongs here: from rows of cells to Arrow, with nothing in it that the contract does not ask for and
nothing of a person but keys. Not here: reading the rows (`raw`), what a cell is worth (`typed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from opora.contracts import Dataset
from opora.intake.mapping import Target
from opora.intake.no_value import date_for_text
from opora.intake.persons import PersonKeys
from opora.intake.raw import RawRow, Source
from opora.intake.sheet import DateText
from opora.intake.typed import (
    DOUBTFUL,
    PERSON_KEY,
    PERSON_KEY_BY_NAME,
    TOTAL,
    label_headings,
)


def raw_schema(source: Source, target: Target, dataset: Dataset) -> pa.Schema:
    """Columns and types of the raw table that a sheet gives for one of its targets."""
    fields = [
        ("delivery_id", pa.int64()),
        ("delivered_half_year", pa.string()),
        ("sheet", pa.string()),
        ("row_no", pa.int64()),
    ]
    if dataset.person is not None:
        fields += [
            (PERSON_KEY, pa.binary()),
            (PERSON_KEY_BY_NAME, pa.binary()),
            (DOUBTFUL, pa.list_(pa.string())),
        ]
    return pa.schema([*fields, *((each, pa.string()) for each in _asked(source, target))])


def raw_table(
    source: Source,
    target: Target,
    dataset: Dataset,
    rows: Sequence[RawRow],
    keys: PersonKeys | None,
) -> pa.Table:
    """Rows of a sheet as its raw table; identity columns are replaced by keys.

    `keys` are there if and only if the dataset is about persons.
    """
    place = source.place
    columns: list[pa.Array] = [
        pa.array([place.delivery_id] * len(rows), pa.int64()),
        pa.array([place.half_year] * len(rows), pa.string()),
        pa.array([place.sheet] * len(rows), pa.string()),
        pa.array([int(row[0] or 0) for row in rows], pa.int64()),
    ]
    identity = {
        column.name: target.columns[column.name]
        for column in dataset.input_columns
        if column.is_dropped and column.name in target.columns
    }
    positions = {heading: at for at, heading in enumerate(source.layout.headings, start=1)}
    if keys is not None:
        keyed = [
            keys.key({column: row[positions[heading]] for column, heading in identity.items()})
            for row in rows
        ]
        columns.append(pa.array([person.key for person in keyed], pa.binary()))
        columns.append(pa.array([person.key_by_name for person in keyed], pa.binary()))
        doubtful = [
            # A row of nothing but a name is a row: an empty list says so.
            list(person.doubtful) if any(row[positions[h]] for h in identity.values()) else None
            for person, row in zip(keyed, rows, strict=True)
        ]
        columns.append(pa.array(doubtful, pa.list_(pa.string())))
    texts = {
        target.columns.get(column.name)
        for column in dataset.input_columns
        if column.type == "string"
    }
    for heading in _asked(source, target):
        cells = [row[positions[heading]] for row in rows]
        if heading in texts:
            cells = [date_for_text(c) if isinstance(c, DateText) else c for c in cells]
        if heading in identity.values():
            # Of a name nothing is left; the word for a total is none.
            cells = [cell if cell and _is_total(cell) else None for cell in cells]
        columns.append(pa.array(cells, pa.string()))
    return pa.Table.from_arrays(columns, schema=raw_schema(source, target, dataset))


def _asked(source: Source, target: Target) -> Sequence[str]:
    """The headings whose cells are looked at; an expression may name any of them."""
    headings = source.layout.headings
    if target.expressions:
        return headings
    asked = {*target.columns.values(), *label_headings(headings, source.layout.totals)}
    return [heading for heading in headings if heading in asked]


def _is_total(cell: str) -> bool:
    return re.fullmatch(TOTAL, cell, re.DOTALL) is not None
