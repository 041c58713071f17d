"""`reports/index.html`: where everything is that people look at.

Belongs here: the list of what is there, read off the folders: what is not there is not linked.
Not here: the pages it leads to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opora.durable import write_text
from opora.home import HISTORY, REPOSITORY, Home
from opora.reports.html import template
from opora.reports.made import MADE_FROM
from opora.reports.noted import start_page
from opora.reports.report import CARDS

#: The files of a report: name -> what its link says.
_FILES = {
    "index.html": "Отчёт",
    "spravka.docx": "Справка (Word)",
    "annex.xlsx": "Приложение (Excel)",
}

#: Folders and pages of `reports/`: what its link says, and what it is.
_OF_REPORTS = (
    (
        "data_docs/index.html",
        "Проверки сданных сведений",
        "какие правила проверялись и чем кончилось (оформление страниц берётся из интернета)",
    ),
    ("warehouse_docs/index.html", "Описание хранилища", "таблицы, столбцы и связи между ними"),
)
#: The order of reports: what is near comes first.
_LEVELS = {"municipality": 0, "region": 1, "country": 2}
#: Papers of the project.
_PAPERS = (
    ("kak_sdat_svedeniya.md", "Как сдать сведения", "одна страница для тех, кто заполняет формы"),
    ("cookbook.md", "Сборник запросов", "вопросы управления образования и запросы SQL к ним"),
    ("clients.md", "Как подключиться", "DuckDB, PostgreSQL, Excel и другие программы"),
    ("analysis.md", "Методы анализа", "что и как считается (на английском языке)"),
)


@dataclass(frozen=True)
class Link:
    """Where something is; `what` says more about it."""

    address: str
    text: str
    what: str = ""


@dataclass(frozen=True)
class MadeReport:
    """A report that lies there: of which territory, in which state, and its files."""

    territory: str
    level: str
    schools: int
    state: str
    is_draft: bool
    links: tuple[Link, ...]


@dataclass(frozen=True)
class HalfYearFolder:
    """What there is of a half-year (or of the deliveries that cover several)."""

    title: str
    reports: tuple[MadeReport, ...]
    links: tuple[Link, ...]


def write_start_page(home: Home) -> None:
    """Write the page anew; links that lead nowhere are left out."""
    folders = sorted((path for path in _folders(home.reports)), reverse=True)
    page = template("start_page.html.j2").render(
        half_years=[_half_year(folder) for folder in folders if folder.name != HISTORY],
        history=[_half_year(folder) for folder in folders if folder.name == HISTORY],
        pages=list(_pages(home)),
        papers=list(_papers(home)),
    )
    write_text(start_page(home), page)


def _folders(folder: Path) -> Iterator[Path]:
    """The folders of half-years, and that of the history."""
    if folder.is_dir():
        yield from (
            path for path in folder.iterdir() if path.name[:4].isdigit() or path.name == HISTORY
        )


def _half_year(folder: Path) -> HalfYearFolder:
    found = (_report(path.parent) for path in folder.glob(f"*/{MADE_FROM}"))
    reports = sorted(
        (report for report in found if report is not None),
        key=lambda report: (_LEVELS.get(report.level, 0), -report.schools, report.territory),
    )
    return HalfYearFolder(_title(folder.name), tuple(reports), tuple(_beside(folder)))


def _title(half_year: str) -> str:
    """«2 полугодие 2024 года», as `dim_half_year` names it."""
    year, _, half = half_year.partition("-H")
    return f"{half} полугодие {year} года" if half else "Сведения за несколько полугодий"


def _report(folder: Path) -> MadeReport | None:
    """What a report says of itself; None where it says nothing that can be read."""
    try:
        about = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))["about"]
        return MadeReport(
            about["territory"],
            about["level"],
            about["schools"],
            about["state"],
            about["is_draft"],
            tuple(_links(folder)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        # half of it is lost, or another version wrote it: the next run makes the report again
        return None


def _links(folder: Path) -> Iterator[Link]:
    place = f"{folder.parent.name}/{folder.name}"
    for name, text in _FILES.items():
        if (folder / name).exists():
            yield Link(f"{place}/{name}", text)
    if (folder / CARDS).exists():
        # one of the files is the list itself
        cards = sum(1 for _ in (folder / CARDS).parent.glob("*.html")) - 1
        yield Link(f"{place}/{CARDS}", f"Карточки школ ({cards})")


def _beside(folder: Path) -> Iterator[Link]:
    answers = _count(folder / "deliveries")
    if answers:
        yield Link(f"{folder.name}/deliveries/", f"Ответы тем, кто сдал сведения ({answers})")
    forms = _count(folder / "forms")
    if forms:
        yield Link(f"{folder.name}/forms/", f"Формы для заполнения ({forms})")


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.xlsx"))


def _pages(home: Home) -> Iterator[Link]:
    for place, text, what in _OF_REPORTS:
        if (home.reports / place).exists():
            yield Link(place, text, what)
    if home.published_file.exists():
        yield Link(
            _from_reports(home, home.published_file) or "",
            "Хранилище (DuckDB)",
            "файл, который открывают аналитики; запросы к схемам marts и open_marts",
        )


def _papers(home: Home) -> Sequence[Link]:
    found = []
    for name, text, what in _PAPERS:
        path = REPOSITORY / "docs" / name
        address = _from_reports(home, path) if path.exists() else None
        if address:
            found.append(Link(address, text, what))
    return found


def _from_reports(home: Home, path: Path) -> str | None:
    """The way from the start page to a file; None where there is none (another drive)."""
    try:
        return Path(os.path.relpath(path, home.reports)).as_posix()
    except ValueError:
        return None
