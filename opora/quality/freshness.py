"""Which datasets are awaited on a day, and who has not sent them.

Belongs here: what is due next, what is still missing of the half-year before, and how grave that is
on the day. Not here: who owes what (rules, `marts.delivery_schedule`) or who has delivered
(`marts.delivery_completeness`); how it is shown (`opora.cli.status`, `orchestration.freshness`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from opora.errors import OporaError
from opora.home import Home

if TYPE_CHECKING:
    import duckdb

#: complete: nothing is missing; waiting: something is, and there is time; due: the day is near;
#: overdue: it has passed.
Stage = Literal["complete", "waiting", "due", "overdue"]

_DUE = """
SELECT schedule.half_year, schedule.dataset, schedule.due_on,
    schedule.warn_from_on, schedule.severity, schedule.is_awaited,
    count(completeness.dataset) AS expected,
    count(*) FILTER (completeness.state IN ('missing', 'rejected')) AS missing,
    count(*) FILTER (completeness.state = 'partly') AS partly,
    count(*) FILTER (completeness.newest_half_year = schedule.half_year) = 0 AS is_older
FROM marts.delivery_schedule AS schedule
LEFT JOIN marts.delivery_completeness AS completeness
    ON schedule.half_year = completeness.half_year AND schedule.dataset = completeness.dataset
WHERE list_contains(?, schedule.half_year)
GROUP BY ALL HAVING count(completeness.dataset) > 0 OR NOT schedule.is_awaited
ORDER BY schedule.half_year, schedule.due_on, schedule.dataset
"""

_NEXT = "SELECT min(half_year) FROM marts.delivery_schedule WHERE report_due_on >= ?"
_LAST = "SELECT max(half_year) FROM marts.delivery_schedule WHERE report_due_on < ?"

_SENDERS = """
SELECT completeness.school_login, completeness.territory,
    coalesce(schools.name_ru, territories.name_ru), completeness.state, completeness.rows_open
FROM marts.delivery_completeness AS completeness
LEFT JOIN marts.dim_school AS schools ON completeness.school_login = schools.school_login
LEFT JOIN marts.dim_territory AS territories ON completeness.territory = territories.territory
WHERE completeness.half_year = ? AND completeness.dataset = ? AND completeness.state <> 'delivered'
ORDER BY list_position(['missing', 'rejected', 'partly'], completeness.state),
    completeness.territory, completeness.school_login
LIMIT ?
"""


@dataclass(frozen=True)
class Awaited:
    """One dataset of one half-year, on a day.

    `expected` counts schools or territories that owe it. `missing`: nothing of theirs was accepted;
    `partly`: not all. `is_known` is false where nothing was delivered for the half-year nor for the
    one before it: everything is missing then, and from how many, nobody can say yet. `is_older`:
    nothing was sent for the half-year itself; what is not missing holds from earlier ones.
    """

    on: dt.date
    half_year: str
    dataset: str
    due_on: dt.date
    warn_from_on: dt.date
    severity: str
    is_known: bool
    expected: int
    missing: int
    partly: int
    is_older: bool

    @property
    def stage(self) -> Stage:
        """How near its day is, if anything is missing."""
        if self.is_known and not (self.missing or self.partly):
            return "complete"
        if self.on < self.warn_from_on:
            return "waiting"
        return "due" if self.on <= self.due_on else "overdue"


@dataclass(frozen=True)
class Sender:
    """A school or (login is None) a territory that has not sent everything."""

    login: str | None
    territory: str
    name_ru: str | None
    state: str
    rows_open: int

    @property
    def words(self) -> str:
        """Code and name."""
        code = self.login or self.territory
        return f"{code} {self.name_ru}" if self.name_ru else code


@contextmanager
def published_marts(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the published file, to read only.

    Raises OporaError where nothing is published, or by a version that had no such marts; in
    Russian, because officers ask.
    """
    import duckdb

    if not home.published_file.exists():
        raise OporaError(
            f"Ещё ничего не сдано. Положите файлы в {_short(home.landing)} и наберите opora run."
        )
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise OporaError(
                f"{_short(home.published_file)} записан прежней версией программы. Наберите "
                "opora run: он будет записан заново."
            ) from error


def awaited(connection: duckdb.DuckDBPyConnection, on: dt.date) -> list[Awaited]:
    """What is due next, and before it what is still missing of the half-year that was due last.

    `connection`: the published marts. A half-year is due on the day of its report; its datasets are
    due somewhat earlier.
    """
    (coming,) = connection.execute(_NEXT, [on]).fetchall()[0]
    (last,) = connection.execute(_LAST, [on]).fetchall()[0]
    found = of_half_years(connection, on, [each for each in (last, coming) if each])
    return [each for each in found if each.half_year == coming or each.stage != "complete"]


def of_half_years(
    connection: duckdb.DuckDBPyConnection, on: dt.date, half_years: Collection[str]
) -> list[Awaited]:
    """Everything that is expected in some half-years."""
    rows = connection.execute(_DUE, [list(half_years)]).fetchall()
    return [Awaited(on, *row) for row in rows]


def senders(
    connection: duckdb.DuckDBPyConnection, half_year: str, dataset: str, limit: int
) -> list[Sender]:
    """The first of those who have not sent everything, those without anything first."""
    rows = connection.execute(_SENDERS, [half_year, dataset, limit]).fetchall()
    return [Sender(*row) for row in rows]


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
