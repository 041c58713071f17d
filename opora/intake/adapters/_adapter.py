"""What an adapter is: how a format is recognised, and the tables that come out of it.

Belongs here: the shape of adapters and of what they give. Not here: any one format, or what
several of them share (`_cells`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opora.home import Home
from opora.intake.mapping import Locale
from opora.intake.sheet import Sheet
from opora.intake.vocabularies import load_vocabularies, spelling
from opora.rules import load_rule

#: Excel allows no slash in the name of a sheet.
_GROUP = " / "


@dataclass(frozen=True)
class Declared:
    """A number that the file states about its own rows, and what these give.

    `what_ru`: what is counted, as the answer to the sender names it; `tolerance`: how far the two
    may be apart, where the file rounds.
    """

    row_no: int
    what_ru: str
    declared: float
    counted: float
    tolerance: float = 0.005


@dataclass(frozen=True)
class Stand:
    """Where a column of a contract stands in a file: its place from 0, and its own heading."""

    place: int
    heading: str


@dataclass(frozen=True)
class Table:
    """Rows for one dataset.

    `columns` are the contract's names; `rows` carry the number that a person sees beside them in
    the file, ascending, and text as it stands there. `sheet` is where a person finds them (None:
    the file has no sheets). Total rows are not among them: what they say is `declared`.

    The pipeline knows a row by its sheet and number. Where one row of the file gives several rows
    of a dataset (a group of columns per subject), each group is a table of its own, whose `sheet`
    is `group_of_sheet(sheet, group)`.

    `stands`: where a column of the contract stands in the file, for those that stand in the row
    itself. `elsewhere`: by number of a row and column, the cell to look at where it is another one.
    """

    dataset: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str | None]]]
    sheet: str | None = None
    declared: Sequence[Declared] = ()
    locale: Locale = field(default_factory=Locale)
    stands: Mapping[str, Stand] = field(default_factory=dict)
    elsewhere: Mapping[tuple[int, str], tuple[int, int]] = field(default_factory=dict)


def group_of_sheet(sheet: str | None, group: str) -> str:
    """Where rows of one group of columns stand."""
    return f"{sheet or ''}{_GROUP}{group}"


def parts_of_sheet(name: str | None) -> tuple[str | None, str | None]:
    """The sheet as the file calls it, and the group of columns, of what a table is called."""
    sheet, _, group = (name or "").partition(_GROUP)
    return sheet or None, group or None


class Known:
    """What the rules' data tell an adapter: times of procedures, and subjects."""

    def __init__(
        self, windows: Sequence[Mapping[str, Any]], subjects: Collection[str] = ()
    ) -> None:
        """`windows`: rows of `assessment_windows`; `subjects`: as files may write them."""
        self._windows = windows
        self._held = {
            (row["procedure_kind"], row["assessment_year"], row["session"]): row for row in windows
        }
        self._subjects = frozenset(map(spelling, subjects))

    @classmethod
    def of(cls, home: Home) -> Known:
        """What is known in an installation."""
        return cls(load_rule("assessment_windows", home), load_vocabularies(home)["subject"])

    def is_subject(self, text: str) -> bool:
        """Whether a text is a subject; what stands in its place and is none may be a name."""
        return spelling(text) in self._subjects

    def window(self, procedure_kind: str, day: dt.date) -> tuple[int, str] | None:
        """Assessment year and session of the window that a day falls into; None: into none."""
        for row in self._windows:
            if row["procedure_kind"] == procedure_kind and (
                row["starts_on"] <= day <= row["ends_on"]
            ):
                return int(row["assessment_year"]), str(row["session"])
        return None

    def sessions(self, procedure_kind: str, year: int) -> list[str]:
        """The sessions that an assessment year has, in the order in which they are held."""
        held = [
            row
            for row in self._windows
            if row["procedure_kind"] == procedure_kind and int(row["assessment_year"]) == year
        ]
        return [str(row["session"]) for row in sorted(held, key=lambda row: row["starts_on"])]

    def grades_behind(self, procedure_kind: str, year: float | None, session: str | None) -> int:
        """How many grades below its own a class was tested on; 0 where nothing was held."""
        row = self._held.get((procedure_kind, year, session))
        return int(row["grades_behind"]) if row else 0


@dataclass(frozen=True)
class Adapter:
    """One format.

    `claims` looks at the sheets (of a large file only at their first rows) and says whether it is
    this format; it must not raise. `read` gives the tables, or raises a Refusal that tells the
    sender what is missing.
    """

    name: str
    title_ru: str
    claims: Callable[[Sequence[Sheet]], bool]
    read: Callable[[Sequence[Sheet], Known], Sequence[Table]]
