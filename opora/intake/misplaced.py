"""Hides people who stand in a wrong column: shifted cells, a name where a code belongs.

Belongs here: what looks like a person, in datasets about people and where codes of people are
asked for. Not here: the columns that are meant to identify them; those never come this far
(`persons`).
"""

from __future__ import annotations

from opora.sql import literal

#: What stands in the cell's place, so that the sender is told where to look.
HIDDEN = "(скрыто: похоже на имя или номер человека)"

_LETTER = "а-яё"
#: A patronymic anywhere; a surname with initials only where the cell holds nothing else, because
#: institutions are named «им. А. С. Пушкина»; numbers as they are grouped on the documents.
#: Digits without groups are left: codes of schools have ten and eleven of them, too.
_LOOKS_LIKE_A_PERSON = "|".join(
    [
        f"(^|[^{_LETTER}])[{_LETTER}]+(ович|евич|ьич|овна|евна|ична|инична)($|[^{_LETTER}])",
        rf"^\s*[{_LETTER}-]+\s+[{_LETTER}]\.\s*([{_LETTER}]\.)?\s*$",
        rf"^\s*[{_LETTER}]\.\s*([{_LETTER}]\.)?\s*[{_LETTER}-]+\s*$",
        r"(^|\D)\d{3}[ \x{a0}-]\d{3}[ \x{a0}-]\d{3}[ \x{a0}-]?\d{2}($|\D)",
        r"(^|\D)\d{2} ?\d{2}[ \x{a0}№]+\d{6}($|\D)",
    ]
)


def without_people(cell: str) -> str:
    """The SQL of a cell's text, `HIDDEN` where it looks like a person."""
    pattern = literal(f"(?i){_LOOKS_LIKE_A_PERSON}")
    return f"CASE WHEN regexp_matches({cell}, {pattern}) THEN {literal(HIDDEN)} ELSE {cell} END"


#: Words without a digit anywhere, or two words one after the other: codes are neither.
_WORDS = "[а-яёa-z]{2,}"
_TWO_WORDS = rf"{_WORDS}[\s.,-]+{_WORDS}"


def code_without_names(cell: str) -> str:
    """The SQL of a code's text, `HIDDEN` where it is a name or the number of a document.

    Nearly all codes are plain numbers, and told by that at once.
    """
    words, named = literal(f"(?i){_WORDS}"), literal(f"(?i){_TWO_WORDS}|{_LOOKS_LIKE_A_PERSON}")
    return (
        f"CASE WHEN try_cast({cell} AS BIGINT) IS NOT NULL THEN {cell} "
        f"WHEN regexp_matches({cell}, {named}) OR (regexp_matches({cell}, {words}) "
        f"AND NOT regexp_matches({cell}, '\\d')) THEN {literal(HIDDEN)} ELSE {cell} END"
    )
