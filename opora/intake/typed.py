"""Turns text into typed rows: one SELECT, made from a layout and a contract, run by DuckDB.

Belongs here: how a cell's text becomes a number, a date, a vocabulary value; what could not be read
goes into the map `unreadable` (column -> text), so that the rules can name it. Not here: deciding
what to do about it (`opora.validation`).

A typed row has the contract's stored columns, `unreadable`, and its place: `delivery_id`,
`delivered_half_year`, `sheet`, `row_no`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from opora.contracts import PLACE_COLUMNS, Column, Dataset
from opora.intake.mapping import Locale, Target, Totals
from opora.intake.misplaced import HIDDEN, code_without_names, without_people
from opora.intake.no_value import unless_no_value
from opora.intake.readings import date, is_ambiguous, look_up, number, translated, trimmed
from opora.intake.vocabularies import Vocabulary
from opora.sql import literal, quoted

#: Where the raw tables carry the keys of persons, made before any text reached DuckDB.
PERSON_KEY = "person key"
PERSON_KEY_BY_NAME = "person key by name"
DOUBTFUL = "doubtful identity"

_YES_NO = "yes_no"

#: «Итого», «Всего по району:», but not «Итоговое совещание»:
#: a word for a total, in the syntax that Python and DuckDB share.
TOTAL = "(?i)[\\s\u00a0]*(итого|всего)([^а-яё].*)?"
_TOTAL_WITHIN = 3
#: What people write into a cell that they leave blank.
_BLANKS = ("-", "–", "—", "н/д", "нет данных", "n/a", "N/A")


@dataclass(frozen=True)
class Place:
    """Where rows come from; every raw table carries it, and so does every typed row."""

    delivery_id: int
    half_year: str | None
    sheet: str | None

    @property
    def sql(self) -> str:
        """The place as columns of a SELECT; the row number is the reader's to add."""
        return (
            f"{self.delivery_id}::BIGINT AS delivery_id, "
            f"{literal(self.half_year)}::VARCHAR AS delivered_half_year, "
            f"{literal(self.sheet)}::VARCHAR AS sheet"
        )


