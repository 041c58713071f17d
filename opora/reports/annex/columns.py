"""What a sheet of the annex is declared with.

Belongs here: columns and sheets as data. Not here: how they are written (`workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a cell holds: a text; a code or a key; a whole number; a share, or a difference of shares,
#: in per cent; another number; a day; yes or no; a code that is shown as a word; flags of a value.
Kind = Literal["text", "code", "count", "share", "number", "day", "yes_no", "word", "flags"]


@dataclass(frozen=True)
class Column:
    """A column: `key` in the answer to the query; `width` in letters.

    `words`: mart and column of `words.WORDS`. `state`: the column that says why there is no value.
    """

    heading: str
    key: str
    kind: Kind = "text"
    width: int = 14
    words: str = ""
    state: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet; `about` says what a row is, `fixed` how many columns stay when one scrolls."""

    title: str
    query: str
    about: str
    columns: tuple[Column, ...]
    fixed: int = 2


def word(heading: str, place: str, width: int = 20, key: str = "") -> Column:
    """A column of codes that are shown as words; `key` where it is not called as in its mart."""
    return Column(heading, key or place.partition(".")[2], "word", width, place)


#: What every row about a school begins with.
SCHOOL = (
    Column("Школа", "school_ru", "text", 34),
    Column("Логин", "school_login", "code", 13),
    Column("Территория", "territory_ru", "text", 30),
)
