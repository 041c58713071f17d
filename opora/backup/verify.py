"""Is a home what its inventory says? Asked after a restore, and once more after the first run.

Belongs here: comparing. It changes nothing: above all it makes no salt where there is none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opora import __version__
from opora.backup.inventory import (
    Inventory,
    count_ledger,
    has_own_lake,
    published_release,
    read_inventory,
)
from opora.backup.listed import ListedFile, is_locked, listed_paths
from opora.errors import OporaError
from opora.home import Home
from opora.intake.persons import load_salt
from opora.snapshot.load import verify as verify_revision
from opora.snapshot.revisions import all_revisions, sha256
from opora.warehouse.state import PROJECT, code_fingerprint


@dataclass(frozen=True)
class Verified:
    """What was found.

    Attributes:
        inventory: what was compared with.
        problems: what is not as it should be, a sentence each; empty: the home is whole.
        notes: what a person should know, and may be all right.
    """

    inventory: Inventory
    problems: list[str]
    notes: list[str]


def verify_home(home: Home) -> Verified:
    """Compare a home with the inventory that lies in it; OporaError where there is none."""
    inventory = read_inventory(home)
    done = Verified(inventory, [], [])
    _compare_files(home, done)
    for compared in (_salt, _snapshots, _ledger):
        done.problems.extend(compared(home, inventory))
    _compare_release(home, done)
    if not has_own_lake(home):
        done.notes.append(f"the lake at {home.lake} is no part of this backup")
    return done


def _compare_files(home: Home, done: Verified) -> None:
    inventory = done.inventory
    there = {path.relative_to(home.root).as_posix(): path for path in listed_paths(home)}
    made = datetime.fromisoformat(inventory.made_at).timestamp() * 1e9
    for name, listed in inventory.files.items():
        path = there.get(name)
        if path is None:
            done.problems.append(f"{name} is missing")
        else:
            _compare(name, path, listed, made, done)
    for name, why in inventory.unread.items():
        done.notes.append(f"{name} could not be read when the backup was made ({why})")
    for name in sorted(there.keys() - inventory.files.keys() - inventory.unread.keys()):
        if is_locked(name):
            done.problems.append(f"{name} was not there when the backup was made")
        else:
            done.notes.append(f"{name} came while the backup was made, or since")


def _compare(name: str, path: Path, listed: ListedFile, made: float, done: Verified) -> None:
    try:
        found = path.stat()
        if found.st_size == listed.bytes and sha256(path) == listed.sha256:
            return
    except OSError as error:
        done.problems.append(f"{name} can't be read ({error.strerror})")
        return
    if not is_locked(name) and found.st_mtime_ns > made:
        done.notes.append(f"{name} was changed while the backup was made, or since")
    else:
        done.problems.append(f"{name} is not as it was when the backup was made")


def _salt(home: Home, inventory: Inventory) -> Iterator[str]:
    if inventory.salt is None:
        return
    salt = home.private / "salt"
    if not os.environ.get("OPORA_SALT") and not salt.exists():
        yield (
            f"{salt} is missing and OPORA_SALT is not set: without the salt no delivery that "
            "names people can be taken into this lake"
        )
        return
    try:
        load_salt(home)
    except OporaError as error:
        yield str(error)


def _snapshots(home: Home, _inventory: Inventory) -> Iterator[str]:
    try:
        for revision in all_revisions(home):
            verify_revision(revision)
    except OporaError as error:
        yield str(error)


def _ledger(home: Home, inventory: Inventory) -> Iterator[str]:
    for name, now in count_ledger(home).items():
        if now != inventory.ledger.get(name):
            yield f"the ledger counts {now} {name}, the inventory {inventory.ledger.get(name)}"


def _compare_release(home: Home, done: Verified) -> None:
    before, now = done.inventory.release, published_release(home)
    if before is None:
        return
    if now is None:
        done.notes.append(
            f"the release {before['name']} was not restored: 'opora run' builds it, then verify "
            "again"
        )
    elif now["content_hash"] != before["content_hash"]:
        says = f"the release {now['name']} has other content than {before['name']} had"
        if code_fingerprint(PROJECT)["sha256"] != done.inventory.code:
            done.notes.append(
                f"{says}; it was made by other code (Opora {done.inventory.version}, now "
                f"{__version__})"
            )
        else:
            done.problems.append(says)
