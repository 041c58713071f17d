"""A cell of a rule file: text in, a typed value out.

Belongs here: the spellings a rule file may use. They are stricter than those of a delivery: a
rule file is kept by an analyst, and a guess about a threshold would be worse than a question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

Value = str | int | float | bool | date | None

_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOOLEANS = {"true": True, "false": False}


def parse_cell(text: str, kind: str) -> Value:
    """The value of a cell; a blank is None. Raises ValueError with what was expected."""
    text = text.strip()
    return _PARSERS[kind](text) if text else None


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError("a whole number such as 5")
    return int(text)


def _number(text: str) -> float:
    # also refuses 1e400, nan and a decimal comma, each of which float() or Excel would let through
    if not _NUMBER.fullmatch(text) or math.isinf(number := float(text)):
        raise ValueError("a number with a decimal point such as 30.5")
    return number


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("a date such as 2024-06-30")


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError("true or false")
    return _BOOLEANS[text.lower()]


_PARSERS: dict[str, Callable[[str], Value]] = {
    "varchar": str,
    "integer": _integer,
    "bigint": _integer,
    "double": _number,
    "date": _date,
    "boolean": _boolean,
}
