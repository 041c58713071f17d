"""Which sections a report has, in which order.

Belongs here: the order, in the headings of the field. What stands in a section: `sections`.
"""

from __future__ import annotations

from collections.abc import Callable

from opora.reports.blocks import Section
from opora.reports.report import Report
from opora.reports.sections.context import context
from opora.reports.sections.decisions import decisions
from opora.reports.sections.diagnostics import diagnostics
from opora.reports.sections.dynamics import dynamics
from opora.reports.sections.effectiveness import effectiveness
from opora.reports.sections.indicators import indicators
from opora.reports.sections.lists import lists
from opora.reports.sections.methodical_help import methodical_help
from opora.reports.sections.recommendations import recommendations
from opora.reports.sections.risks import risks

CONTENTS: tuple[Callable[[Report], Section], ...] = (
    indicators,
    lists,
    dynamics,
    context,
    diagnostics,
    methodical_help,
    risks,
    recommendations,
    decisions,
    effectiveness,
)


def sections_of(report: Report) -> list[Section]:
    """The sections of a report of a territory; those without anything to say are left out."""
    made = (section(report) for section in CONTENTS)
    return [section for section in made if section.blocks]
