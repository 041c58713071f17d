"""The reports of a half-year, measured: `python -m opora.bench.reports [HALF_YEAR]`.

They are composed from the release in `OPORA_HOME` (that of `opora demo`, for one) in a process of
its own, into memory; the newest half-year unless one is named. Belongs here: time by kind of
document, what of it the queries take, peak memory. Not here: writing files, which is the disk's.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter, process_time

from opora.bench.measure import measure
from opora.home import Home
from opora.reports.annex.workbook import annex
from opora.reports.card import card_of
from opora.reports.composed import page_of, paper_of, subtitle_of
from opora.reports.contents import sections_of
from opora.reports.docx import docx
from opora.reports.html import html
from opora.reports.report import HalfYearReports, Report, current_half_years, open_reports
from opora.reports.source import Row, Source

#: Seconds by kind of work.
Seconds = defaultdict[str, float]


@dataclass(frozen=True)
class _TimedSource(Source):
    """A source that adds up what its queries take."""

    seconds: Seconds

    def rows(self, query: str) -> list[Row]:
        with _timed(self.seconds, "queries"):
            return super().rows(query)


def compose_reports(home: Home, half_year: str) -> dict[str, object]:
    """Compose all reports of a half-year and all cards; how many there are, what they took."""
    seconds: Seconds = defaultdict(float)
    counted: Counter[str] = Counter()
    started, processor = perf_counter(), process_time()
    with open_reports(home, half_year) as opened:
        reports = _with_timed_source(opened, seconds)
        for territory in reports.territories:
            with _timed(seconds, "sections"):
                report = reports.of(territory)
                sections = sections_of(report)
            # draws the charts, which the page uses again
            with _timed(seconds, "docx"):
                docx(paper_of(report, sections))
            with _timed(seconds, "xlsx"):
                annex(report, "", subtitle_of(report))
            with _timed(seconds, "html"):
                html(page_of(report, sections, ()))
            counted["reports"] += 1
            if report.speaks_of_schools:
                with _timed(seconds, "cards"):
                    counted["cards"] += _compose_cards(report)
    in_all = perf_counter() - started
    processor = process_time() - processor
    queries = seconds.pop("queries")
    return {
        "half_year": half_year,
        **counted,
        "seconds": {kind: round(taken, 1) for kind, taken in seconds.items()},
        "seconds_in_all": round(in_all, 1),
        "of_it_processor": round(processor, 1),
        "of_it_queries": round(queries, 1),
        "ratio_to_the_queries": round(in_all / queries, 1),
    }


def _compose_cards(report: Report) -> int:
    schools = report.rows("schools")
    for school in schools:
        html(card_of(report, school["school_login"], ()))
    return len(schools)


def _with_timed_source(reports: HalfYearReports, seconds: Seconds) -> HalfYearReports:
    source = reports.source
    timed = _TimedSource(source.connection, source.release, source.newest, seconds)
    return replace(reports, source=timed)


@contextmanager
def _timed(seconds: Seconds, kind: str) -> Iterator[None]:
    started = perf_counter()
    yield
    seconds[kind] += perf_counter() - started


def main(arguments: list[str]) -> None:
    """Measure a process of its own, and print its report."""
    half_year = arguments[0] if arguments else current_half_years(Home.from_environment())[-1]
    measured = measure("opora.bench.reports", ["run", half_year], dict(os.environ))
    print(measured.told())


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(json.dumps(compose_reports(Home.from_environment(), sys.argv[2])))
    else:
        main(sys.argv[1:])
