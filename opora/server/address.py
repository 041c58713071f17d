"""Which server to publish to, without ever showing a password.

Belongs here: reading what was given, refusing what would give a secret away, naming the server in
messages. Not here: connecting.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from opora.errors import OporaError

#: The environment variable with the address of the department's server.
VARIABLE = "OPORA_POSTGRESQL"

#: libpq's own variables, any of which says which server is meant.
_OF_LIBPQ = ("PGHOST", "PGHOSTADDR", "PGSERVICE")

_SECRETS = ("password", "sslpassword")
_WHERE_PASSWORDS_BELONG = (
    "put it into ~/.pgpass (host:port:database:user:password, mode 600), into PGPASSWORD, or into "
    f"{VARIABLE}"
)


class ServerError(OporaError):
    """A server was not published to: the message says why, and that readers keep what they have."""


class ServerAwayError(ServerError):
    """It did not answer, went away, or was in use: the same may succeed a little later."""


@dataclass(frozen=True)
class Address:
    """A server and a database on it; `parameters` are libpq's and may hold a password."""

    parameters: Mapping[str, str] = field(repr=False)

    @property
    def shown(self) -> str:
        """host:port/database, or the service that says so."""
        if service := self._given("service", "PGSERVICE"):
            return f"service {service}"
        host = self._given("host", "PGHOST") or self._given("hostaddr", "PGHOSTADDR")
        user = self._given("user", "PGUSER")
        database = self._given("dbname", "PGDATABASE") or user
        return f"{host or 'localhost'}:{self._given('port', 'PGPORT') or 5432}/{database or ''}"

    def without_secrets(self, text: str) -> str:
        """A text in which no password stands, whatever wrote it."""
        secrets = [self.parameters.get(name) for name in _SECRETS]
        secrets.append(os.environ.get("PGPASSWORD"))
        for secret in filter(None, secrets):
            text = text.replace(secret, "***")
        return text

    def _given(self, parameter: str, variable: str) -> str | None:
        return self.parameters.get(parameter) or os.environ.get(variable)


def server_address(to: str | None = None) -> Address:
    """The address that was given, else that of the environment; ServerError where there is none.

    `to` comes from a command line, so it may not hold a password: process lists and the history of
    the shell would show it.
    """
    if to is not None:
        address = _read(to, "--to")
        if any(address.parameters.get(name) for name in _SECRETS):
            raise ServerError(
                "a password in --to would stand in the process list and in the shell's history; "
                f"leave it out and {_WHERE_PASSWORDS_BELONG}"
            )
        return address
    if given := os.environ.get(VARIABLE):
        return _read(given, VARIABLE)
    if any(os.environ.get(name) for name in _OF_LIBPQ):
        return Address({})
    raise ServerError(
        "to which server? Give --to postgresql://user@host:port/database, "
        f"or set {VARIABLE}, or PGHOST or PGSERVICE"
    )


def _read(text: str, source: str) -> Address:
    try:
        parameters = conninfo_to_dict(text)
    except (ProgrammingError, UnicodeDecodeError):
        # what libpq says of it may quote a part of a password
        parameters = None
    if parameters is None or not _is_plain(parameters):
        raise ServerError(
            f"{source} is no address of a server; expected postgresql://user@host:port/database "
            "(special characters percent-encoded: %40 for @, %2F for /, %3A for :)"
        ) from None
    return Address({name: str(value) for name, value in parameters.items() if value is not None})


def _is_plain(parameters: Mapping[str, object]) -> bool:
    """Whether no part can be a piece of a password that was not percent-encoded."""
    ports = str(parameters.get("port", "")).split(",")
    named = (str(parameters.get(name, "")) for name in ("host", "dbname"))
    return all(not port or port.isdecimal() for port in ports) and not any(
        "@" in each for each in named
    )
