"""What is said of the dynamics of results, of schools and of territories alike."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.source import Row

#: The indicator of dynamics.
INDICATOR = "2.1.2"
#: Schools, or territories, that a picture has room for.
MOST_DRAWN = 40
#: What happened to results, as the mart judges them.
DIRECTIONS = {
    "improved": "лучше",
    "mixed": "в целом лучше, по одной процедуре резко хуже",
    "unchanged": "без изменений",
    "worsened": "хуже",
    "not_judged": "не оценена",
}


def directions_told(totals: Row, name: str) -> str:
    """How many schools moved which way; `totals` by direction."""
    return f"{name}: " + ", ".join(
        f"{DIRECTIONS[key]} — {totals[key]}" for key in DIRECTIONS if totals[key]
    )


def cut_told(drawn: Sequence[Row], rows: Sequence[Row]) -> str:
    """The end of a caption: how many of them the picture shows, if not all."""
    return f"; показаны {len(drawn)} из {len(rows)}" if len(drawn) < len(rows) else ""
