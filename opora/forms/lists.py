"""The hidden sheet with the words of the drop-downs.

Belongs here: where a list stands. Not here: which words are offered (`words`, `checks`).

Intake leaves out hidden sheets, and tells whoever sent one so, unless it begins with this mark.
Words stand one below another, never two headings in one row: somebody may show the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opora.intake.own_sheets import LISTS_MARK

LISTS_SHEET = "Списки"


class Lists:
    """Writes lists; one that was asked for twice stands there once."""

    def __init__(self, sheet: Any) -> None:
        """`sheet` is hidden: nothing in it is for people."""
        self._sheet = sheet
        self._sources: dict[tuple[str, ...], str] = {}
        self._next = 1
        sheet.write_string(0, 0, LISTS_MARK)
        sheet.hide()

    def source(self, words: Sequence[str]) -> str:
        """The place of the words, as the check of a cell names it."""
        listed = tuple(words)
        if listed not in self._sources:
            first = self._next
            for number, word in enumerate(listed, start=first):
                self._sheet.write_string(number, 0, word)
            self._next = first + len(listed)
            self._sources[listed] = f"='{LISTS_SHEET}'!$A${first + 1}:$A${self._next}"
        return self._sources[listed]
