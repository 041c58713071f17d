"""How a cell's text is read as a word, a number or a date: expressions in DuckDB's SQL.

Belongs here: one function per kind of value; each takes the SQL of a cell and gives the SQL of what
it says, NULL where it can't be read. Not here: which column is read how (`typed`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from opora.intake.mapping import Locale
from opora.intake.vocabularies import Vocabulary
from opora.sql import literal

#: What may stand around a text without being part of it.
SPACES = " \t\r\n\u00a0"
_DAY = "[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}"
_AT_MIDNIGHT = r"\S{10}[ T]0?0:00(:00(\.0+)?)?"


def look_up(cell: str, words: Vocabulary) -> str:
    """The value of a word: usual spellings at once, others by their normal spelling."""
    if not words:
        return "NULL::VARCHAR"
    listed = ", ".join(f"{literal(word)}: {literal(value)}" for word, value in words.items())
    normal = (
        f"lower(replace(replace(regexp_replace({trimmed(cell)}, "
        f"'[\\s\\x{{00A0}}]+', ' ', 'g'), 'ё', 'е'), 'Ё', 'Е'))"
    )
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL ELSE coalesce({chosen(cell, usual_spellings(words))}, "
        f"map_extract_value(MAP {{{listed}}}, {normal})) END"
    )


def usual_spellings(words: Vocabulary) -> dict[str, str]:
    """How the words of a vocabulary are mostly written, each with its value."""
    usual = {
        spelled: value
        for word, value in words.items()
        for spelled in (word, word.capitalize(), word.upper())
    }
    return usual | {value: value for value in words.values()}


def chosen(text: str, values: Mapping[str, str]) -> str:
    """The value that stands beside a text; NULL for any other text.

    As an ENUM it costs one look into a hash table, however many texts there are.
    """
    if not values:
        return "NULL::VARCHAR"
    texts = ", ".join(map(literal, values))
    listed = ", ".join(map(literal, values.values()))
    return f"[{listed}][enum_code(try_cast({text} AS ENUM({texts})))::INTEGER + 1]"


def translated(login: str, codes: Vocabulary) -> str:
    """The login that another code of a school stands for."""
    return f"coalesce({chosen(login, codes)}, {login})" if codes else login


def number(cell: str, locale: Locale, *, per_cent: bool = False) -> str:
    """Plain numbers at once; otherwise without thousands separators and with a decimal point.

    Thousands are separated in threes: "1 2" is not 12. `per_cent`: a sign after it may say so.
    """
    separators = [locale.thousands] if locale.thousands else [" ", "\u00a0", "\u202f", "'"]
    plain = cleaned = trimmed(cell)
    for separator in separators:
        cleaned = f"replace({cleaned}, {literal(separator)}, '')"
    decimals = [locale.decimal] if locale.decimal else [".", ","]
    for decimal in decimals:
        cleaned = f"replace({cleaned}, {literal(decimal)}, '.')"
    apart, point = (f"[{re.escape(''.join(each))}]" for each in (separators, decimals))
    sign = "([ \u00a0]?%)?" if per_cent else ""
    pattern = rf"[+-]?([0-9]+|[0-9]{{1,3}}({apart}[0-9]{{3}})+)({point}[0-9]+)?([eE][+-]?[0-9]+)?"
    if per_cent:
        cleaned = f"rtrim({cleaned}, '% \u00a0')"
    careful = (
        f"CASE WHEN regexp_full_match({plain}, {literal(pattern + sign)}) "
        f"THEN try_cast({cleaned} AS DOUBLE) END"
    )
    if locale.decimal == ",":
        # "1.162" may have a thousands separator.
        return careful
    # What DuckDB takes for a number and people do not: 1_000.
    at_once = f"CASE WHEN NOT contains({cell}, '_') THEN try_cast({cell} AS DOUBLE) END"
    return f"coalesce({at_once}, {careful})"


def is_ambiguous(cell: str, locale: Locale) -> str:
    """Whether a whole number may be a thousand times larger: "1.000", and no locale says which."""
    if locale.thousands:
        return "false"
    return (
        f"(contains({cell}, '.') OR contains({cell}, ',')) "
        f"AND regexp_full_match({trimmed(cell)}, '[+-]?[1-9][0-9]{{0,2}}([.,]000)+')"
    )


def date(cell: str) -> str:
    """Russian and ISO dates; a time of day only where it says nothing (exports of databases)."""
    day = f"left({trimmed(cell)}, 10)"
    # %y first: it takes two digits only, while %Y would read "24" as the year 24.
    patterns = "['%d.%m.%y', '%d.%m.%Y', '%d/%m/%Y']"
    # Not the words that DuckDB takes for dates, such as "infinity".
    return (
        f"coalesce(CASE WHEN length({cell}) = 10 AND {cell} BETWEEN '0' AND ':' "
        f"THEN try_strptime({cell}, '%d.%m.%Y')::DATE END, "
        f"CASE WHEN regexp_full_match({day}, {literal(_DAY)}) AND (length({trimmed(cell)}) <= 10 "
        f"OR regexp_full_match({trimmed(cell)}, {literal(_AT_MIDNIGHT)})) THEN "
        f"coalesce(try_cast({day} AS DATE), try_strptime({day}, {patterns})::DATE) END)"
    )


def trimmed(cell: str) -> str:
    """The text without the spaces around it."""
    return f"trim({cell}, {literal(SPACES)})"
