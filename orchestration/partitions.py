"""Half-years as Dagster partitions.

Belongs here: the keys. They come from the calendar, so that a half-year reads `2024-H1` everywhere;
a department adds years in its own `rules/half_years.csv`.
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from opora.home import Home
from opora.rules import load_rule


def calendar(home: Home) -> list[dict[str, Any]]:
    """The half-years of the calendar, oldest first."""
    return sorted(load_rule("half_years", home), key=lambda row: str(row["half_year"]))


def half_year_partitions(home: Home) -> dg.StaticPartitionsDefinition:
    """One partition per half-year of the calendar."""
    return dg.StaticPartitionsDefinition([row["half_year"] for row in calendar(home)])
