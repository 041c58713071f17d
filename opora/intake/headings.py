"""A table under headings: the row in which they stand, and which column of a dataset is where.

Belongs here: matching the headings of one sheet with one contract or one mapping. Not here: which
of them the file is meant for (`recognise`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from opora.contracts import PLACE_COLUMNS, Dataset
from opora.intake.layout import Layout
from opora.intake.mapping import LayoutMapping, Target
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.typed import DOUBTFUL, PERSON_KEY, PERSON_KEY_BY_NAME

_HEADER_WITHIN = 20

#: Rows of headings without what does not matter.
_Head: TypeAlias = "list[list[str]]"

#: Name of a dataset -> the dataset, and what its columns may be called: asked for every file.
_kept_names: dict[str, tuple[Dataset, Mapping[str, str]]] = {}

#: Names of our own columns beside those of a raw table; a heading like them gets another name.
_RESERVED = frozenset({*PLACE_COLUMNS, PERSON_KEY, PERSON_KEY_BY_NAME, DOUBTFUL})


def by_mapping(sheet: Sheet, mapping: LayoutMapping) -> Layout | None:
    """The layout, where a row of the sheet has all headings by which a mapping is recognised."""
    number = header_row_of(sheet, mapping)
    if number is None:
        return None
    headings = _unique(sheet.rows[number - 1])
    found = _Headings(sheet, number, headings)
    totals = mapping.totals
    return Layout(
        sheet,
        number,
        headings,
        tuple(
            replace(
                target,
                columns={
                    column: found.named(heading) for column, heading in target.columns.items()
                },
            )
            for target in mapping.targets
        ),
        mapping.locale,
        totals and replace(totals, column=found.named(totals.column)),
        mapping.name,
    )


def header_row_of(sheet: Sheet, mapping: LayoutMapping) -> int | None:
    """The number of the row that has all headings of a mapping."""
    wanted = {normal(heading) for heading in mapping.headings}
    rows = enumerate(sheet.rows[:_HEADER_WITHIN], start=1)
    return next((n for n, row in rows if wanted <= {normal(cell) for cell in row}), None)


class _Headings:
    """The headings of a sheet, as a mapping file names them."""

    def __init__(self, sheet: Sheet, row_number: int, headings: tuple[str, ...]) -> None:
        self._sheet, self._row_number = sheet, row_number
        self._found: dict[str, list[str]] = {}
        for cell, heading in zip(sheet.rows[row_number - 1], headings, strict=True):
            self._found.setdefault(normal(cell), []).append(heading)

    def named(self, heading: str) -> str:
        """The sheet's own spelling of a heading."""
        found = self._found.get(normal(heading), [])
        if not found:
            raise self._refusal(f"нет столбца «{heading}». Добавьте его.")
        if len(found) > 1:
            raise self._refusal(_doubled(heading))
        return found[0]

    def _refusal(self, text: str) -> Refusal:
        return Refusal.at(self._sheet, self._row_number, text)


def by_contracts(sheet: Sheet, datasets: Mapping[str, Dataset]) -> dict[str, Layout]:
    """The layouts by the contracts of which a row of the sheet has every required heading."""
    head = _head(sheet)
    present = {cell for row in head for cell in row}
    found = {}
    for name, dataset in datasets.items():
        names = _names(dataset)
        # of nearly every contract the sheet has no more than a few headings, in whatever row
        if _required(dataset) <= {names[cell] for cell in names.keys() & present}:
            layout = _by_contract(sheet, dataset, head)
            if layout is not None:
                found[name] = layout
    return found


def _by_contract(sheet: Sheet, dataset: Dataset, head: _Head) -> Layout | None:
    number, columns = _best_row(head, _names(dataset))
    if not columns or not _required(dataset) <= columns.keys():
        return None
    row = sheet.rows[number - 1]
    headings = _unique(row)
    doubled = [name for name, places in columns.items() if len(places) > 1]
    if doubled:
        first, second, *_ = (row[place] for place in columns[doubled[0]])
        raise Refusal.at(sheet, number, _doubled(str(first), str(second)))
    matched = {name: headings[places[0]] for name, places in columns.items()}
    return Layout(sheet, number, headings, (Target(dataset.name, matched),))


def best_row(sheet: Sheet, dataset: Dataset) -> tuple[int, dict[str, list[int]]]:
    """The row with the most headings of the dataset: its number, and column -> places."""
    return _best_row(_head(sheet), _names(dataset))


def _best_row(head: _Head, names: Mapping[str, str]) -> tuple[int, dict[str, list[int]]]:
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for number, row in enumerate(head, start=1):
        columns: dict[str, list[int]] = {}
        for place, cell in enumerate(row):
            if cell in names:
                columns.setdefault(names[cell], []).append(place)
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def _head(sheet: Sheet) -> _Head:
    """The rows in which headings are looked for, as they are compared."""
    return [[normal(cell) for cell in row] for row in sheet.rows[:_HEADER_WITHIN]]


def _required(dataset: Dataset) -> set[str]:
    return {column.name for column in dataset.input_columns if column.heading_required}


def _names(dataset: Dataset) -> Mapping[str, str]:
    """What the columns of a dataset may be called, as it is compared -> column."""
    kept = _kept_names.get(dataset.name)
    if kept is None or kept[0] is not dataset:
        names = {
            normal(spelling): column.name
            for column in dataset.input_columns
            for spelling in (column.name, column.heading, *column.synonyms)
        }
        kept = _kept_names[dataset.name] = (dataset, names)
    return kept[1]


def is_attempt(sheet: Sheet, dataset: Dataset) -> bool:
    """Whether a sheet without all required headings is the table all the same, not a help page."""
    required = _required(dataset)
    return 2 * len(required & best_row(sheet, dataset)[1].keys()) >= len(required)


def _doubled(heading: str, other: str | None = None) -> str:
    same = other is None or normal(other) == normal(heading)
    what = (
        f"заголовок «{heading}» встречается дважды"
        if same
        else (f"заголовки «{heading}» и «{other}» означают одно и то же")
    )
    return f"{what}. Оставьте один столбец."


def _unique(row: Sequence[str | None]) -> tuple[str, ...]:
    """Names for the columns of a table: its headings, numbered where blank, repeated or ours."""
    seen = set(_RESERVED)
    names = []
    for place, cell in enumerate(row, start=1):
        name = (cell or "").strip() or f"column {place}"
        if name.lower() in seen:
            name = f"{name} ({place})"
        seen.add(name.lower())
        names.append(name)
    return tuple(names)


@lru_cache(maxsize=1 << 14)
def normal(heading: str | None) -> str:
    """A heading without what does not matter: case, ё, spaces, a star or a colon at the end."""
    text = (heading or "").lower().replace("ё", "е").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text).strip(" *:\t\n")
