"""How a half-year is written on the command line."""

from __future__ import annotations

from opora.errors import OporaError
from opora.home import HISTORY
from opora.intake.landing import HALF_YEAR


def check_half_year(half_year: str) -> None:
    """Raise OporaError where it is not written like 2024-H1."""
    if not HALF_YEAR.match(half_year):
        raise OporaError(f"a half-year is written like 2024-H1, not {half_year!r}")


def check_period(period: str | None) -> None:
    """The same for officers, in Russian; the history may be named, too, or nothing."""
    if period is not None and period != HISTORY and not HALF_YEAR.match(period):
        raise OporaError(f"полугодие пишется как 2024-H1, а не «{period}»")
