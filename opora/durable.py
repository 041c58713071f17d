"""Files that are there whole or not at all, whoever kills the process or cuts the power.

The one idiom: make a file beside its place under a name that nobody looks for, bring it to the
disk, rename it, bring the folder to the disk. Belongs here: that, and removing what a killed run
left of it. An object of object storage is whole or not at all by itself: there the file is made in
a folder on a disk and sent in one piece (`opora.objects`). Not here: what stands in the files; how
a release gets its name (`publication.swap`).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opora.home import LakePath

#: Pages, catalogues and readers look for names that neither begin nor end like this.
_UNFINISHED = ".{}.part"


def write_text(path: LakePath, text: str, *, mode: int = 0o666) -> None:
    """Write a file in UTF-8, whole or not at all; `mode` as in `write_bytes`."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def write_bytes(path: LakePath, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file, whole or not at all; `mode` is narrowed by the umask, as everywhere."""
    with replacing(path) as temporary:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(temporary, flags, mode), "wb") as stream:
            stream.write(content)


@contextmanager
def replacing(path: LakePath) -> Iterator[Path]:
    """Yield the name under which somebody (DuckDB, pyarrow) is to write what shall be `path`.

    An error inside leaves the old file as it was and nothing beside it. Two writers of one path
    must not meet: whoever writes holds the writers' lock.
    """
    if not isinstance(path, Path):
        with path.fs.replacing(path.path) as made:
            yield made
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(_UNFINISHED.format(path.name))
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        put_in_place(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def put_in_place(made: Path, path: Path) -> None:
    """Give a complete file its name in the same folder, so that a power cut leaves it there."""
    sync_file(made)
    made.replace(path)
    sync_folder(path.parent)


def move_in(made: Path, path: LakePath) -> None:
    """Move a complete file from elsewhere to its place, and to the disk.

    Within one disk it is renamed, else copied.
    """
    if not isinstance(path, Path):
        path.fs.send(made, path.path)
        made.unlink()
        return
    try:
        made.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with replacing(path) as temporary:
            shutil.copyfile(made, temporary)
        made.unlink()
        return
    sync_file(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Bring what was written to the disk."""
    # for writing: Windows syncs nothing else
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_unfinished(folder: LakePath) -> None:
    """Remove what killed runs left below a folder; the caller holds the writers' lock."""
    if not isinstance(folder, Path):
        folder.fs.forget_unsent()
        return
    for path in folder.rglob(_UNFINISHED.format("*")):
        path.unlink()
