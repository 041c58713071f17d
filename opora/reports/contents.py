"""Which sections a report has, in which order.

Belongs here: the order, in the headings of the field. What stands in a section: `sections`.
"""

from __future__ import annotations

from collections.abc import Callable

from opora.reports.blocks import Section
from opora.reports.report import Report
from opora.reports.sections.context import context
from opora.reports.sections.dynamics import dynamics
from opora.reports.sections.indicators import indicators
from opora.reports.sections.lists import lists

CONTENTS: tuple[Callable[[Report], Section], ...] = (indicators, lists, dynamics, context)


def sections_of(report: Report) -> list[Section]:
    """The sections of a report of a territory; those without anything to say are left out."""
    made = (section(report) for section in CONTENTS)
    return [section for section in made if section.blocks]
