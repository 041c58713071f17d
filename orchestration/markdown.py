"""Tables and bars in the Markdown that Dagster's pages show.

Belongs here: text only; what is in them is decided by the callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dagster as dg

_BAR = 24


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], empty: str = ""
) -> dg.MarkdownMetadataValue:
    """A Markdown table; the sentence `empty` where there is no row."""
    lines = [_line(row) for row in rows]
    if not lines:
        return dg.MetadataValue.md(empty)
    return dg.MetadataValue.md("\n".join([_line(headings), _line(["---"] * len(headings)), *lines]))


def bar(value: float, full: float) -> str:
    """A bar of block characters, `full` being its whole width."""
    filled = round(_BAR * min(max(value / full, 0), 1)) if full else 0
    return "█" * filled + "░" * (_BAR - filled)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")
