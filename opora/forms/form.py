"""What one form is made of, before anybody decides how it looks.

Belongs here: a form, its period, the columns that are only there to be read. Not here: sheets and
cells (`workbook` and what it calls), or where the rows come from (`known`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opora.contracts import Column, Dataset
from opora.forms.windows import Window

Row = Mapping[str, Any]

#: What begins the heading of a column that is only there to be read.
FOR_READING = "Справочно: "


@dataclass(frozen=True)
class Period:
    """The half-year of a form."""

    half_year: str
    starts_on: dt.date
    ends_on: dt.date
    #: Kind of assessment -> its window, for examples.
    windows: Mapping[str, Window] = field(default_factory=dict, hash=False)

    @property
    def year_starts_on(self) -> dt.date:
        """Who was on a list at any time of the year counts: so long an ended row is kept."""
        return self.ends_on.replace(month=1, day=1)


@dataclass(frozen=True)
class Explained:
    """A column that is only there to be read, after the column `after`; intake leaves it out."""

    heading: str
    key: str
    after: str
    width: int = 24


@dataclass(frozen=True)
class Form:
    """A form: its dataset, the rows that stand in it beforehand and what must not be changed.

    `rows` hold values by column name, and by `key` those of the columns for reading. `fixed` names
    the columns whose given values are locked. `known` are the codes that columns may refer to, by
    what they refer to (logins: `schools`); `school` is the login of the one whose own form it is.
    """

    dataset: Dataset
    period: Period
    rows: Sequence[Row] = ()
    fixed: frozenset[str] = frozenset()
    explained: Sequence[Explained] = field(default=())
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    school: str | None = None

    @property
    def columns(self) -> list[Column | Explained]:
        """The columns of the contract, each followed by what explains it."""
        columns: list[Column | Explained] = []
        for column in asked_columns(self.dataset):
            columns.append(column)
            columns += [each for each in self.explained if each.after == column.name]
        return columns

    @property
    def is_unanswered(self) -> bool:
        """Whether a row stands in it that lacks what a row must have."""
        needed = [column.name for column in self.dataset.input_columns if column.required]
        return any(row.get(name) is None for row in self.rows for name in needed)


def asked_columns(dataset: Dataset) -> tuple[Column, ...]:
    """The columns that people fill in: what intake fills in is not asked for."""
    left_out = dataset.filling.leaves_out
    return tuple(column for column in dataset.input_columns if column.name not in left_out)


def school_column(dataset: Dataset) -> Column | None:
    """The column of the school to which a row belongs."""
    return next((column for column in dataset.columns if column.holds_schools), None)
