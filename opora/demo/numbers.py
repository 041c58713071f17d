"""Synthetic numbers that carry the check digits of real ones and can't belong to anybody.

Belongs here: how such a number is made. Not here: judging the numbers of a delivery (`intake`).
"""

from __future__ import annotations

#: Tax numbers begin with the code of a region; there is no region 00.
_INN_PREFIX = "00"

#: Insurance numbers have been issued from 001 upwards; nobody has one that begins with 9.
_INSURANCE_FIRST = 900_000_000

_INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn(serial: int) -> str:
    """The tax number (ИНН, 10 digits) of an invented school."""
    digits = f"{_INN_PREFIX}{serial:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _INN_WEIGHTS, strict=True))
    return f"{digits}{total % 11 % 10}"


def insurance_number(serial: int) -> str:
    """The insurance number (СНИЛС) of an invented person, as people write it."""
    digits = f"{_INSURANCE_FIRST + serial:09d}"
    return _written(digits, insurance_check(digits))


def wrong_insurance_number(serial: int) -> str:
    """The number of that person with check digits that can't be right."""
    digits = f"{_INSURANCE_FIRST + serial:09d}"
    return _written(digits, (insurance_check(digits) + 1) % 100)


def insurance_check(digits: str) -> int:
    """The two check digits after the first nine digits of an insurance number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
    return total % 101 % 100


def _written(digits: str, check: int) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {check:02d}"
