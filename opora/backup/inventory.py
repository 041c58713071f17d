"""The inventory of a home: every file that can't be made again, and what the ledger counts.

It lies in `private/inventory.json` and goes into the backup with the rest. Belongs here: taking,
writing and reading it. Not here: reading the files (`listed`), comparing a home with it (`verify`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from opora import __version__
from opora.backup.listed import ListedFile, list_files
from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home
from opora.warehouse.state import PROJECT, code_fingerprint

_COUNTED = ("deliveries", "rows_received", "rows_accepted", "rows_quarantined")
_COUNT = """
    select
        count(*),
        coalesce(sum(rows_received), 0)::bigint,
        coalesce(sum(rows_accepted), 0)::bigint,
        coalesce(sum(rows_quarantined), 0)::bigint
    from read_parquet(?, union_by_name = true)
"""


@dataclass(frozen=True)
class Inventory:
    """What a home holds.

    Attributes:
        made_at: when it was taken, ISO 8601, UTC.
        version: of Opora; `code`: the fingerprint of all that computes.
        salt: the fingerprint of the salt that keyed the people in the lake; None before
            the first.
        ledger: number of deliveries and the rows of all of them; empty where the lake is
            elsewhere.
        release: name and content hash of the published release; None where there is none.
        files: path below the home -> the file.
        unread: path below the home -> why it could not be read; such files are in no backup.
    """

    made_at: str
    version: str
    code: str
    salt: str | None
    ledger: Mapping[str, int]
    release: Mapping[str, str] | None
    files: Mapping[str, ListedFile]
    unread: Mapping[str, str] = field(default_factory=dict)


def take_inventory(home: Home) -> Inventory:
    """What a home holds now; the caller holds the writers' lock. OporaError as `list_files`.

    Files that were not touched since the last inventory are not read again: should one have rotted
    on the disk, its right checksum stays.
    """
    made_at = datetime.now(UTC).isoformat(timespec="microseconds")
    known = read_inventory(home).files if inventory_file(home).exists() else {}
    files, unread = list_files(home, known)
    # wherever the lake is: a lost salt has to be missed
    fingerprint = home.lake / "salt.fingerprint"
    return Inventory(
        made_at=made_at,
        version=__version__,
        code=code_fingerprint(PROJECT)["sha256"],
        salt=fingerprint.read_text(encoding="ascii") if fingerprint.exists() else None,
        ledger=count_ledger(home),
        release=published_release(home),
        files=files,
        unread=unread,
    )


def write_inventory(home: Home, inventory: Inventory) -> None:
    """Write it down, for nobody but the home's user: names of files may name people."""
    text = json.dumps(asdict(inventory), ensure_ascii=False, indent=0)
    write_text(inventory_file(home), text, mode=0o600)


def read_inventory(home: Home) -> Inventory:
    """The inventory that lies in a home; OporaError where there is none or it can't be read."""
    path = inventory_file(home)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        files = {name: ListedFile(**each) for name, each in found.pop("files").items()}
        return Inventory(**found, files=files)
    except FileNotFoundError:
        raise OporaError(
            f"{path} is not there: no backup was ever made of this home, or it was not restored"
        ) from None
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise OporaError(
            f"{path} can't be read ({type(error).__name__}: {error}); expected what "
            "'opora backup make' writes. Restore it; only if you are making a backup, remove it"
        ) from None


def inventory_file(home: Home) -> Path:
    """Where it lies."""
    return home.private / "inventory.json"


def has_own_lake(home: Home) -> bool:
    """Whether the lake lies in the home; a bucket is backed up where it is."""
    return home.lake == home.root / "lake"


def count_ledger(home: Home) -> dict[str, int]:
    """Deliveries (a file and a dataset each) and their rows; empty where the lake is elsewhere."""
    if not has_own_lake(home):
        return {}
    if not any(home.ledger.glob("*.parquet")):
        return dict.fromkeys(_COUNTED, 0)
    with duckdb.connect() as connection:
        row = connection.execute(_COUNT, [f"{home.ledger}/*.parquet"]).fetchall()[0]
    return dict(zip(_COUNTED, row, strict=True))


def published_release(home: Home) -> dict[str, str] | None:
    """Name and content hash of the release that readers have."""
    if not home.published_file.exists():
        return None
    # by its own name: this process may have an older release open under the published one
    with duckdb.connect(str(home.published_file.resolve()), read_only=True) as connection:
        row = connection.execute("select release, content_hash from marts.release").fetchall()[0]
    return dict(zip(("name", "content_hash"), row, strict=True))
