"""Numbers, days and absences as Russian readers write them.

Belongs here: formats and nothing else. Spaces inside a number, and before its unit, don't break.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from opora.answers.words import counted

_SPACE = "\u00a0"
_MINUS = "\u2212"

#: What stands where there is no value, by its state.
ABSENT = {
    "not_measured": "не измерено",
    "not_applicable": "не применимо",
    "suppressed": "скрыто",
}
#: What stands where a value is missing without a state.
NOTHING = "—"


def number(value: float | None, digits: int = 0) -> str:
    """A number with a decimal comma and groups of three: 12345.67 is «12 345,7» with one digit."""
    if value is None:
        return NOTHING
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    # nothing that is shown as nought has a sign
    sign = _MINUS if exact < 0 else ""
    return sign + f"{abs(exact):,.{digits}f}".replace(",", _SPACE).replace(".", ",")


def signed(value: float | None, digits: int = 1) -> str:
    """The same with a plus before what is above nought."""
    shown = number(value, digits)
    is_above = value is not None and any(digit in shown for digit in "123456789")
    return f"+{shown}" if is_above and not shown.startswith(_MINUS) else shown


def percent(value: float | None, state: str | None = None, digits: int = 1) -> str:
    """A share that is in per cent already; in words where there is none."""
    if value is None:
        return ABSENT.get(state or "", NOTHING)
    return f"{number(value, digits)}{_SPACE}%"


def points(value: float | None, digits: int = 1) -> str:
    """A difference of two shares, in percentage points."""
    return NOTHING if value is None else f"{signed(value, digits)}{_SPACE}п.{_SPACE}п."


def with_interval(value: float | None, low: float | None, high: float | None, digits: int) -> str:
    """An estimate with its interval: «+4,6 (от −1,1 до +10,4)»."""
    if value is None:
        return NOTHING
    ends = f"от{_SPACE}{signed(low, digits)}{_SPACE}до{_SPACE}{signed(high, digits)}"
    return f"{signed(value, digits)} ({ends})"


def day(value: dt.date | None) -> str:
    """A day as 30.06.2024."""
    return NOTHING if value is None else f"{value:%d.%m.%Y}"


def count_of_schools(number_of_them: int) -> str:
    """«1 школа», «2 школы», «5 школ»."""
    return counted(number_of_them, "школа", "школы", "школ")


def of_schools(number_of_them: int) -> str:
    """The same after «из», «у»: «1 школы», «2 школ»."""
    return counted(number_of_them, "школы", "школ", "школ")
