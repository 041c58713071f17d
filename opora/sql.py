"""Names and texts as SQL writes them, so that nothing in them can be taken for SQL."""

from __future__ import annotations

from pathlib import Path


def literal(text: str | Path | None) -> str:
    """A string literal; NULL for None."""
    return "NULL" if text is None else "'" + str(text).replace("'", "''") + "'"


def quoted(identifier: str) -> str:
    """An identifier."""
    return '"' + identifier.replace('"', '""') + '"'
