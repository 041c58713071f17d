"""The files of reports: which there are, where they lie, when they are made again.

    reports/2024-H1/00701000/index.html   the report of a territory
                             spravka.docx  the аналитическая справка

Belongs here: names, and that a report of the same release, revision and code is not made twice.
What stands in the files: `contents`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from opora.durable import write_bytes, write_text
from opora.home import Home
from opora.reports.contents import sections_of
from opora.reports.docx import Paper, docx
from opora.reports.html import Page, html
from opora.reports.noted import code_of_reports, note_current
from opora.reports.report import (
    HalfYearReports,
    Report,
    Territory,
    current_half_years,
    open_reports,
    reported_half_years,
)
from opora.reports.source import ReportError
from opora.reports.start_page import MADE_FROM, write_start_page

#: Told how far the work is: reports made, reports in all.
Progress = Callable[[int, int], None]

#: Without being asked, a run makes reports of so many schools; a country is asked for by name.
MOST_SCHOOLS = 300

_REPORT, _PAPER = "index.html", "spravka.docx"


@dataclass(frozen=True)
class Written:
    """A report that was written."""

    half_year: str
    territory: Territory
    folder: Path


def report_folder(home: Home, half_year: str, territory: str) -> Path:
    """Where the report of a territory lies."""
    return home.reports / half_year / territory


def write_current_reports(home: Home, progress: Progress) -> list[Written]:
    """Bring the reports that people ask for up to date; the caller holds the writers' lock.

    Those are the newest half-year, the newest signed one, and whatever has a report already. Where
    more schools are reported on than a run should spend its time with, none is written: `opora
    report` does it.
    """
    asked = set(current_half_years(home))
    known = [
        half_year
        for half_year in reported_half_years(home)
        if half_year in asked or any((home.reports / half_year).glob(f"*/{MADE_FROM}"))
    ]
    written = write_reports(home, known, progress=progress, most=MOST_SCHOOLS)
    note_current(home)
    return written


def write_reports(
    home: Home,
    half_years: Sequence[str],
    territories: Collection[str] | None = None,
    revision: int | None = None,
    *,
    again: bool = False,
    most: int | None = None,
    progress: Progress,
) -> list[Written]:
    """Write reports; those that would say the same are left as they are, unless `again`.

    `territories`: codes; None: all. `most`: half-years with more schools are left out. ReportError
    where a half-year or territory isn't known.
    """
    written: list[Written] = []
    for half_year in half_years:
        with open_reports(home, half_year, revision) as reports:
            wanted = _wanted(reports, territories)
            if most is not None and max((each.schools for each in wanted), default=0) > most:
                continue
            for number, territory in enumerate(wanted):
                progress(number, len(wanted))
                folder = report_folder(home, half_year, territory.code)
                made_from = _made_from(reports, territory)
                if again or _read(folder / MADE_FROM) != made_from:
                    _write(reports.of(territory), folder)
                    write_text(folder / MADE_FROM, json.dumps(made_from, indent=1))
                    written.append(Written(half_year, territory, folder))
    write_start_page(home)
    return written


def _wanted(reports: HalfYearReports, codes: Collection[str] | None) -> list[Territory]:
    if codes is None:
        return list(reports.territories)
    by_code = {each.code: each for each in reports.territories}
    unknown = sorted(set(codes) - set(by_code))
    if unknown:
        raise ReportError(
            f"{reports.standing.half_year} has no schools in the territory {unknown[0]}; there "
            f"are {', '.join(by_code)}"
        )
    return [by_code[code] for code in codes]


def _write(report: Report, folder: Path) -> None:
    sections = sections_of(report)
    standing, period = report.standing, report.half_year.name_ru
    subtitle = f"{report.territory.name_ru}, {period}"
    notices = _notices(report)
    page = Page(
        "Поддержка школ: мониторинг за полугодие",
        subtitle,
        standing.line,
        standing.is_draft,
        notices,
        sections,
        (("Аналитическая справка (Word)", _PAPER),),
    )
    paper = Paper(
        "Аналитическая справка",
        subtitle,
        standing.line,
        standing.is_draft,
        notices,
        sections,
        report.texts,
        standing.approved_at or standing.made_at,
    )
    write_bytes(folder / _PAPER, docx(paper))
    write_text(folder / _REPORT, html(page))


def _notices(report: Report) -> tuple[str, ...]:
    standing = report.standing
    found = []
    if standing.is_draft:
        found.append("Проект: эта редакция не утверждена, её значения могут измениться.")
    if standing.newer is not None:
        number, causes = standing.newer
        found.append(
            f"После утверждения поступили изменения: предлагается редакция {number}"
            + (f" ({causes})." if causes else ".")
        )
    if standing.release is not None and report.source.release != standing.release:
        found.append(
            f"Выпуск {standing.release}, по которому утверждали, не сохранился: показатели "
            f"утверждённые, разделы анализа — по выпуску {report.source.release}."
        )
    return tuple(found)


def _made_from(reports: HalfYearReports, territory: Territory) -> dict[str, object]:
    standing = reports.standing
    return {
        "release": reports.source.newest,
        "revision": standing.revision,
        "code": code_of_reports(),
        "texts": asdict(reports.texts_of(territory)),
        # what the start page says of it
        "about": {
            "territory": territory.name_ru,
            "level": territory.level,
            "schools": territory.schools,
            "state": f"редакция {standing.revision}, {standing.state_ru}",
            "is_draft": standing.is_draft,
        },
    }


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # not made yet, or half of it is lost: it is made again
        return None
