"""What cells of several foreign formats have in common: numbers, days, logins, marks for blank.

Belongs here: reading cells and rows, labels beside them. Not here: where a table begins
(`_header`), or what any one format means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from opora.intake.no_value import is_covered
from opora.intake.sheet import Sheet
from opora.intake.typed import TOTAL
from opora.intake.vocabularies import spelling

Row = Sequence[str | None]

#: How a table calls a declared number of participants.
PARTICIPANTS = r"(?:кол-во|количество|число) участников"

#: Latin and Cyrillic letters look the same.
_BLANKS = frozenset(("x", "х", "-", "–", "—", "нет отметки", "нет", "н/д", "нет данных"))
_LOGIN = re.compile(r"(?<![a-z0-9])[a-z]{3}\d{6}(?![a-z0-9])", re.IGNORECASE)
_TOTAL = re.compile(TOTAL, re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d{1,15}|\d{1,3}([ \u00a0\u202f']\d{3})+)([.,]\d+)?", re.ASCII)
_DAY = re.compile(
    r"(?<!\d)(?:(\d{4})[-.](\d\d)[-.](\d\d)|(\d\d?)[./](\d\d?)[./](\d{4}|\d\d))(?!\d)"
)


def text_of(cell: str | None) -> str:
    """The text of a cell without line breaks, hard and doubled spaces; none where it is merged."""
    if cell is None or is_covered(cell):
        return ""
    return " ".join(cell.replace("\u00a0", " ").split())


@lru_cache(maxsize=1 << 14)
def heading_of(cell: str | None) -> str:
    """A heading without what does not matter: case, ё, spaces, a star or a colon at the end."""
    return spelling(text_of(cell)).strip(" *:")


def filled(cell: str | None) -> str | None:
    """The cell as it stands; None where it holds nothing, or a mark that stands for nothing."""
    return None if not cell or spelling(cell) in _BLANKS or cell.isspace() else cell


def is_blank(row: Row) -> bool:
    """Whether a row holds nothing but spaces and what is merged with other rows."""
    return not any(cell and text_of(cell) for cell in row)


def is_total(cell: str | None) -> bool:
    """Whether a cell is a word for a total."""
    return _TOTAL.fullmatch(cell or "") is not None


def login_in(cell: str | None) -> str | None:
    """The login of a school that a text such as «СОШ № 1 (sch220001)» names.

    None where it names several: the row is of no single school.
    """
    found = {login.lower() for login in _LOGIN.findall(cell or "")}
    return found.pop() if len(found) == 1 else None


def number(cell: str | None) -> float | None:
    """A number as it is written by hand or by a spreadsheet; None where it is none.

    Thousands are separated in threes: what `typed` reads, no more, but for a sign of per cent. That
    may follow in every column here; `typed` reads it only where the heading has one, too.
    """
    text = (cell or "").strip().removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(text):
        return None
    return float(re.sub(r"[\s']", "", text).replace(",", "."))


def without_sign(cell: str | None) -> str | None:
    """A share without its sign: «12,5 %» is 12,5 where the column holds per cents."""
    if cell is None or number(cell) is None:
        return cell
    return cell.strip().removesuffix("%").rstrip()


def decimals(cell: str | None) -> int:
    """How many digits a number is rounded to."""
    _, _, fraction = text_of(cell).removesuffix("%").strip().replace(",", ".").partition(".")
    return len(fraction)


def days(cell: str | None) -> list[dt.date]:
    """All days that a text names: 31.12.2024, 31.12.24, 2024-12-31 or 2024.12.31."""
    found = []
    for match in _DAY.finditer(cell or ""):
        iso, russian = match.groups()[:3], match.groups()[:2:-1]
        year, month, day = (int(part) for part in (iso if iso[0] else russian))
        try:
            found.append(dt.date(year + 2000 if year < 100 else year, month, day))
        except ValueError:
            continue
    return found


def stated(rows: Sequence[Row], words: str) -> tuple[int, str] | None:
    """What rows state under a label, such as `Предмет: Математика` in one cell or in two.

    `words`: the label as a pattern. Returns the number of the row (counted from 1) and the text.
    """
    label = re.compile(rf"(?:{words})\s*[:–—-]?\s*([^|;]*)", re.IGNORECASE)
    for row_no, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            found = label.search(text_of(cell))
            if found is None:
                continue
            beside = next((each for each in row[place + 1 :] if text_of(each)), None)
            value = found.group(1).strip() or text_of(beside)
            if value:
                return row_no, value
    return None


def rows_of(sheet: Sheet, after: int = 0) -> Iterator[tuple[int, Row]]:
    """The rows of a sheet that hold anything, each with its number; merged cells say that they are.

    `after`: the number of the last row to leave out.
    """
    for row_no, row in enumerate(sheet.told_rows(), start=1):
        if row_no > after and not is_blank(row):
            yield row_no, row
