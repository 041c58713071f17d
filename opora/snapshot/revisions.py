"""The folders of snapshots: what a revision and an approval consist of, and placing them.

`snapshots/2024-H1/r01/` is a revision, `snapshots/2024-H1/r01-approval/` its approval. Both are
made under another name, brought to the disk and put in place by one rename; after that nobody
writes there any more.

Belongs here: names, reading, placing. Not here: what the tables hold (`content`) or which revision
is in force (`standing`).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opora.durable import sync_file, sync_folder
from opora.errors import OporaError
from opora.home import Home

MANIFEST = "manifest.json"
APPROVAL = "approval.json"
DELIVERIES = "deliveries"
RESTATEMENTS = "restatements"
SOURCES = "restatement_sources"

_REVISION = re.compile(r"^r(\d{2,})$")
_APPROVAL = re.compile(r"^r(\d{2,})-approval$")
_HALF_YEAR = re.compile(r"^\d{4}-H[12]$")
_UNFINISHED = ".unfinished-"
#: Nobody writes to a revision any more, and a slip of the hand shall not either.
_READ_ONLY = 0o444


class SnapshotError(OporaError):
    """A revision or approval that can't be read, found or made."""


@dataclass(frozen=True)
class Revision:
    """One revision of a half-year, with its approval where it has one.

    Attributes:
        half_year: such as 2024-H1.
        number: 1 for the first.
        folder: where its tables lie.
        manifest: what `manifest.json` says.
        approval: what `approval.json` says; None where nobody has approved it.
    """

    half_year: str
    number: int
    folder: Path
    manifest: Mapping[str, Any]
    approval: Mapping[str, Any] | None

    @property
    def content_hash(self) -> str:
        """The hash of its content: the same for the same inputs, on any machine."""
        return str(self.manifest["content_hash"])

    @property
    def approval_folder(self) -> Path:
        """Where its approval lies, or will lie."""
        return self.folder.with_name(f"{self.folder.name}-approval")

    def table(self, name: str) -> Path:
        """The Parquet file of one of its tables."""
        return self.folder / f"{name}.parquet"

    @property
    def name(self) -> str:
        """As people name it: 2024-H1 r01."""
        return f"{self.half_year} {self.folder.name}"


def half_years_with_snapshots(home: Home) -> list[str]:
    """Half-years that have a folder, in their order."""
    if not home.snapshots.is_dir():
        return []
    return sorted(path.name for path in home.snapshots.iterdir() if _HALF_YEAR.match(path.name))


def read_revisions(home: Home, half_year: str) -> list[Revision]:
    """All revisions of a half-year, oldest first; SnapshotError where one is not readable."""
    folder = home.snapshots / half_year
    if not folder.is_dir():
        return []
    found = sorted(
        (int(match[1]), path) for path in folder.iterdir() if (match := _REVISION.match(path.name))
    )
    lost = {int(match[1]) for path in folder.iterdir() if (match := _APPROVAL.match(path.name))}
    lost |= set(range(1, len(found) + 1))
    if lost := lost - {number for number, _ in found}:
        raise SnapshotError(
            f"{folder}: revision {min(lost)} is missing, though later ones, or its approval, are "
            "there; restore the folder from the backup"
        )
    return [_read(half_year, number, path) for number, path in found]


def all_revisions(home: Home) -> list[Revision]:
    """The revisions of all half-years, in their order."""
    return [
        each for half_year in half_years_with_snapshots(home)
        for each in read_revisions(home, half_year)
    ]  # fmt: skip


def _read(half_year: str, number: int, folder: Path) -> Revision:
    manifest = _json(folder / MANIFEST)
    path = folder.with_name(f"{folder.name}-approval") / APPROVAL
    approval = _json(path) if path.parent.is_dir() else None
    for each in (manifest, *([approval] if approval else ())):
        if (each.get("half_year"), each.get("revision")) != (half_year, number):
            raise SnapshotError(
                f"{folder} holds what was written for {each.get('half_year')} revision "
                f"{each.get('revision')}; restore the folder from the backup"
            )
    if approval and approval["content_hash"] != manifest["content_hash"]:
        raise SnapshotError(
            f"{path.parent} approves other content than {folder} holds; restore both from the "
            "backup"
        )
    return Revision(half_year, number, folder, manifest, approval)


def _json(path: Path) -> Mapping[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SnapshotError(
            f"{path} can't be read ({error}); a snapshot is never changed: restore the folder "
            "from the backup"
        ) from None
    return found


def listing(home: Home) -> str:
    """Which revisions and approvals there are: what the warehouse shows follows from it."""
    names = [
        f"{half_year}/{path.name}"
        for half_year in half_years_with_snapshots(home)
        for path in sorted((home.snapshots / half_year).iterdir())
        if _REVISION.match(path.name) or _APPROVAL.match(path.name)
    ]
    return " ".join(names)


def next_folder(home: Home, half_year: str) -> tuple[int, Path]:
    """Number and place of the revision that comes next."""
    numbers = [revision.number for revision in read_revisions(home, half_year)]
    number = max(numbers, default=0) + 1
    return number, home.snapshots / half_year / f"r{number:02d}"


@contextmanager
def placing(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; it gets its name, read-only, when all of it is on the disk.

    The caller holds the writers' lock. SnapshotError where the name is taken.
    """
    if folder.exists():
        raise SnapshotError(f"{folder} is there already; a snapshot is never changed")
    temporary = folder.with_name(f"{_UNFINISHED}{folder.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
        for path in temporary.iterdir():
            sync_file(path)
            path.chmod(_READ_ONLY)
        sync_folder(temporary)
        temporary.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file of a folder, so that a changed one is noticed."""
    return {path.name: sha256(path) for path in sorted(folder.glob("*.parquet"))}


def remove_unfinished(home: Home) -> None:
    """Remove what a killed run left; the caller holds the writers' lock."""
    for path in home.snapshots.glob(f"*/{_UNFINISHED}*"):
        shutil.rmtree(path)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a manifest or an approval, for people to read."""
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
