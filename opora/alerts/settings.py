"""How alerts leave the house: mail server, secrets, addresses, all from the environment.

Belongs here: reading and checking it. A password comes from a variable or from a file that one
names, and is never shown. Not here: who is told (`recipients`).
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from opora.alerts.errors import AlertError
from opora.alerts.hosts import is_host

SMTP = "OPORA_SMTP"
SMTP_PASSWORD = "OPORA_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
MAIL_FROM = "OPORA_MAIL_FROM"
WEBHOOK_SECRET = "OPORA_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
DAGSTER_URL = "OPORA_DAGSTER_URL"
INSTALLATION = "OPORA_INSTALLATION"
DISK_FREE = "OPORA_ALERT_DISK_FREE_PERCENT"
BACKUP_DAYS = "OPORA_ALERT_BACKUP_DAYS"

Encryption = Literal["starttls", "tls", "none"]
#: scheme -> encryption, port where none is named
_SCHEMES: Mapping[str, tuple[Encryption, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("none", 25),
}
_EXPECTED = (
    "smtp://user@host:587 (STARTTLS), smtps://user@host:465 (TLS) or smtp+plain://127.0.0.1:25 "
    "(no encryption, no login)"
)
_DISK_FREE_PERCENT = 10
_BACKUP_DAYS = 2


@dataclass(frozen=True)
class Smtp:
    """A mail server; `user` None: no login."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """For messages."""
        return f"mail server {self.host}:{self.port}"


@dataclass(frozen=True)
class Settings:
    """Everything the environment says of alerts; `smtp` None: no e-mail."""

    installation: str
    smtp: Smtp | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    dagster_url: str | None = None
    disk_free_percent: int = _DISK_FREE_PERCENT
    backup_days: int = _BACKUP_DAYS

    def link(self, path: str, words: str) -> str:
        """An address in Dagster, or the words where nobody said where Dagster is."""
        return f"{self.dagster_url}{path}" if self.dagster_url else words


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings; AlertError in one line for what can't be used."""
    environment = os.environ if environment is None else environment
    return Settings(
        installation=environment.get(INSTALLATION) or socket.gethostname(),
        smtp=_smtp(environment),
        webhook_secret=_secret(environment, WEBHOOK_SECRET),
        dagster_url=_dagster_url(environment),
        disk_free_percent=_number(environment, DISK_FREE, _DISK_FREE_PERCENT, 99),
        backup_days=_number(environment, BACKUP_DAYS, _BACKUP_DAYS, 365),
    )


def _smtp(environment: Mapping[str, str]) -> Smtp | None:
    given = environment.get(SMTP)
    if not given:
        return None
    try:
        parts = urlsplit(given)
        encryption, usual_port = _SCHEMES[parts.scheme]
        host, port = parts.hostname, parts.port or usual_port
    except (ValueError, KeyError):
        raise AlertError(f"{SMTP} is no address of a mail server; expected {_EXPECTED}") from None
    # never quoted: what was not percent-encoded may be a piece of a password
    if parts.password is not None:
        raise AlertError(
            f"{SMTP} holds a password; put it into {SMTP_PASSWORD}, or into a file that "
            f"{SMTP_PASSWORD}_FILE names"
        )
    if not host or not is_host(host) or parts.path.strip("/") or parts.query or parts.fragment:
        raise AlertError(f"{SMTP} is no address of a mail server; expected {_EXPECTED}")
    user = unquote(parts.username) if parts.username else None
    password = _secret(environment, SMTP_PASSWORD)
    if user and encryption == "none":
        raise AlertError(
            f"{SMTP} would send a password without encryption; use smtp:// or smtps://"
        )
    if user and not password:
        raise AlertError(
            f"{SMTP} names a user, and {SMTP_PASSWORD} or {SMTP_PASSWORD}_FILE is missing"
        )
    sender = environment.get(MAIL_FROM, "")
    if "@" not in sender or any(letter in sender for letter in "\r\n<>, "):
        raise AlertError(
            f"{MAIL_FROM} is missing or no e-mail address; expected one such as opora@example.org"
        )
    return Smtp(host, port, encryption, sender, user, password)


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    """A secret from a variable, or from the file that a second one names."""
    if name in environment:
        return environment[name] or None
    given = environment.get(f"{name}_FILE")
    if not given:
        return None
    path = Path(given)
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o007:
            raise AlertError(f"{path} ({name}_FILE) can be read by everybody; chmod 600 it")
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise AlertError(f"{path} ({name}_FILE) can't be read: {said}") from None
    if not secret:
        raise AlertError(f"{path} ({name}_FILE) is empty; expected the secret")
    return secret


def _dagster_url(environment: Mapping[str, str]) -> str | None:
    given = environment.get(DAGSTER_URL)
    if not given:
        return None
    if not given.startswith(("http://", "https://")) or any(c.isspace() for c in given):
        raise AlertError(
            f"{DAGSTER_URL} is {given!r}; expected an address such as https://opora.example.org"
        )
    return given.rstrip("/")


def _number(environment: Mapping[str, str], name: str, usual: int, most: int) -> int:
    given = environment.get(name)
    if not given:
        return usual
    if not given.isdecimal() or not 0 < int(given) <= most:
        raise AlertError(f"{name} is {given!r}; expected a whole number from 1 to {most}")
    return int(given)
