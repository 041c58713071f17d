"""The schools of a region or a country: their social context, which moves passports and results.

Every number is made from the school's own number, in SQL of numbers and headings of ours only.

Belongs here: what differs between schools. Not here: their participants (`scale`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from opora.contracts import load_contracts
from opora.demo.conditions import NOISE, SHARES
from opora.sql import literal

#: A well-known mix of 32 bits: twice folded and multiplied, folded once more.
_FOLD, _FACTOR, _BITS = 16, 0x45D9F3B, 2**32
#: Where the lucks of schools begin, far from those of participants, and how many each may use.
_FIRST, _PER_SCHOOL = 1_000_000_000, 64
#: Adding up three lucks gives what looks like a normal deviation.
_ADDED, _MIDDLE, _PER_UNIT = 3, 1.5, 2
#: The draws of a school, three lucks each: its context, what it adds itself, its size, its shares.
_HARDSHIP, _STRENGTH, _SIZE, _SHARE = 0, 1, 2, 3

#: Log-odds of failing: in an average school, per deviation of hardship and of strength.
_DIFFICULTY, _HARDSHIP_WEIGHT, _STRENGTH_WEIGHT = -2.35, 0.6, -0.45
_LOWEST_SHARE, _HIGHEST_SHARE = 0.2, 96


def luck(number: str) -> str:
    """A number between 0 and 1 that looks like chance, and like no other number's."""
    mixed = f"({number})::BIGINT"
    for _ in range(2):
        mixed = f"({_folded(mixed)} * {_FACTOR} % {_BITS})"
    return f"({_folded(mixed)} / {_BITS}.0)"


def fail_share() -> str:
    """How many of a `school`'s participants fail: more where life is hard."""
    logit = (
        f"{_DIFFICULTY} + {_HARDSHIP_WEIGHT} * {_deviation(_HARDSHIP)} "
        f"+ {_STRENGTH_WEIGHT} * {_deviation(_STRENGTH)}"
    )
    return f"(1 / (1 + exp(-({logit}))))"


def write_conditions(
    connection: duckdb.DuckDBPyConnection, path: Path, schools: int, half_year: str
) -> None:
    """The social passports of all schools in one CSV file, observed within the half-year."""
    year, half = half_year.split("-")
    observed_on = f"{year}-{'03' if half == 'H1' else '10'}-01"
    columns = {
        "school_login": "school_login",
        "observed_on": f"DATE '{observed_on}'",
        "pupils": f"60 + (840 * {luck(_draw(_SIZE, 0))})::INTEGER",
        **{name: _share(number, *SHARES[name]) for number, name in enumerate(SHARES)},
    }
    contract = load_contracts()["social_conditions"]
    listed = ", ".join(
        f'{sql} AS "{contract.column(name).heading}"' for name, sql in columns.items()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"COPY (SELECT {listed} FROM "  # noqa: S608
        f"(SELECT school, printf('sch00%06d', school + 1) AS school_login "
        f"FROM range({schools}) AS numbers(school)) ORDER BY school) "
        f"TO {literal(path)} (FORMAT csv, HEADER, DELIMITER ',')"
    )


def _folded(number: str) -> str:
    return f"xor({number}, {number} >> {_FOLD})"


def _share(number: int, middle: float, per_deviation: float) -> str:
    """A share of the passport, in per cent with one decimal."""
    noise = f"{NOISE * abs(per_deviation)} * {_deviation(_SHARE + number)}"
    share = f"{middle} + ({per_deviation}) * {_deviation(_HARDSHIP)} + {noise}"
    return f"least({_HIGHEST_SHARE}, greatest({_LOWEST_SHARE}, {share}))::DECIMAL(4, 1)"


def _deviation(draw: int) -> str:
    """A deviation from the middle of all schools."""
    added = " + ".join(luck(_draw(draw, place)) for place in range(_ADDED))
    return f"({_PER_UNIT} * ({added} - {_MIDDLE}))"


def _draw(draw: int, place: int) -> str:
    return f"{_FIRST} + school * {_PER_SCHOOL} + {draw * _ADDED + place}"
