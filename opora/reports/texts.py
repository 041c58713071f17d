"""What a department says for itself in a report: on which act it rests, to whom it goes, who signs.

Belongs here: the rule file `report_texts`, as the report of a territory needs it. Not here: where
the texts stand (`sections.basis`, `docx`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: The rule file; a row of a territory beats the one without.
RULE = "report_texts"


@dataclass(frozen=True)
class Texts:
    """The texts of one territory; None: the report leaves it out, or leaves room to write it."""

    basis: str | None = None
    addressee: str | None = None
    signatory: str | None = None
    signatory_name: str | None = None


def texts_of(rows: Iterable[Mapping[str, Any]], territory: str) -> Texts:
    """The texts of a territory, out of the rows of the rule file."""
    by_place = {(row["territory"], row["text"]): row["text_ru"] for row in rows}

    def found(text: str) -> str | None:
        return by_place.get((territory, text), by_place.get((None, text)))

    return Texts(found("basis"), found("addressee"), found("signatory"), found("signatory_name"))
