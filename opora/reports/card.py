"""The card of a school: a page for its director, made of the same marts as the report.

Belongs here: which parts a card has, in which order, and its head; the list of all cards. What
stands in a part: `sections.school`. Where cards lie: `write_cards`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from opora.reports.blocks import Linked, Section, Table
from opora.reports.html import Page
from opora.reports.notices import notices_of
from opora.reports.report import Report, card_name
from opora.reports.sections.school.about import about
from opora.reports.sections.school.conditions import conditions
from opora.reports.sections.school.deliveries import deliveries
from opora.reports.sections.school.findings import findings
from opora.reports.sections.school.indicators import indicators
from opora.reports.sections.school.measures import measures
from opora.reports.sections.school.recommendations import recommendations
from opora.reports.sections.school.results import results
from opora.reports.sections.school.risks import risks
from opora.reports.sections.school.support import support

CARD: tuple[Callable[[Report, str], Section], ...] = (
    about,
    indicators,
    results,
    conditions,
    risks,
    findings,
    recommendations,
    support,
    measures,
    deliveries,
)


def card_of(report: Report, school_login: str, links: tuple[tuple[str, str], ...]) -> Page:
    """The card of a school of the report; `links`: (text, address) of what belongs to it."""
    (school,) = report.of_school("card_schools", school_login)
    sections = [part(report, school_login) for part in CARD]
    return Page(
        title=school["name_ru"],
        subtitle=f"Карточка школы, {report.territory.name_ru}, {report.half_year.name_ru}",
        line=report.standing.line,
        is_draft=report.standing.is_draft,
        notices=notices_of(report),
        sections=[section for section in sections if section.blocks],
        links=links,
        is_card=True,
    )


def cards_of(report: Report, links: tuple[tuple[str, str], ...]) -> Page:
    """The list that lies beside the cards: people know schools by their names."""
    schools = Table(
        "Школы по алфавиту",
        ("Школа", "Логин"),
        tuple(
            (
                Linked(row["name_ru"], PurePosixPath(card_name(row["school_login"])).name),
                row["school_login"],
            )
            for row in report.rows("schools")
        ),
    )
    return Page(
        title="Карточки школ",
        subtitle=f"{report.territory.name_ru}, {report.half_year.name_ru}",
        line=report.standing.line,
        is_draft=report.standing.is_draft,
        notices=notices_of(report),
        sections=[Section("schools", "Школы", (schools,))],
        links=links,
        is_card=True,
    )
