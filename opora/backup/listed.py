"""The files of a home that can't be made again, each with its checksum.

Belongs here: which they are, and reading them. People put files into `landing/` and `rules/` while
a backup is made: one may be gone by the time it is read, or be readable by its sender only. Such a
file is named and left out; below `lake/` and `snapshots/` it is an error. Not here: what else an
inventory holds.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opora.errors import OporaError
from opora.home import Home
from opora.snapshot.revisions import sha256

#: Folders of which every file is listed; `warehouse/` and `reports/` are made again, and of
#: `private/` only the salt can't be.
LISTED = ("landing", "lake", "snapshots", "rules")
#: Folders that nobody but Opora writes to, and never without the lock.
_LOCKED = ("lake", "snapshots")


@dataclass(frozen=True)
class ListedFile:
    """A file as it was: its size in bytes, time of change in nanoseconds, and SHA-256."""

    bytes: int
    changed_ns: int
    sha256: str


def list_files(
    home: Home, known: Mapping[str, ListedFile]
) -> tuple[dict[str, ListedFile], dict[str, str]]:
    """Path below the home -> the file, and path -> why it could not be read.

    What was not touched since it was `known` is not read again. OporaError where a file of the lake
    or the snapshots can't be read.
    """
    files: dict[str, ListedFile] = {}
    unread: dict[str, str] = {}

    def refused(error: OSError) -> None:
        path = Path(error.filename)
        name = path.relative_to(home.root).as_posix()
        if is_locked(name):
            raise OporaError(
                f"{path} can't be read ({error.strerror}), and a backup without it would not be "
                "whole. Give it the owner and mode of its neighbours and try again"
            ) from None
        unread[name] = _why(path, error)

    for path in listed_paths(home, refused):
        name = path.relative_to(home.root).as_posix()
        try:
            files[name] = _listed(path, known.get(name))
        except OSError as error:
            # an error while reading, not opening, names no file
            refused(OSError(error.errno, error.strerror, str(path)))
    return files, unread


def listed_paths(home: Home, refused: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """All files that belong into it; names with a dot in front are what killed runs left.

    `refused` is called for every folder that can't be opened.
    """
    for folder in LISTED:
        for parent, folders, names in os.walk(home.root / folder, onerror=_but_missing(refused)):
            folders[:] = [each for each in folders if not each.startswith(".")]
            yield from (Path(parent, name) for name in names if not name.startswith("."))


def is_locked(name: str) -> bool:
    """Whether a path below the home is Opora's own: nothing comes or goes there meanwhile."""
    return name.split("/")[0] in _LOCKED


def _but_missing(
    refused: Callable[[OSError], None] | None,
) -> Callable[[OSError], None]:
    def told(error: OSError) -> None:
        # a home need not have all folders
        if refused and not isinstance(error, FileNotFoundError):
            refused(error)

    return told


def _listed(path: Path, before: ListedFile | None) -> ListedFile:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        # a pipe would be waited for
        raise OSError(errno.EINVAL, "not a file", str(path))
    if before and (before.bytes, before.changed_ns) == (found.st_size, found.st_mtime_ns):
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return before
    return ListedFile(found.st_size, found.st_mtime_ns, sha256(path))


def _why(path: Path, error: OSError) -> str:
    if path.is_symlink() and not path.exists():
        return "a link that leads nowhere"
    return "gone meanwhile" if isinstance(error, FileNotFoundError) else str(error.strerror)
