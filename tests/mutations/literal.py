"""What a cell literally says, told without the code under test: the oracle's way of reading.

Belongs here: one small reader per type, as the documents describe it to people. It knows the
contracts' columns and the vocabularies, which are data, and none of the program's readers. Not
here: which rows may be accepted (`grids`).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from opora.contracts import Column, Dataset
from opora.home import REPOSITORY

_SEEDS = REPOSITORY / "dbt_project" / "seeds"
_BLANKS = frozenset(["", "-", "–", "—", "н/д", "нет данных", "n/a", "N/A"])
_SPACES = " \t\r\n\u00a0"
#: Between thousands.
_APART = "[ \u00a0\u202f']"
_NUMBER = re.compile(
    rf"([+-]?)(\d+|\d{{1,3}}(?:{_APART}\d{{3}})+)?(?:[.,](\d*))?([eE][+-]?\d+)?", re.ASCII
)
_ERROR = re.compile(r"#(Н/Д|N/A|ДЕЛ/0!|DIV/0!|ССЫЛКА!|REF!|ЗНАЧ!|VALUE!|ИМЯ\?|NAME\?)")


class _Mark:
    """A value that compares with itself only."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


#: What a cell says that can't be read as its column asks.
UNREADABLE = _Mark("UNREADABLE")
#: What stands in a cell that has no value: an error, a formula that nobody calculated.
NO_VALUE = _Mark("NO_VALUE")


@cache
def vocabulary(name: str) -> Mapping[str, str]:
    """The words of a vocabulary, in small letters with е for ё, and their values."""
    words: dict[str, str] = {}
    with (_SEEDS / "vocabularies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["vocabulary"] == name:
                words[normal(row["synonym"])] = row["value"]
                words.setdefault(normal(row["value"]), row["value"])
    for owner, rule in (("territory", "territories"), ("risk_factor", "risk_factors")):
        if name == owner:
            with (_SEEDS / f"{rule}.csv").open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    words[normal(row["name_ru"])] = words[normal(row[owner])] = row[owner]
    return words


def normal(text: str) -> str:
    """A word without what does not matter."""
    return " ".join(text.replace("\u00a0", " ").lower().replace("ё", "е").split())


def says(column: Column, cell: Any) -> Any:
    """The value of a cell, None where it is blank, UNREADABLE where it says nothing of the kind."""
    if cell is NO_VALUE:
        return UNREADABLE
    if isinstance(cell, str):
        cell = cell.strip(_SPACES)
        words = vocabulary("yes_no") if column.type == "boolean" else {}
        if cell in _BLANKS and cell not in words:
            return None
        if cell.startswith(("=", "(объединено с ячейкой ")) or _ERROR.fullmatch(cell):
            return UNREADABLE
    if cell is None:
        return None
    if column.vocabulary or column.type == "boolean":
        return _word(column, cell)
    if column.type == "date":
        return _day(cell)
    if column.type in ("integer", "number"):
        return _number(column, cell)
    if isinstance(cell, dt.date):
        return UNREADABLE  # of 1.2 a spreadsheet makes a date
    text = _text(cell)
    return text.lower() if column.holds_schools or column.name == "school_login" else text


_PERSON = re.compile(r"(ович|евич|ьич|овна|евна|ична)\b|\d{3}-\d{3}-\d{3} \d{2}", re.IGNORECASE)
_HIDDEN = "(скрыто: похоже на имя или номер человека)"


def without_people(cell: Any) -> Any:
    """What is kept of a cell of a dataset about people, where a person stands in a wrong column."""
    return _HIDDEN if isinstance(cell, str) and _PERSON.search(cell) else cell


def _word(column: Column, cell: Any) -> Any:
    if isinstance(cell, dt.date):
        return UNREADABLE
    text = _text(cell)
    value = vocabulary(column.vocabulary or "yes_no").get(normal(text))
    if value is None:
        return (
            text if column.vocabulary and column.vocabulary_severity != "critical" else UNREADABLE
        )
    return value == "true" if column.type == "boolean" else value


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return str(cell.date() if cell.time() == dt.time(0) else cell)
    return str(cell)


def _day(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time(0) and cell.tzinfo is None else UNREADABLE
    if isinstance(cell, dt.date):
        return cell
    if not isinstance(cell, str):
        return UNREADABLE
    text = re.sub(r"[ T]0?0:00(:00(\.0+)?)?$", "", cell)
    for pattern, year_first in (
        (r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})", False),
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", True),
    ):
        found = re.fullmatch(pattern, text, re.ASCII)
        if found is None:
            continue
        first, month, last = found.groups()
        year, day = (first, last) if year_first else (last, first)
        if len(year) == 2:
            year = f"{20 if int(year) < 69 else 19}{year}"
        try:
            value = dt.date(int(year), int(month), int(day))
        except ValueError:
            return UNREADABLE
        return value if 1900 <= value.year <= 2100 else UNREADABLE
    return UNREADABLE


def _number(column: Column, cell: Any) -> Any:
    if isinstance(cell, bool | dt.date):
        return UNREADABLE
    if isinstance(cell, str):
        cell = _parsed(column, cell)
        if cell is UNREADABLE:
            return UNREADABLE
    value = float(cell)
    if value != value or abs(value) == float("inf"):
        return UNREADABLE
    if column.type == "number":
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else UNREADABLE


def _parsed(column: Column, text: str) -> Any:
    if "%" in column.heading:
        text = re.sub(r"[ \u00a0]?%$", "", text)
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return UNREADABLE
    sign, whole, rest, power = (each or "" for each in found.groups())
    is_doubtful = rest == "000" and 1 <= len(whole) <= 3 and whole != "0" and not power
    if column.type == "integer" and is_doubtful:
        return UNREADABLE  # 1.000 may be a thousand
    digits = re.sub(_APART, "", whole)
    return float(f"{sign}{digits or '0'}.{rest or '0'}{power}")


def person_keys(dataset: Dataset, identity: Mapping[str, Any], salt: bytes) -> tuple[Any, Any]:
    """The keys of a person by the first identifier that is right, and by name; None without one."""
    usable = {name: _identifier(name, cell) for name, cell in identity.items()}
    assert dataset.person is not None
    keys = []
    for rank in dataset.person.keyed_from:
        parts = [usable.get(name) for name in rank]
        text = "|".join([*rank, *map(str, parts)])
        keys.append(
            hmac.new(salt, text.encode(), hashlib.sha256).digest()[:16] if all(parts) else None
        )
    return next((key for key in keys if key), None), keys[-1]


def _identifier(name: str, cell: Any) -> str | None:
    if cell is None or cell is NO_VALUE:
        return None
    text = _text(cell).strip(_SPACES)
    if text.startswith(("=", "(объединено с ячейкой ")) or _ERROR.fullmatch(text):
        return None
    if name == "insurance_number":
        digits = re.sub(r"\D", "", text)
        return digits if _has_check_digits(digits) else None
    if name == "birth_date":
        # of a year of two digits nobody knows the century
        is_whole = isinstance(cell, dt.date) or not re.fullmatch(r"\d+[./]\d+[./]\d\d", text)
        value = _day(cell if isinstance(cell, dt.date) else text) if is_whole else None
        return value.isoformat() if isinstance(value, dt.date) else None
    letters = re.sub("[^а-яa-z]+", " ", text.lower().replace("ё", "е")).strip()
    return letters or None


def _has_check_digits(digits: str) -> bool:
    if not re.fullmatch(r"\d{11}", digits, re.ASCII):
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return int(digits[:9]) <= 1_001_998 or total % 101 % 100 == int(digits[9:])
