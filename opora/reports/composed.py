"""The page and the справка of a territory: its sections with a title, a line, notices, a summary.

Belongs here: what stands around the sections. Not here: which files there are (`write`), how they
look (`html`, `docx`).
"""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Section
from opora.reports.docx import Paper
from opora.reports.html import Page
from opora.reports.notices import notices_of
from opora.reports.report import Report
from opora.reports.sections.summary import summary


def subtitle_of(report: Report) -> str:
    """The territory and the half-year, in words."""
    return f"{report.territory.name_ru}, {report.half_year.name_ru}"


def page_of(
    report: Report, sections: Sequence[Section], links: tuple[tuple[str, str], ...]
) -> Page:
    """The page; `links`: (text, address) of what belongs to it."""
    return Page(
        "Поддержка школ: мониторинг за полугодие",
        subtitle_of(report),
        report.standing.line,
        report.standing.is_draft,
        notices_of(report),
        sections,
        links,
        summary=summary(report),
    )


def paper_of(report: Report, sections: Sequence[Section]) -> Paper:
    """The аналитическая справка."""
    standing = report.standing
    return Paper(
        "Аналитическая справка",
        subtitle_of(report),
        standing.line,
        standing.is_draft,
        notices_of(report),
        sections,
        report.texts,
        standing.approved_at or standing.made_at,
        summary(report),
    )
