"""The files of reports: which there are, where they lie, when they are made again.

    reports/2024-H1/00701000/index.html   the report of a territory
                             spravka.docx  the аналитическая справка
                             annex.xlsx    everything behind it, as sheets
                             schools/sch990001.html  the card of a school of a municipality
                             schools/index.html      the list of these cards

Belongs here: names, and that a report of the same release, revision, words and code is not made
twice. What stands in the files: `contents`, `composed`, `card`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from opora.durable import write_bytes, write_text
from opora.home import Home
from opora.reports.annex.workbook import annex
from opora.reports.card import card_of, cards_of
from opora.reports.composed import page_of, paper_of, subtitle_of
from opora.reports.contents import sections_of
from opora.reports.docx import docx
from opora.reports.html import html
from opora.reports.made import (
    MADE_FROM,
    note_begun,
    note_made,
    remove_report,
    says_the_same,
)
from opora.reports.noted import code_of_reports, note_current
from opora.reports.report import (
    CARDS,
    LEVEL_OF_SCHOOLS,
    HalfYearReports,
    Report,
    Territory,
    card_name,
    current_half_years,
    open_reports,
    reported_half_years,
)
from opora.reports.source import ReportError
from opora.reports.start_page import write_start_page
from opora.reports.unwritable import unwritable_said

#: Told how far the work is: reports and cards made, and how many there are in all.
Progress = Callable[[int, int], None]

#: Without being asked, a run makes reports of so many schools; a country is asked for by name.
MOST_SCHOOLS = 300

#: ОКТМО and whatever else a department calls its territories; never a way to somewhere else.
_NAMES_A_FOLDER = re.compile(r"\w[\w.-]*")

_REPORT, _PAPER, _ANNEX = "index.html", "spravka.docx", "annex.xlsx"
_LINKS = (("Аналитическая справка (Word)", _PAPER), ("Приложение (Excel)", _ANNEX))
_TO_CARDS = ("Карточки школ", CARDS)
_TO_REPORT = ("Отчёт муниципалитета", f"../{_REPORT}")
_ANNEX_TITLE = "Приложение к аналитической справке"


@dataclass(frozen=True)
class Written:
    """A report that was written."""

    half_year: str
    territory: Territory
    folder: Path


def report_folder(home: Home, half_year: str, territory: str, revision: int | None = None) -> Path:
    """Where the report of a territory lies; ReportError where its code can't name a folder.

    That of a `revision` which somebody has asked for lies apart, so that nobody takes it for the
    one in force.
    """
    if not _NAMES_A_FOLDER.fullmatch(territory):
        raise ReportError(
            f"the code of the territory {territory!r} can't name the folder of its report: "
            "expected letters, digits, '-', '_' and '.'; mend it in rules/territories.csv"
        )
    folder = home.reports / half_year
    return (folder if revision is None else folder / f"r{revision:02d}") / territory


def write_current_reports(home: Home, progress: Progress) -> list[Written]:
    """Bring the reports that people ask for up to date; the caller holds the writers' lock.

    Those are the newest half-year, the newest signed one, and whatever has a report already. Where
    more schools are reported on than a run should spend its time with, none is written: `opora
    report` does it. A report of a half-year or territory that is no more goes.
    """
    asked, reported = set(current_half_years(home)), reported_half_years(home)
    made = {path.parent for path in home.reports.glob(f"*/*/{MADE_FROM}")}
    for folder in made:
        if folder.parent.name not in reported:
            with unwritable_said(home):
                remove_report(folder)
    known = [
        half_year
        for half_year in reported
        if half_year in asked or any(folder.parent.name == half_year for folder in made)
    ]
    written = write_reports(home, known, progress=progress, most=MOST_SCHOOLS)
    note_current(home, sorted(path.parent for path in home.reports.glob(f"*/*/{MADE_FROM}")))
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

    `territories`: codes; None: all but those that repeat the only one below them. `most`:
    half-years with more schools are left out. ReportError where a half-year or territory isn't
    known, or a file can't be written.
    """
    written: list[Written] = []
    for half_year in half_years:
        with unwritable_said(home), open_reports(home, half_year, revision) as reports:
            wanted = _wanted(home, reports, territories)
            if most is not None and max((each.schools for each in wanted), default=0) > most:
                continue
            done, in_all = 0, sum(map(_pages, wanted))
            for territory in wanted:
                progress(done, in_all)
                folder = report_folder(home, half_year, territory.code, revision)
                made_from = _made_from(reports, territory)
                if again or not says_the_same(folder, made_from):
                    report = reports.of(territory)
                    note_begun(folder)
                    files = _write(report, folder)
                    for number, card in enumerate(_write_cards(report, folder, _schools(report))):
                        files.append(card)
                        progress(done + number + 1, in_all)
                    note_made(folder, made_from, files)
                    written.append(Written(half_year, territory, folder))
                done += _pages(territory)
            if territories is None and revision is None:
                _remove_left_over(home, reports)
    with unwritable_said(home):
        write_start_page(home)
    return written


