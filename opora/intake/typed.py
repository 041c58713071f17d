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

from opora.contracts import Column, Dataset
from opora.intake.mapping import Locale, Target, Totals
from opora.intake.vocabularies import Vocabulary

#: Where the raw tables carry the keys of persons, made before any text reached DuckDB.
PERSON_KEY = "person key"
PERSON_KEY_BY_NAME = "person key by name"
DOUBTFUL = "doubtful identity"

_TOTAL_WORDS = ("Итого", "ИТОГО", "итого", "Всего", "ВСЕГО", "всего")
_TOTAL_WITHIN = 3
#: What people write into a cell that they leave blank.
_BLANKS = ("-", "–", "—", "н/д", "нет данных", "n/a", "N/A")
_SPACES = " \t\r\n\u00a0"


@dataclass(frozen=True)
class Place:
    """Where rows come from; a typed row carries it."""

    delivery_id: int
    half_year: str | None
    sheet: str | None


def literal(text: str | None) -> str:
    """A SQL string literal."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


@dataclass(frozen=True)
class TypedSelect:
    """Writes the SELECT from a raw table (headings as columns, all text, and `row_no`)."""

    dataset: Dataset
    target: Target
    headings: tuple[str, ...]
    locale: Locale
    totals: Totals | None
    vocabularies: Mapping[str, Vocabulary]
    #: Other codes of schools -> login; they are what older files use.
    school_codes: Vocabulary

    def sql(self, raw: str, place: Place) -> str:
        """The typed rows of the raw table, total rows included and marked; no blank rows."""
        read = [column for column in self.dataset.stored_columns if self._has_text(column)]
        return f"""
SELECT
    {", ".join(name(column.name) for column in self.dataset.stored_columns)},
    {self._unreadable(read)} AS unreadable,
    is_total,
    {place.delivery_id}::BIGINT AS delivery_id,
    {literal(place.half_year)}::VARCHAR AS delivered_half_year,
    {literal(place.sheet)}::VARCHAR AS sheet,
    row_no
FROM ({self._values(self._texts(raw, read))}
) AS typed_rows"""

    def _is_total(self) -> str:
        """The condition by which a raw row is a total, never NULL."""
        if self.totals is not None:
            values = ", ".join(map(literal, self.totals.values))
            return f"coalesce(trim({name(self.totals.column)}) IN ({values}), false)"
        # Identity columns never get here: people are keyed before.
        identity = {
            self.target.columns.get(column.name)
            for column in self.dataset.input_columns
            if column.is_dropped
        }
        tests = [
            f"starts_with(ltrim({name(heading)}), {literal(word)})"
            for heading in self.headings[:_TOTAL_WITHIN]
            if heading not in identity
            for word in _TOTAL_WORDS
        ]
        return f"coalesce({' OR '.join(tests)}, false)"

    # -- the SELECT, from the inside out ------------------------------------------------------

    def _texts(self, raw: str, read: list[Column]) -> str:
        """One trimmed text per column read, for the rows that have any."""
        texts = "".join(f",\n    {self._text(column)} AS {_t(column)}" for column in read)
        return f"""
SELECT * FROM (
SELECT *,
    {self._is_total()} AS is_total,
    {self._states()} AS "t:state of row"{texts}
FROM {raw} AS raw_rows
) AS texts
WHERE {self._is_filled(read)}"""

    def _values(self, texts: str) -> str:
        values = ",\n".join(
            f"    {self._value(column)} AS {name(column.name)}"
            for column in self.dataset.stored_columns
        )
        return f"""
