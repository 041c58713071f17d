"""How a half-year is written on the command line."""

from __future__ import annotations

from opora.errors import OporaError
from opora.intake.landing import HALF_YEAR


def check_half_year(half_year: str) -> None:
    """Raise OporaError where it is not written like 2024-H1."""
    if not HALF_YEAR.match(half_year):
        raise OporaError(f"a half-year is written like 2024-H1, not {half_year!r}")
