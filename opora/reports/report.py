"""What a report is about: a half-year, a territory, a revision; and the answers to its queries.

Belongs here: telling the queries what they are asked about, and keeping their answers, which
several sections share. Not here: what is made of them (`sections`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from opora.home import Home
from opora.reports.blocks import Cell, Linked
from opora.reports.numbers import NOTHING
from opora.reports.source import ReportError, Row, Source, open_source, writable
from opora.reports.standing import Standing, standing_of
from opora.reports.texts import RULE, Texts, texts_of
from opora.rules import load_rule

#: Levels of the tree on which a report speaks of schools one by one.
LEVEL_OF_SCHOOLS = "municipality"

#: The rule file that names what files may hold: kinds of schools, sessions …
VOCABULARIES = "vocabularies"

#: (vocabulary, value) -> its Russian name.
Words = Mapping[tuple[str, str], str]


#: The list of all cards, where they lie.
CARDS = "schools/index.html"


def card_name(school_login: str) -> str:
    """Where the card of a school lies, beside the report of its municipality."""
    return f"schools/{school_login}.html"


@dataclass(frozen=True)
class HalfYear:
    """The half-year of a report."""

    key: str
    name_ru: str
    starts_on: dt.date
    ends_on: dt.date
    calendar_year: int
    is_year_end: bool


@dataclass(frozen=True)
class Territory:
    """The territory of a report; `schools` is how many lie in it and below."""

    code: str
    name_ru: str
    level: str
    schools: int
    repeats_one_below: bool = False


@dataclass
class Report:
    """A report that is being made.

    `rows(query)` answers `queries/<query>.sql` for this half-year, revision and territory.
    """

    source: Source
    half_year: HalfYear
    territory: Territory
    standing: Standing
    texts: Texts = field(default_factory=Texts)
    words: Words = field(default_factory=dict)
    _answers: dict[str, list[Row]] = field(default_factory=dict)
    _by_school: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    @property
    def speaks_of_schools(self) -> bool:
        """Whether schools are named one by one; above, what lies below is summed up."""
        return self.territory.level == LEVEL_OF_SCHOOLS

    def rows(self, query: str) -> list[Row]:
        """The answer to a query; the second time it is the same list."""
        if query not in self._answers:
            self._answers[query] = self.source.rows(query)
        return self._answers[query]

    def school(self, school_login: str | None) -> Cell:
        """The name of a school of this territory, leading to its card; the code of another one."""
        names = {row["school_login"]: row["name_ru"] for row in self.rows("schools")}
        if school_login is None:
            return NOTHING
        if school_login not in names:
            return school_login
        return Linked(names[school_login], card_name(school_login))

    def of_school(self, query: str, school_login: str) -> list[Row]:
        """Those rows of the answer to a query that are about one school."""
        if query not in self._by_school:
            by_school: dict[str, list[Row]] = {}
            for row in self.rows(query):
                by_school.setdefault(row["school_login"], []).append(row)
            self._by_school[query] = by_school
        return self._by_school[query].get(school_login, [])

    def word(self, vocabulary: str, value: str | None) -> str:
        """The Russian word for a value of a vocabulary, as the rules name it."""
        return NOTHING if value is None else self.words.get((vocabulary, value), value)


@dataclass(frozen=True)
class HalfYearReports:
    """The reports of a half-year that can be made: a territory each."""

    source: Source
    half_year: HalfYear
    standing: Standing
    territories: tuple[Territory, ...]
    texts: tuple[Mapping[str, Any], ...] = ()
    words: Words = field(default_factory=dict)

    def texts_of(self, territory: Territory) -> Texts:
        """What the department of a territory says for itself."""
        return texts_of(self.texts, territory.code)

    def of(self, territory: Territory) -> Report:
        """The report of a territory; only one at a time can be asked."""
        self.source.set(territory=territory.code)
        self.source.rows("schools_here")
        return Report(
            self.source,
            self.half_year,
            territory,
            self.standing,
            self.texts_of(territory),
            self.words,
        )


@contextmanager
def open_reports(
    home: Home, half_year: str, revision: int | None = None
) -> Iterator[HalfYearReports]:
    """What can be reported on a half-year; ReportError where it has no snapshot."""
    with open_source(home) as newest:
        newest.set(half_year=half_year)
        standing = standing_of(newest.rows("manifests"), half_year, revision)
    with open_source(home, standing.release) as source:
        source.set(half_year=half_year, revision=standing.revision)
        source.rows("revision_views")
        known = source.rows("half_year")
        if not known:
            raise ReportError(f"{half_year} is not a half-year of the calendar")
        territories = tuple(Territory(**row) for row in source.rows("territories"))
        texts = tuple(map(writable, load_rule(RULE, home)))
        words = {
            (row["vocabulary"], row["value"]): row["name_ru"]
            for row in map(writable, load_rule(VOCABULARIES, home))
        }
        yield HalfYearReports(source, HalfYear(**known[0]), standing, territories, texts, words)


def reported_half_years(home: Home) -> list[str]:
    """The half-years that have a snapshot, oldest first."""
    with open_source(home) as source:
        return [row["half_year"] for row in source.rows("half_years")]


def current_half_years(home: Home) -> list[str]:
    """What people ask for: the newest half-year and, where that is a draft, the newest signed."""
    with open_source(home) as source:
        return [row["half_year"] for row in source.rows("current_half_years")]
