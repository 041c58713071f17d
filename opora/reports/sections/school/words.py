"""Words that several parts of a card share.

Belongs here: codes of marts in words of the field. Words of the vocabularies: `Report.word`.
"""

from __future__ import annotations

from opora.reports.blocks import Cell, Marked

#: Of findings, recommendations and risk factors.
SEVERITY: dict[str | None, Cell] = {
    "high": Marked("высокая", "bad"),
    "medium": Marked("средняя", "warn"),
    "low": Marked("низкая", "quiet"),
}
CATEGORY = {"lps": "ШНОР", "dcs": "ШНСУ", "hub": "Опорная школа"}