@dataclass(frozen=True)
class TypedSelect:
    """Writes the SELECT from a raw table: headings as columns, all text, and the row's place.

    Four steps, each a subquery, so that nothing is computed twice: `r:` the cell as it came, `v:`
    what it was read as at once, the typed value, `b:` the text of what could not be read. Cells in
    their usual spelling take a short way; only the others are trimmed, normalised and compared
    again, which made reading seven times faster.
    """

    dataset: Dataset
    target: Target
    headings: tuple[str, ...]
    locale: Locale
    totals: Totals | None
    vocabularies: Mapping[str, Vocabulary]
    #: Other codes of schools -> login; they are what older files use.
    school_codes: Vocabulary

    def sql(self, raw: str) -> str:
        """The typed rows of the raw table, total rows included and marked; no blank rows."""
        stored = ", ".join(map(self._final, self.dataset.stored_columns))
        return f"""
SELECT {stored},
    {self._unreadable()} AS unreadable,
    {self._is_total()} AS is_total,
    {", ".join(PLACE_COLUMNS)}
FROM ({self._unread(self._typed(self._read(self._cells(raw))))}
) AS judged"""

    def _final(self, column: Column) -> str:
        """The value; a blank cell of a total row stands for all, not for the default."""
        if column.default is None or column not in self.given:
            return quoted(column.name)
        total = f"{self._is_total()} AND {_r(column)} IS NULL"
        return f"CASE WHEN NOT ({total}) THEN {quoted(column.name)} END AS {quoted(column.name)}"

    @cached_property
    def given(self) -> list[Column]:
        """The columns that this layout fills."""
        target = self.target
        given = {*target.columns, *target.expressions, *target.constants}
        return [column for column in self.dataset.stored_columns if column.name in given]

    # -- the steps, from the inside out -------------------------------------------------------

    def _cells(self, raw: str) -> str:
        """`r:<column>`: the cell, before anything is done to it."""
        cells = [f"{self.cell(column)} AS {_r(column)}" for column in self.given]
        carried = [quoted(PERSON_KEY), quoted(PERSON_KEY_BY_NAME), quoted(DOUBTFUL)]
        if self.dataset.person is None:
            carried = []
        return _select([*PLACE_COLUMNS, *self._labels(), *carried, *cells], raw, "raw_rows")

    def cell(self, column: Column) -> str:
        """The column's cell in a raw table; people in a wrong column are hidden."""
        if column.name in self.target.constants:
            return literal(self.target.constants[column.name])
        if column.name in self.target.expressions:
            # What an expression can't be computed from is a blank cell of that row, no more.
            return f"TRY({self.target.expressions[column.name]})::VARCHAR"
        cell = quoted(self.target.columns[column.name])
        if self.dataset.person is not None:
            cell = without_people(cell)
        elif column.is_never_a_name:
            cell = code_without_names(cell)
        mapped = self.target.value_maps.get(column.name)
        if not mapped:
            return cell
        cases = " ".join(f"WHEN {literal(a)} THEN {literal(b)}" for a, b in mapped.items())
        return f"CASE trim({cell}) {cases} ELSE {cell} END"

    def _read(self, cells: str) -> str:
        """`v:<column>`: what the cell was read as, not yet of its final type."""
        read = [f"{self.reading(column)} AS {_v(column)}" for column in self.given]
        return _select(["*", *read], f"({cells})", "cells") + f"\nWHERE {self._is_filled()}"

    def reading(self, column: Column) -> str:
        """What the cell `r:<column>` is read as: not yet checked, and of numbers a double."""
        cell, text = _r(column), self._text(column)
        if column.vocabulary or column.type == "boolean":
            return look_up(cell, self.words(column))
        if column.holds_schools or column.name == "school_login":
            return translated(unless_no_value(text, f"lower({text})"), self.school_codes)
        if column.type == "string":
            return unless_no_value(text, text)
        if column.type == "date":
            return date(cell)
        read = number(cell, self.locale, per_cent="%" in column.heading)
        if column.type == "number":
            return read
        return f"CASE WHEN NOT ({is_ambiguous(cell, self.locale)}) THEN {read} END"

    def words(self, column: Column) -> Vocabulary:
        """The words that a column of a vocabulary, or of yes and no, may hold."""
        if column.vocabulary:
            return self.vocabularies.get(column.vocabulary, {})
        return self.vocabularies[_YES_NO]

    def _text(self, column: Column) -> str:
        """The cell's text: trimmed; NULL where it is blank or a mark that stands for blank."""
        cell = _r(column)
        clean = trimmed(cell)
        # Trimming costs ten times as much as looking whether there is anything to trim.
        odd = " OR ".join(
            [f"{cell} < '!'", f"starts_with({cell}, '\u00a0')"]
            + [f"ends_with({cell}, {literal(space)})" for space in " \t\u00a0"]
        )
        return self._unless_blank(
            cell, f"CASE WHEN {odd} THEN {self._unless_blank(clean, clean)} ELSE {cell} END"
        )

    def _unless_blank(self, text: str, otherwise: str) -> str:
        """NULL for a text that stands for blank.

        Written as CASE: DuckDB makes a join of every IN list of this length.
        """
        blanks = ("", *_BLANKS, *self.target.states)
        cases = " ".join(f"WHEN {literal(blank)} THEN NULL" for blank in blanks)
        return f"CASE {text} {cases} ELSE {otherwise} END"

    def _typed(self, read: str) -> str:
        """The values of the contract's columns."""
        values = [
            f"({self._value(column)})::{column.duckdb_type} AS {quoted(column.name)}"
            for column in self.dataset.stored_columns
        ]
        return _select(["*", *values], f"({read})", "readings")

    def _value(self, column: Column) -> str:
        if column.type == "key":
            return quoted(PERSON_KEY if column.keyed_from else PERSON_KEY_BY_NAME)
        value = "NULL"
        if column in self.given:
            value = _checked(column)
            if column.vocabulary and column.vocabulary_severity != "critical":
                text = self._text(column)
                value = f"coalesce({value}, {unless_no_value(text, text)})"
        if column.vocabulary == "state":
            value = f"coalesce({self._state()}, {value})"
        if column.default is not None:
            # A blank cell has the default; one that can't be read has not.
            blank = f"{self._text(column)} IS NULL" if column in self.given else "true"
            value = (
                f"coalesce({value}, CASE WHEN {blank} "
                f"THEN {literal(column.default)}::{column.duckdb_type} END)"
            )
        return value

    def _state(self) -> str:
        """The state that a mark such as `s` in any cell of the row stands for."""
        cells = ", ".join(
            f"trim({_r(column)})" for column in self.given if column.name in self.target.columns
        )
        cases = " ".join(
            f"WHEN {literal(mark)} IN ({cells}) THEN {literal(state)}"
            for mark, state in self.target.states.items()
        )
        return f"CASE {cases} END" if cases else "NULL"

    def _unread(self, typed: str) -> str:
        """`b:<column>`: the text of a cell that holds something and could not be read."""
        bad = [
            f"CASE WHEN {_r(column)} IS NOT NULL AND ({_checked(column)}) IS NULL "
            f"THEN {self._text(column)} END AS {_b(column)}"
            for column in self.given
        ]
        return _select(["*", *bad], f"({typed})", "typed")

    def _unreadable(self) -> str:
        """A map of what could not be read, NULL for nearly every row."""
        bad = {column.name: _b(column) for column in self.given}
        entries = [
            f"CASE WHEN {text} IS NOT NULL THEN {{'key': {literal(column)}, 'value': {text}}} END"
            for column, text in bad.items()
        ]
        anything = list(bad.values())
        if self.dataset.person is not None:
            anything.append(f"nullif({quoted(DOUBTFUL)}::VARCHAR, '[]')")
            # Which identity was doubtful is told, what it said is not.
            entries += [
                f"CASE WHEN list_contains({quoted(DOUBTFUL)}, {literal(column.name)}) "
                f"THEN {{'key': {literal(column.name)}, 'value': ''}} END"
                for column in self.dataset.input_columns
                if column.is_dropped
            ]
        if not anything:
            return "NULL::MAP(VARCHAR, VARCHAR)"
        return (
            f"CASE WHEN coalesce({', '.join(anything)}) IS NOT NULL THEN map_from_entries("
            f"list_filter([{', '.join(entries)}], LAMBDA entry: entry IS NOT NULL)) END"
        )

    def _is_filled(self) -> str:
        """A row counts when any of its own cells is filled: constants don't make a row.

        Nor do the headings again, as a printed table has them on every page. Asked of the raw
        cells: asked of the values, it would make DuckDB compute them twice.
        """
        own = [_r(column) for column in self.given if column.name in self.target.columns]
        own += [quoted(f"label {place}") for place in range(len(self.label_headings))]
        if self.dataset.person is not None:
            own += [f"{quoted(PERSON_KEY)}::VARCHAR", f"{quoted(DOUBTFUL)}::VARCHAR"]
        first = f"coalesce({', '.join(own)})"
        spaces = " OR ".join([f"{first} < '!'", f"starts_with({first}, '\u00a0')"])
        # Nearly always the first filled cell says it; spaces alone fill none.
        everything = trimmed(f"concat_ws('', {', '.join(own)})")
        again = " AND ".join(
            # where people are looked for, a heading may have been taken for one
            f"{_r(column)} IN ({literal(self.target.columns[column.name])}, {literal(HIDDEN)})"
            for column in self.given
            if column.name in self.target.columns
        )
        return (
            f"CASE WHEN {first} IS NULL THEN false WHEN {spaces} THEN {everything} <> '' "
            f"ELSE NOT coalesce({again or 'false'}, false) END"
        )

    # -- total rows ---------------------------------------------------------------------------

    @property
    def label_headings(self) -> tuple[str, ...]:
        """The headings under which a total row says that it is one."""
        return label_headings(self.headings, self.totals)

    def is_total_label(self, label: str) -> str:
        """Whether a cell under one of these headings says so, never NULL."""
        if self.totals is None:
            return _is_total(label)
        values = ", ".join(map(literal, self.totals.values))
        return f"coalesce(trim({label}) IN ({values}), false)"

    def _labels(self) -> list[str]:
        return [
            f"{quoted(heading)} AS {quoted(f'label {place}')}"
            for place, heading in enumerate(self.label_headings)
        ]

    def _is_total(self) -> str:
        """Whether the row is a total, never NULL.

        The first column says so, or another one in a row that lacks what data must have: a complete
        row is data, whatever words it holds.
        """
        labels = [quoted(f"label {place}") for place in range(len(self.label_headings))]
        first, *others = map(self.is_total_label, labels) if labels else ["false"]
        if self.totals is not None:
            return first
        required = [
            quoted(column.name)
            for column in self.dataset.stored_columns
            if column.required and column.type != "key"
        ]
        if self.dataset.person is not None:
            required.append(quoted(PERSON_KEY))
        lacking = " OR ".join(f"{column} IS NULL" for column in required)
        other = (
            f"CASE WHEN {lacking or 'true'} THEN {' OR '.join(others) or 'false'} ELSE false END"
        )
        return f"({first} OR {other})"


