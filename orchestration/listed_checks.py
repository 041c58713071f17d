"""What a listed check found, as a table on its page.

Belongs here: headings and how many rows. The rows are read by `opora.warehouse.lists`.
"""

from __future__ import annotations

import dagster as dg

from opora.home import Home
from opora.warehouse.lists import listed_rows
from orchestration.markdown import table

_SHOWN = 50
_HEADINGS = ("код", "школа", "дней просрочки", "что не так")


def list_of_rows(home: Home, test: str, failures: int) -> dict[str, dg.MarkdownMetadataValue]:
    """Metadata with the first rows of a test, given as the SQL that dbt compiled."""
    rows = [
        (row.object_id, row.school_login or "", row.days or "", row.sentence_ru)
        for row in listed_rows(home, test, _SHOWN)
    ]
    if failures > len(rows):
        rows.append(("…", "", "", f"и ещё {failures - len(rows)}"))
    return {"found": table(_HEADINGS, rows)}
