"""Dagster's own home: private/dagster in OPORA_HOME.

Belongs here: its settings, and where it keeps its runs: beside them, or, on a server, in the
PostgreSQL database that OPORA_DAGSTER_POSTGRESQL names. A department may change the file; then it
is left alone. Not here: starting anything (`services`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import yaml

from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home

#: The environment variable with the address of Dagster's database, without a password.
STORAGE_VARIABLE = "OPORA_DAGSTER_POSTGRESQL"

_MARK = "# Written by Opora ({}), and kept up to date until somebody changes what follows.\n"
_MARKED = re.compile("^" + re.escape(_MARK).replace(r"\{\}", "([0-9a-f]{16})"))
#: What was written before there was a mark.
_UNMARKED = "0088be356f4d8b78"

_SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    # One writer at a time, from the landing zone to publication; others wait in the queue.
    default_limit: 1
    granularity: run
run_monitoring:
  # a run that does not start or does not stop is given up
  enabled: true
  poll_interval_seconds: 30
  start_timeout_seconds: 600
run_retries:
  # A run whose process died (killed, out of memory, a power cut) is started again; a step that
  # failed is not: its data or settings have to be mended.
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
"""

_ADDRESS = re.compile(r"^postgresql://(?:(?P<user>[^/?#@]*)@)?(?P<rest>[^@]*)$")


def ensure_dagster_home(home: Home) -> Path:
    """The folder for DAGSTER_HOME, with settings.

    OporaError where OPORA_DAGSTER_POSTGRESQL is no address, holds a password, or contradicts
    settings that somebody changed.
    """
    folder = home.private / "dagster"
    settings = folder / "dagster.yaml"
    storage = _storage()
    text = _marked(_SETTINGS + storage)
    found = settings.read_text(encoding="utf-8") if settings.exists() else None
    if found is None or _is_ours(found):
        if found != text:
            write_text(settings, text)
    elif storage and "storage" not in (yaml.safe_load(found) or {}):
        raise OporaError(
            f"{settings} was changed by hand and says nothing of a storage, but {STORAGE_VARIABLE} "
            "is set. Remove the file, then it is written anew, or add to it: "
            f"{storage.strip()}"
        )
    return folder


def _storage() -> str:
    address = os.environ.get(STORAGE_VARIABLE)
    if not address:
        return ""
    parts = _ADDRESS.match(address)
    if parts is None:
        # not shown: it may be a part of a password
        raise OporaError(
            f"{STORAGE_VARIABLE} is no address of a database; expected "
            "postgresql://user@host:port/database, or postgresql:///database on this machine"
        )
    if (parts["user"] or "").partition(":")[2] or "password=" in parts["rest"]:
        raise OporaError(
            f"{STORAGE_VARIABLE} holds a password, which would stand in Dagster's settings; leave "
            "it out and set PGPASSWORD, or put it into ~/.pgpass (mode 600)"
        )
    # Dagster is written for this driver; SQLAlchemy would take another one
    url = address.replace("postgresql://", "postgresql+psycopg2://", 1)
    return f"storage: {{postgres: {{postgres_url: {json.dumps(url)}}}}}\n"


def _marked(body: str) -> str:
    return _MARK.format(_digest(body)) + body


def _is_ours(text: str) -> bool:
    """Whether nobody has changed the file since Opora wrote it."""
    mark = _MARKED.match(text)
    if mark is None:
        return _digest(text) == _UNMARKED
    return mark[1] == _digest(text[mark.end() :])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
