"""When a country that is to grow is assessed: every half-year holds the same procedures.

The real calendar has none in most autumns, so that its half-years could not be compared. What it
lacks is added as a rule file of the home, like a department's own windows.

Belongs here: windows. Not here: who takes part (`scale_results`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from opora.demo.calendar import Window, half_years, windows

_KINDS = ("vpr", "oge", "ege")
#: Session, first and last day of an invented window, in the first and in the second half-year.
_SPRING, _AUTUMN = ("spring", (4, 1), (5, 15)), ("autumn", (9, 20), (10, 25))
_SOURCE = "демонстрация: вымышленный срок"


def real_windows(half_year: str) -> list[Window]:
    """The windows of the rules that lie in a half-year."""
    year = half_years()[half_year].year
    return [window for window in windows(year) if window.half_year == half_year]


def equal_windows(half_year: str) -> list[Window]:
    """One window of each kind in a half-year: that of the rules, or an invented one."""
    held = {window.kind: window for window in real_windows(half_year)}
    return [held.get(kind) or _invented(kind, half_year) for kind in _KINDS]


def write_invented_windows(folder: Path, of: Sequence[str]) -> None:
    """The rule file of the windows that the rules lack in some half-years."""
    rows = [
        [
            window.kind, window.year, window.session, window.starts_on, window.ends_on, half_year,
            "true", 0, _SOURCE,
        ]
        for half_year in of
        for window in equal_windows(half_year)
        if window not in real_windows(half_year)
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "assessment_windows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(
            ["procedure_kind", "assessment_year", "session", "starts_on", "ends_on", "half_year",
             "is_used", "grades_behind", "source"]
        )  # fmt: skip
        writer.writerows(rows)


def a_year_before(half_year: str) -> str:
    """The same half of the year before."""
    year, half = half_year.split("-")
    return f"{int(year) - 1}-{half}"


def _invented(kind: str, half_year: str) -> Window:
    of = half_years()[half_year]
    session, first, last = _AUTUMN if of.is_second else _SPRING
    return Window(
        kind, of.year, session, dt.date(of.year, *first), dt.date(of.year, *last), half_year
    )