SELECT row_no, is_total, COLUMNS(LAMBDA c: starts_with(c, 't:')), {self._person_columns()}
{values}
FROM ({texts}
) AS texts"""

    def _person_columns(self) -> str:
        return f"{name(DOUBTFUL)}," if self.dataset.person is not None else ""

    def _has_text(self, column: Column) -> bool:
        return column.type != "key" and (
            column.name in self.target.columns
            or column.name in self.target.expressions
            or column.name in self.target.constants
        )

    def _is_filled(self, read: Iterable[Column]) -> str:
        """A row counts when any of its own cells is filled: constants don't make a row."""
        own = [_t(column) for column in read if column.name in self.target.columns]
        if self.dataset.person is not None:
            own += [name(PERSON_KEY), name(DOUBTFUL)]
        return f"coalesce({', '.join(f'{cell}::VARCHAR' for cell in own)}) IS NOT NULL"

    def _text(self, column: Column) -> str:
        """The cell's text: trimmed, blank and dash as NULL, mapped and defaulted."""
        if column.name in self.target.constants:
            return literal(self.target.constants[column.name])
        if column.name in self.target.expressions:
            return f"({self.target.expressions[column.name]})::VARCHAR"
        text = f"nullif(trim({name(self.target.columns[column.name])}, {literal(_SPACES)}), '')"
        blanks = [*_BLANKS, *self.target.states]
        text = f"(CASE WHEN {text} NOT IN ({', '.join(map(literal, blanks))}) THEN {text} END)"
        for before, after in self.target.value_maps.get(column.name, {}).items():
            text = f"(CASE WHEN {text} = {literal(before)} THEN {literal(after)} ELSE {text} END)"
        return text

    def _states(self) -> str:
        """The state that a mark such as `s` in any cell of the row stands for."""
        if not self.target.states:
            return "NULL::VARCHAR"
        cells = [name(heading) for heading in self.target.columns.values()]
        cases = " ".join(
            f"WHEN {literal(mark)} IN ({', '.join(f'trim({cell})' for cell in cells)}) "
            f"THEN {literal(state)}"
            for mark, state in self.target.states.items()
        )
        return f"CASE {cases} END"

    def _value(self, column: Column) -> str:
        if column.type == "key":
            is_person = bool(column.keyed_from)
            return name(PERSON_KEY if is_person else PERSON_KEY_BY_NAME)
        value = self._parsed(column) if self._has_text(column) else "NULL"
        if column.vocabulary == "state":
            value = f'coalesce("t:state of row", {value})'
        if column.default is not None:
            default = f"{literal(column.default)}::{column.duckdb_type}"
            if self._has_text(column):
                value = f"CASE WHEN {_t(column)} IS NULL AND {value} IS NULL THEN {default} " + (
                    f"ELSE {value} END"
                )
            else:
                value = f"coalesce({value}, {default})"
        return f"({value})::{column.duckdb_type}"

    def _parsed(self, column: Column) -> str:
        text = _t(column)
        if column.vocabulary:
            found = _look_up(text, self.vocabularies.get(column.vocabulary, {}))
            return (
                found if column.vocabulary_severity == "critical" else f"coalesce({found}, {text})"
            )
        if column.references == "schools" or column.name == "school_login":
            return self._school(text)
        return _PARSERS[column.type](text, self.locale)

    def _school(self, text: str) -> str:
        login = f"lower({text})"
        if not self.school_codes:
            return _unless_formula(text, login)
        return _unless_formula(text, _look_up(text, self.school_codes, otherwise=login))

    def _unreadable(self, read: Iterable[Column]) -> str:
        """A map of what could not be read, NULL for nearly every row."""
        tests = {
            column.name: f"({_t(column)} IS NOT NULL AND {self._failed(column)})" for column in read
        }
        entries = [
            f"CASE WHEN {test} THEN {{'key': {literal(column)}, 'value': {_t_of(column)}}} END"
            for column, test in tests.items()
        ]
        if self.dataset.person is not None:
            tests[DOUBTFUL] = f"{name(DOUBTFUL)} IS NOT NULL"
            identity = [column.name for column in self.dataset.input_columns if column.is_dropped]
            entries += [
                f"CASE WHEN list_contains({name(DOUBTFUL)}, {literal(column)}) "
                f"THEN {{'key': {literal(column)}, 'value': ''}} END"
                for column in identity
            ]
        listed = ", ".join(entries)
        return (
            f"CASE WHEN {' OR '.join(tests.values())} THEN "
            f"map_from_entries(list_filter([{listed}], LAMBDA entry: entry IS NOT NULL)) END"
        )

    def _failed(self, column: Column) -> str:
        if column.vocabulary and column.vocabulary_severity != "critical":
            return f"{_look_up(_t(column), self.vocabularies.get(column.vocabulary, {}))} IS NULL"
        return f"{name(column.name)} IS NULL"


def _t(column: Column) -> str:
    return _t_of(column.name)


def _t_of(column: str) -> str:
    return name(f"t:{column}")


def _look_up(text: str, words: Vocabulary, otherwise: str | None = None) -> str:
    """A CASE over the words: exact text first (cheap), then the normal spelling."""
    fallback = f"ELSE {otherwise} " if otherwise else ""
    if not words:
        return otherwise or "NULL::VARCHAR"
    listed = ", ".join(f"{literal(word)}: {literal(value)}" for word, value in words.items())
    normal = (
        f"lower(replace(replace(regexp_replace(trim({text}, {literal(_SPACES)}), "
        f"'[\\s\\x{{00A0}}]+', ' ', 'g'), 'ё', 'е'), 'Ё', 'Е'))"
    )
    found = f"map_extract_value(MAP {{{listed}}}, {normal})"
    exact = " ".join(
        f"WHEN {literal(value)} THEN {literal(value)}" for value in dict.fromkeys(words.values())
    )
    if otherwise:
        return f"coalesce({found}, {otherwise})"
    return f"CASE {text} {exact} {fallback or f'ELSE {found} '}END"


def _unless_formula(text: str, value: str) -> str:
    """A cell that begins with `=` is a formula that somebody's program would run: not a value."""
    return f"CASE WHEN NOT starts_with({text}, '=') THEN {value} END"


def _string(text: str, locale: Locale) -> str:
    return _unless_formula(text, text)


def _number(text: str, locale: Locale) -> str:
    """Plain numbers at once; otherwise without thousands separators and with a decimal point."""
    separators = [locale.thousands] if locale.thousands else [" ", "\u00a0", "\u202f", "'"]
    cleaned = text
    for separator in separators:
        cleaned = f"replace({cleaned}, {literal(separator)}, '')"
    if locale.decimal != ".":
        cleaned = f"replace({cleaned}, ',', '.')"
    number = f"coalesce(try_cast({text} AS DOUBLE), try_cast({cleaned} AS DOUBLE))"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _integer(text: str, locale: Locale) -> str:
    number = _number(text, locale)
    return f"CASE WHEN {number} = trunc({number}) AND abs({number}) < 1e15 THEN {number} END"


def _date(text: str, locale: Locale) -> str:
    day = f"left({text}, 10)"
    # %y first: it takes two digits only, while %Y would read "24" as the year 24.
    patterns = "['%d.%m.%y', '%d.%m.%Y', '%d/%m/%Y']"
    # A time of day is allowed where it says nothing (exports of databases and of Excel).
    has_day_only = f"(length({text}) <= 10 OR right({text}, 8) = '00:00:00')"
    date = f"coalesce(try_cast({day} AS DATE), try_strptime({day}, {patterns})::DATE)"
    return f"CASE WHEN {has_day_only} AND year({date}) BETWEEN 1900 AND 2100 THEN {date} END"


def _boolean(text: str, locale: Locale) -> str:
    return f"try_cast({text} AS BOOLEAN)"


_PARSERS = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
}
