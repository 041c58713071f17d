"""Who wants to hear of what: `rules/alerts.csv`, checked like every file of rules.

Belongs here: reading it and everything that can be wrong with it. It is no rule of the warehouse:
no model reads it, and changing an address builds nothing anew.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from opora.alerts.errors import AlertError
from opora.alerts.hosts import is_host
from opora.alerts.trouble import KINDS, Level
from opora.home import Home

FILE = "alerts.csv"

_COLUMNS = ("address", "kind", "level", "remind_after_days")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
#: A webhook in plain text is for this machine only.
_LOCAL = ("127.0.0.1", "::1", "localhost")
_LEVELS = ("error", "warning", "none")
_REMIND_AFTER_DAYS = 7


@dataclass(frozen=True)
class Wish:
    """How somebody wants to hear of a kind; `remind_after_days` 0: never again."""

    level: Level
    remind_after_days: int


@dataclass(frozen=True)
class Recipient:
    """An e-mail address or a webhook, and the kinds it is told of."""

    address: str
    wishes: Mapping[str, Wish]

    @property
    def is_webhook(self) -> bool:
        """Whether it is reached by HTTP."""
        return "://" in self.address

    @property
    def shown(self) -> str:
        """For logs: the path of a webhook is often its secret."""
        return shown_address(self.address)


def shown_address(address: str) -> str:
    """An address without what may be secret in it."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/…"


def read_recipients(home: Home) -> tuple[Recipient, ...]:
    """All that the file names, none where there is no file; AlertError with all its defects."""
    path = home.rules / FILE
    if not path.exists():
        return ()
    rows = _rows(path)
    defects: list[str] = []
    asked: dict[str, dict[str, Wish | None]] = {}
    for number, row in rows:
        found = list(_defects(f"{path}, row {number}", row))
        wishes = asked.setdefault(row["address"], {})
        if not found and row["kind"] in wishes:
            found = [f"{path}, row {number}: the same address and kind twice; expected once"]
        defects += found
        if not found:
            wishes[row["kind"]] = _wish(row)
    if defects:
        raise AlertError("\n".join(defects))
    return tuple(Recipient(address, _spread(wishes)) for address, wishes in asked.items())


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AlertError(f"{path}: not UTF-8; save it as «CSV UTF-8»") from None
    except OSError as error:
        raise AlertError(f"{path}: can't be read: {error.strerror}") from None
    # Excel in Russian separates by semicolons
    first_line = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in first_line else ",")
    table = [[cell.strip() for cell in line] for line in reader]
    header = table[0] if table else []
    if set(header) - set(_COLUMNS) or "address" not in header or len(set(header)) < len(header):
        raise AlertError(
            f"{path}, row 1: the columns are {', '.join(header) or 'missing'}; expected address "
            "and, as wanted, kind, level, remind_after_days"
        )
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise AlertError(f"{path}, row {number}: {len(cells)} cells; expected {len(header)}")
        rows.append((number, dict.fromkeys(_COLUMNS, "") | dict(zip(header, cells, strict=True))))
    return rows


def _defects(place: str, row: Mapping[str, str]) -> Iterator[str]:
    address = row["address"]
    if not (_is_webhook(address) or _EMAIL.fullmatch(address)):
        yield (
            f"{place}, column address: {shown_address(address)!r}; expected an e-mail address such "
            "as duty@example.org or a webhook such as https://example.org/hook (http only to this "
            "machine)"
        )
    if row["kind"] and row["kind"] not in KINDS:
        yield (
            f"{place}, column kind: {row['kind']!r}; expected one of {', '.join(KINDS)}, or a "
            "blank for all of them"
        )
    if row["level"] and row["level"] not in _LEVELS:
        yield (
            f"{place}, column level: {row['level']!r}; expected error (as a blank), warning (also "
            "what only warns) or none (not this kind)"
        )
    if row["remind_after_days"] and not re.fullmatch(r"[0-9]{1,3}", row["remind_after_days"]):
        yield (
            f"{place}, column remind_after_days: {row['remind_after_days']!r}; expected a number "
            f"of days, 0 for no reminder, or a blank for {_REMIND_AFTER_DAYS}"
        )


def _is_webhook(address: str) -> bool:
    try:
        parts = urlsplit(address)
        has_host = is_host(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    is_plain = address.isascii() and not re.search(r"\s", address) and "@" not in parts.netloc
    return has_host and is_allowed and is_plain


def _wish(row: Mapping[str, str]) -> Wish | None:
    if row["level"] == "none":
        return None
    level: Level = "warning" if row["level"] == "warning" else "error"
    return Wish(level, int(row["remind_after_days"] or _REMIND_AFTER_DAYS))


def _spread(wishes: Mapping[str, Wish | None]) -> dict[str, Wish]:
    """A row without a kind is for all kinds that have no row of their own."""
    asked = {kind: wishes.get(kind, wishes.get("")) for kind in KINDS}
    # a row of its own that says none is a wish, too
    asked |= {kind: wish for kind, wish in wishes.items() if kind}
    return {kind: wish for kind, wish in asked.items() if wish is not None}