def label_headings(headings: tuple[str, ...], totals: Totals | None) -> tuple[str, ...]:
    """The headings of a layout under which a row says that it is a total."""
    return (totals.column,) if totals else headings[:_TOTAL_WITHIN]


def _select(columns: Iterable[str], source: str, alias: str) -> str:
    return "\nSELECT " + ",\n    ".join(columns) + f"\nFROM {source} AS {alias}"


def _r(column: Column) -> str:
    return quoted(f"r:{column.name}")


def _v(column: Column) -> str:
    return quoted(f"v:{column.name}")


def _b(column: Column) -> str:
    return quoted(f"b:{column.name}")


def _checked(column: Column) -> str:
    """The reading, where it is possible as a value of the column's type."""
    value = _v(column)
    if column.vocabulary:
        return value
    if column.type == "integer":
        return f"CASE WHEN {value} = trunc({value}) AND abs({value}) < 1e15 THEN {value} END"
    if column.type == "number":
        return f"CASE WHEN isfinite({value}) THEN {value} END"
    if column.type == "date":
        return f"CASE WHEN year({value}) BETWEEN 1900 AND 2100 THEN {value} END"
    return value


def _is_total(label: str) -> str:
    """Whether a cell is a word for a total; nearly all are told apart by their first letter."""
    first_letters = [f"starts_with({label}, {literal(letter)})" for letter in "ИиВв\u00a0"]
    return (
        f"CASE WHEN {label} < '!' OR {' OR '.join(first_letters)} "
        f"THEN regexp_full_match({label}, {literal(TOTAL)}, 's') ELSE false END"
    )
