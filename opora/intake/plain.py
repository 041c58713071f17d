"""The short way from text to values: rows whose cells stand in a usual spelling, typed at once.

Nearly all rows of a large file are plain: every cell is NULL or one of the spellings below, none is
a total or a heading. For them one cheap expression per column gives what `typed` would make of the
cell; every other row is passed on as it came, and goes the long way. Belongs here: which spellings
are plain, and their values. Not here: what any other spelling is worth (`typed`), or when a file is
read this way (`workbench`). A test holds both ways against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from opora.contracts import PLACE_COLUMNS, Column
from opora.intake.readings import chosen, date, translated, usual_spellings
from opora.intake.typed import TOTAL, TypedSelect
from opora.intake.unfilled import holds_answers
from opora.sql import literal, quoted

#: The cells of a row that is not plain, NULL for all others.
ODD = "odd"

#: A code of digits and Latin letters: no space around it, no blank, no name, no word for a total.
_CODE = "[0-9A-Za-z]+"
_CODE_WITH_DIGIT = "[0-9A-Za-z]*[0-9][0-9A-Za-z]*"
#: A double holds every whole number of so many characters, and a contract's integer is below 1e15.
_DIGITS = 15


@dataclass(frozen=True)
class PlainSelect:
    """Writes the SELECT of plain rows over the same raw table as its `long` way."""

    long: TypedSelect

    @property
    def is_possible(self) -> bool:
        """Whether rows of this layout may be plain: persons, marks and formulas are never."""
        target = self.long.target
        has_own_cells = any(column.name in target.columns for column in self.long.given)
        return (
            self.long.dataset.person is None
            and not target.states
            and not target.expressions
            and has_own_cells
        )

    def sql(self, raw: str) -> str:
        """The typed rows of the raw table; of an odd row only `odd` and its place count.

        There is no `unreadable`: of a plain row it would say nothing.
        """
        cells = [f"{self._cell(column)} AS {_r(column)}" for column in self.long.given]
        plain = [f"{self._plain(column)} AS {_p(column)}" for column in self.long.given]
        stored = [self._stored(column) for column in self.long.dataset.stored_columns]
        kept = ", ".join(map(quoted, self._kept))
        odd = f"CASE WHEN NOT ({self._is_plain()}) THEN [{kept}] END AS {ODD}"
        return (
            f"\nSELECT {_listed([*stored, 'false AS is_total', *PLACE_COLUMNS, odd])}"
            f"\nFROM (SELECT *, {_listed(plain)}"
            f"\nFROM (SELECT *, {_listed(cells)}"
            f"\nFROM {raw} AS raw_rows) AS cells) AS plain_cells"
        )

    def odd_rows(self, source: str) -> str:
        """The raw table of the rows that did not pass as plain, from what `sql` gave."""
        cells = [f"{ODD}[{at}] AS {quoted(each)}" for at, each in enumerate(self._kept, start=1)]
        return f"(SELECT {_listed([*PLACE_COLUMNS, *cells])} FROM {source} WHERE {ODD} IS NOT NULL)"

    @cached_property
    def _kept(self) -> list[str]:
        """The headings that the long way looks at."""
        used = {*self.long.target.columns.values(), *self.long.label_headings}
        return [heading for heading in self.long.headings if heading in used]

    # -- cells --------------------------------------------------------------------------------

    def _cell(self, column: Column) -> str:
        """The cell, before anything is done to it; a plain code is no name, so none is hidden."""
        if _is_code(column) and column.name not in self.long.target.value_maps:
            return quoted(self.long.target.columns[column.name])
        return self.long.cell(column)

    def _plain(self, column: Column) -> str:
        """What a plain cell says; NULL for any other."""
        cell = _r(column)
        if column.vocabulary or column.type == "boolean":
            words = usual_spellings(self.long.words(column))
            return chosen(cell, {a: b for a, b in words.items() if not _is_total(a)})
        if column.holds_schools or column.name == "school_login":
            login = f"CASE WHEN {_is(_CODE, cell)} THEN lower({cell}) END"
            return translated(login, self.long.school_codes)
        if _is_code(column):
            return f"CASE WHEN {_is(_CODE_WITH_DIGIT, cell)} THEN {cell} END"
        if column.type == "date":
            return _day(cell)
        if column.type == "integer":
            whole = f"try_cast({cell} AS BIGINT)"
            # What is written back as the same text has no sign or point that could mean more.
            is_plain = f"{whole}::VARCHAR = {cell} AND length({cell}) <= {_DIGITS}"
            return f"CASE WHEN {is_plain} THEN {whole} END"
        return f"CASE WHEN {cell} IS NOT NULL THEN {self.long.reading(column)} END"

    def _stored(self, column: Column) -> str:
        """The column of a plain row; a blank cell has the default."""
        is_given = column in self.long.given
        value = f"{_p(column) if is_given else 'NULL'}::{column.duckdb_type}"
        if column.default is not None:
            blank = f"{_r(column)} IS NULL" if is_given else "true"
            default = f"{literal(column.default)}::{column.duckdb_type}"
            value = f"CASE WHEN {blank} THEN {default} ELSE {value} END"
        return f"{value} AS {quoted(column.name)}"

    # -- rows ---------------------------------------------------------------------------------

    def _is_plain(self) -> str:
        """Never NULL. The first own cell is filled and no heading: the row is data."""
        first = next(column for column in self.long.given if self._is_own(column))
        heading = literal(self.long.target.columns[first.name])
        answers = holds_answers(self.long.dataset, self.long.target)
        return " AND ".join(
            [
                f"coalesce({_r(first)} <> {heading}, false)",
                *([answers] if answers else []),
                *(f"({_r(column)} IS NULL OR {_is_value(column)})" for column in self.long.given),
                *(f"NOT {self.long.is_total_label(label)}" for label in self._doubtful_labels()),
            ]
        )

    def _is_own(self, column: Column) -> bool:
        return column.name in self.long.target.columns

    def _doubtful_labels(self) -> list[str]:
        """Where a plain row may still say that it is a total: under the headings of free texts."""
        told = {
            self.long.target.columns[column.name]
            for column in self.long.given
            if self._is_own(column)
            and self.long.totals is None
            and column.name not in self.long.target.value_maps
            and (column.type != "string" or column.vocabulary or _is_coded(column))
        }
        return [quoted(heading) for heading in self.long.label_headings if heading not in told]


def _is_coded(column: Column) -> bool:
    return column.holds_schools or column.name == "school_login" or _is_code(column)


def _is_code(column: Column) -> bool:
    """Whether the column holds codes of people or works, and no name should stand there."""
    is_text = column.type == "string" and not column.vocabulary
    is_school = column.holds_schools or column.name == "school_login"
    return column.is_never_a_name and is_text and not is_school


def _day(cell: str) -> str:
    """The two usual spellings of a day without looking for others; then as any date is read."""
    is_short = f"length({cell}) = 10 AND {cell} BETWEEN '0' AND ':'"
    iso = f"try_cast({cell} AS DATE)"
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL "
        f"WHEN {is_short} AND substring({cell}, 3, 1) = '.' "
        f"THEN try_strptime({cell}, '%d.%m.%Y')::DATE "
        f"WHEN {is_short} AND {iso}::VARCHAR = {cell} THEN {iso} ELSE {date(cell)} END"
    )


def _is_value(column: Column) -> str:
    """Whether a cell that is not blank has been read, and may be a value of its column."""
    value = _p(column)
    if column.type == "number":
        return f"coalesce(isfinite({value}), false)"
    if column.type == "date":
        return f"coalesce(year({value}) BETWEEN 1900 AND 2100, false)"
    return f"{value} IS NOT NULL"


def _is(pattern: str, cell: str) -> str:
    return f"regexp_full_match({cell}, {literal(pattern)})"


def _is_total(word: str) -> bool:
    return re.fullmatch(TOTAL, word, re.DOTALL) is not None


def _listed(columns: list[str]) -> str:
    return ",\n    ".join(columns)


def _r(column: Column) -> str:
    return quoted(f"r:{column.name}")


def _p(column: Column) -> str:
    return quoted(f"p:{column.name}")
