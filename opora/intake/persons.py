"""Keys people on arrival: identity goes in, 16 bytes of HMAC come out, nothing else is kept.

Belongs here: the salt, the normal form of identifiers, the check digits of insurance numbers.
Not here: which columns of a dataset hold identity (its contract says so).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opora.durable import write_bytes, write_text
from opora.errors import OporaError
from opora.home import Home
from opora.intake.no_value import has_no_value

KEY_BYTES = 16

_SALT_VARIABLE = "OPORA_SALT"
#: In bytes; a shorter one could be found by trying.
_SHORTEST_SALT = 32


def load_salt(home: Home) -> bytes:
    """The secret of this installation: from `OPORA_SALT`, else a private file made on first use.

    The lake keeps the salt's fingerprint; another salt would silently split every person in two,
    so it is refused.
    """
    salt = os.environ.get(_SALT_VARIABLE, "").encode() or _from_file(home)
    fingerprint = hashlib.sha256(b"opora salt fingerprint" + salt).hexdigest()[:16]
    known = home.lake / "salt.fingerprint"
    if not known.exists():
        write_text(known, fingerprint)
    elif known.read_text(encoding="ascii") != fingerprint:
        raise OporaError(
            "the salt differs from the one that keyed the people in this lake; "
            f"restore private/salt (or {_SALT_VARIABLE}) from the backup"
        )
    return salt


def _from_file(home: Home) -> bytes:
    path = home.private / "salt"
    if not path.exists():
        home.private.mkdir(parents=True, exist_ok=True)
        home.private.chmod(0o700)
        write_bytes(path, secrets.token_hex(32).encode(), mode=0o600)
    _refuse_readable_by_others(path)
    salt = path.read_bytes()
    if len(salt) < _SHORTEST_SALT:
        raise OporaError(
            f"{path} holds {len(salt)} bytes, a salt has at least {_SHORTEST_SALT}; restore it "
            "from the backup. Only if nothing was ever taken into this lake, delete the file: "
            "the next run makes a new salt"
        )
    return salt


def _refuse_readable_by_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    # Windows says nothing about others in the mode of a file
    if os.name == "posix" and mode & 0o077:
        raise OporaError(
            f"{path} may be read by others (mode {mode:o}, expected 600), who could find people "
            f"by their keys; run: chmod 600 {path}"
        )


@dataclass(frozen=True)
class KeyedPerson:
    """What is left of a person; `doubtful` names identity columns that could not be used."""

    key: bytes | None
    key_by_name: bytes | None
    doubtful: tuple[str, ...] = ()


class PersonKeys:
    """Turns identity columns into keys by the ranks of a contract (`keyed_from`)."""

    def __init__(self, salt: bytes, ranks: Sequence[Sequence[str]]) -> None:
        """`ranks`: the accepted combinations of identity columns, the best first."""
        self._salt = salt
        self._ranks = ranks

    def key(self, identity: Mapping[str, str | None]) -> KeyedPerson:
        """The person behind the identity columns of one row."""
        usable = {name: _normal(name, text) for name, text in identity.items() if text}
        doubtful = tuple(name for name, text in usable.items() if text is None)
        return KeyedPerson(
            key=next((key for rank in self._ranks if (key := self._hash(rank, usable))), None),
            key_by_name=self._hash(self._ranks[-1], usable),
            doubtful=doubtful,
        )

    def _hash(self, rank: Sequence[str], usable: Mapping[str, str | None]) -> bytes | None:
        parts = [usable.get(name) for name in rank]
        if not all(parts):
            return None
        text = "|".join([*rank, *map(str, parts)])
        return hmac.digest(self._salt, text.encode(), "sha256")[:KEY_BYTES]


def _normal(name: str, text: str) -> str | None:
    """The form in which an identifier is compared; None where it can't be right."""
    if has_no_value(text):
        return None
    if name == "insurance_number":
        digits = re.sub(r"\D", "", text)
        return digits if is_insurance_number(digits) else None
    if name == "birth_date":
        return _iso_date(text)
    letters = re.sub(r"[^а-яa-z]+", " ", text.lower().replace("ё", "е"))
    return letters.strip() or None


def _iso_date(text: str) -> str | None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d 00:00:00"):
        try:
            day = dt.datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
        return day.isoformat() if 1900 <= day.year <= 2100 else None
    return None


def is_insurance_number(digits: str) -> bool:
    """Whether 11 digits carry the right check digits (the algorithm of the СНИЛС).

    Each of the first nine digits is weighted 9 … 1; the sum modulo 101 (100 counts as 0) stands in
    the last two. Numbers up to 001-001-998 carry no check digits.
    """
    if len(digits) != 11 or not digits.isdigit():
        return False
    if int(digits[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(digits[9:])
