"""What must not be found: secrets of people and of the installation, in their normal form.

Belongs here: what counts as a secret and which spellings give it away. Not here: where one looks
(`containers`), how bytes become text (`readings`) or the search itself (`search`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from privacy.readings import normal

INSURANCE_DIGITS, PASSPORT_DIGITS = 11, 10

#: Bytes are recognised by so many of them: a person's key is no longer than that.
KEY_BYTES = 16

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
    "октября", "ноября", "декабря",
)  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """Something that must not leave.

    `kind` is told with a hit; it also decides how `value` is looked for: `name` (family name, first
    name and, if there is one, patronymic), `surname` (that word alone), `insurance_number` and
    `passport` (digits, however separated), anything else: bytes of at least `KEY_BYTES`.
    """

    kind: str
    value: str | bytes
    born: dt.date | None = None


def secrets_of(
    full_name: str | None, insurance_number: str | None, born: dt.date | None
) -> Iterator[Secret]:
    """The secrets of a person; blank ones are none."""
    if full_name:
        yield Secret("name", full_name, born)
    if insurance_number:
        yield Secret("insurance_number", insurance_number)


def pieces_of_key(kind: str, value: bytes) -> list[Secret]:
    """A long secret as all runs of `KEY_BYTES` in it, so that a part of it is found, too."""
    last = len(value) - KEY_BYTES
    if last < 0:
        raise ValueError(f"{kind}: only {len(value)} bytes, at least {KEY_BYTES} are needed")
    return [Secret(kind, value[start : start + KEY_BYTES]) for start in range(last + 1)]


def digits_of(secret: Secret) -> str:
    """The digits of a number; ValueError where there are too few or too many."""
    digits = "".join(filter(str.isdigit, str(secret.value)))
    if len(digits) not in (INSURANCE_DIGITS, PASSPORT_DIGITS):
        raise ValueError(f"{secret.kind} has {len(digits)} digits")
    return digits


@dataclass(frozen=True)
class Name:
    """A person's name in normal form, and what beside the surname gives the person away."""

    secret: Secret
    surname: str
    given: str
    patronymic: str

    @classmethod
    def of(cls, secret: Secret) -> Name:
        """From family name, first name and patronymic, as files give them."""
        words = str(secret.value).split()
        if len(words) == 1:
            raise ValueError(f"a surname alone is no {secret.kind}")
        if len(words) == 2 and "-" in words[1]:
            # «ковалёв пётр-семёнович»; before a blank a hyphen joins two surnames
            words[1:] = words[1].split("-")
        given, patronymic = words[1], "".join(words[2:])
        return cls(secret, normal(words[0]), normal(given), normal(patronymic))

    @property
    def initials(self) -> str:
        """The first letters; one letter alone says nothing."""
        return self.given[0] + self.patronymic[0] if self.patronymic else ""

    @property
    def address(self) -> str:
        """How the person is addressed: first name and patronymic."""
        return self.given + self.patronymic if self.patronymic else ""

    @property
    def birthdays(self) -> tuple[str, ...]:
        """The birth date as it is written, without separators."""
        born = self.secret.born
        if born is None:
            return ()
        in_words = f"{born.day}{_MONTHS[born.month - 1]}{born.year}"
        return (f"{born:%Y%m%d}", f"{born:%d%m%Y}", in_words)
