"""What stands in a cell that has no value of its own: a formula, an error, a merged neighbour.

Or a date, where a text is asked for.

Belongs here: how readers write such a cell, and the test by which typing and keying tell it from a
value, so that none of it ever becomes a text, a code or a person. Not here: finding such cells
(`workbook_scan`); CSV files hold them as plain text.
"""

from __future__ import annotations

import re

from opora.sql import literal

#: Errors as Excel stores them, and as Excel in Russian shows them.
_ERRORS = {
    "#DIV/0!": "#ДЕЛ/0!",
    "#N/A": "#Н/Д",
    "#NAME?": "#ИМЯ?",
    "#NULL!": "#ПУСТО!",
    "#NUM!": "#ЧИСЛО!",
    "#REF!": "#ССЫЛКА!",
    "#VALUE!": "#ЗНАЧ!",
    "#SPILL!": "#ПЕРЕНОС!",
    "#CALC!": "#ВЫЧИСЛ!",
    "#GETTING_DATA": "#ОЖИДАНИЕ_ДАННЫХ",
}
_UNKNOWN_ERROR = "#ОШИБКА!"
_COVERED = "(объединено с ячейкой "
_DATE = "(дата или время "
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

_NO_VALUE = "|".join(
    [
        "=.*",
        *map(re.escape, sorted({*_ERRORS, *_ERRORS.values(), _UNKNOWN_ERROR})),
        re.escape(_COVERED) + ".*",
        re.escape(_DATE) + ".*",
    ]
)
#: Nearly all texts are told apart by their first letter.
_FIRST = "=#("


def shown_error(stored: str) -> str:
    """An error as a person sees it."""
    return _ERRORS.get(stored, _UNKNOWN_ERROR)


def covered(cell: str) -> str:
    """The text for a cell that is merged with another, which alone has the value."""
    return f"{_COVERED}{cell})"


def is_covered(text: str | None) -> bool:
    """Whether a cell is merged with another one, which alone has the value."""
    return text is not None and text.startswith(_COVERED)


def date_for_text(shown: str) -> str:
    """The text for a cell that holds a date where a text is asked for."""
    day = _ISO.sub(r"\3.\2.\1", shown)
    return f"{_DATE}{day})"


def has_no_value(text: str) -> bool:
    """Whether a text is one of these."""
    return re.fullmatch(_NO_VALUE, text.strip(), re.DOTALL) is not None


def unless_no_value(text: str, value: str) -> str:
    """The SQL of `value`, NULL where the SQL `text` is one of these."""
    starts = " OR ".join(f"starts_with({text}, {literal(first)})" for first in _FIRST)
    return (
        f"CASE WHEN ({starts}) AND regexp_full_match({text}, {literal(_NO_VALUE)}, 's') "
        f"THEN NULL ELSE {value} END"
    )