def write_cards(
    home: Home, half_years: Sequence[str], schools: Collection[str], revision: int | None = None
) -> list[Path]:
    """Write the cards of some schools anew, and nothing else.

    ReportError where a half-year isn't known, or counts none of the schools, or a file can't be
    written.
    """
    written: list[Path] = []
    for half_year in half_years:
        with unwritable_said(home), open_reports(home, half_year, revision) as reports:
            found: set[str] = set()
            for territory in reports.territories:
                if territory.level != LEVEL_OF_SCHOOLS:
                    continue
                report = reports.of(territory)
                here = sorted(set(schools) & set(_schools(report)))
                folder = report_folder(home, half_year, territory.code, revision)
                written += [folder / card for card in _write_cards(report, folder, here)]
                found |= set(here)
            unknown = sorted(set(schools) - found)
            if unknown:
                raise ReportError(f"{half_year} counts no school {unknown[0]} in a municipality")
    return written


def _wanted(home: Home, reports: HalfYearReports, codes: Collection[str] | None) -> list[Territory]:
    if codes is None:
        half_year = reports.standing.half_year
        return [
            each
            for each in reports.territories
            # what somebody has asked for once is kept up to date
            if not each.repeats_one_below
            or (report_folder(home, half_year, each.code) / MADE_FROM).exists()
        ]
    by_code = {each.code: each for each in reports.territories}
    unknown = sorted(set(codes) - set(by_code))
    if unknown:
        raise ReportError(
            f"{reports.standing.half_year} has no schools in the territory {unknown[0]}; there "
            f"are {', '.join(by_code)}"
        )
    return [by_code[code] for code in codes]


def _schools(report: Report) -> list[str]:
    """The schools that have a card beside this report."""
    if not report.speaks_of_schools:
        return []
    return [row["school_login"] for row in report.rows("schools")]


def _pages(territory: Territory) -> int:
    return 1 + (territory.schools if territory.level == LEVEL_OF_SCHOOLS else 0)


def _remove_left_over(home: Home, reports: HalfYearReports) -> None:
    """Remove what we made of territories that the revision doesn't speak of any more."""
    known = {territory.code for territory in reports.territories}
    half_year = reports.standing.half_year
    for path in sorted((home.reports / half_year).glob(f"*/{MADE_FROM}")):
        if path.parent.name not in known:
            remove_report(path.parent)


def _write_cards(report: Report, folder: Path, schools: Sequence[str]) -> Iterator[str]:
    """Write cards; their names below the folder, as each is written."""
    links = (_TO_REPORT,) if (folder / _REPORT).exists() else ()
    for school_login in schools:
        name = card_name(school_login)
        write_text(folder / name, html(card_of(report, school_login, links)))
        yield name


def _write(report: Report, folder: Path) -> list[str]:
    """Write the report of a territory; the names of its files."""
    sections = sections_of(report)
    write_bytes(folder / _PAPER, docx(paper_of(report, sections)))
    write_bytes(folder / _ANNEX, annex(report, _ANNEX_TITLE, subtitle_of(report)))
    if not report.speaks_of_schools:
        write_text(folder / _REPORT, html(page_of(report, sections, _LINKS)))
        return [_PAPER, _ANNEX, _REPORT]
    write_text(folder / CARDS, html(cards_of(report, (_TO_REPORT,))))
    write_text(folder / _REPORT, html(page_of(report, sections, (*_LINKS, _TO_CARDS))))
    return [_PAPER, _ANNEX, CARDS, _REPORT]


def _made_from(reports: HalfYearReports, territory: Territory) -> dict[str, object]:
    standing = reports.standing
    return {
        "release": reports.source.newest,
        "revision": standing.revision,
        "code": code_of_reports(),
        "texts": asdict(reports.texts_of(territory)),
        "words": sha256(repr(sorted(reports.words.items())).encode()).hexdigest(),
        # what the start page says of it
        "about": {
            "territory": territory.name_ru,
            "level": territory.level,
            "schools": territory.schools,
            "state": f"редакция {standing.revision}, {standing.state_ru}",
            "is_draft": standing.is_draft,
        },
    }
