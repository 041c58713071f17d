"""Which sections a report has, in which order.

Belongs here: the order, in the headings of the field. What stands in a section: `sections`.
"""

from __future__ import annotations

from collections.abc import Callable

from opora.reports.blocks import Section
from opora.reports.report import Report
from opora.reports.sections.basis import basis
from opora.reports.sections.conclusions import conclusions
from opora.reports.sections.context import context
from opora.reports.sections.decisions import decisions
from opora.reports.sections.diagnostics import diagnostics
from opora.reports.sections.dynamics import dynamics
from opora.reports.sections.effectiveness import effectiveness
from opora.reports.sections.indicators import indicators
from opora.reports.sections.limits import limits
from opora.reports.sections.lists import lists
from opora.reports.sections.methodical_help import methodical_help
from opora.reports.sections.problems import problems
from opora.reports.sections.recommendations import recommendations
from opora.reports.sections.risks import risks
from opora.reports.sections.sources import sources

CONTENTS: tuple[Callable[[Report], Section], ...] = (
    basis,
    sources,
    indicators,
    lists,
    dynamics,
    context,
    diagnostics,
    methodical_help,
    risks,
    conclusions,
    problems,
    recommendations,
    decisions,
    effectiveness,
    limits,
)


def sections_of(report: Report) -> list[Section]:
    """The sections of a report of a territory; those without anything to say are left out."""
    made = (section(report) for section in CONTENTS)
    return [section for section in made if section.blocks]
