"""Files of releases: made out of sight, put in place by one rename, forgotten after five.

Belongs here: what happens on the disk. The published name is a symlink because, inside one
process, DuckDB answers a second `connect()` to the same file with the file it has open: only
another name shows the new release to the connection pool of a BI server.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from opora import durable
from opora.home import Home

#: Names that readers never look for; whatever has one was left by a run that was killed.
_UNFINISHED = ".unfinished-"

_RELEASES = "opora-*.duckdb"


def unfinished(path: Path) -> Path:
    """The name under which a file is made."""
    return path.with_name(f"{_UNFINISHED}{path.name}")


def remove_leftovers(home: Home) -> None:
    """Remove what a killed run left; the caller holds the writers' lock, so nobody is at it."""
    for folder in (home.warehouse, home.releases):
        for path in folder.glob(f"{_UNFINISHED}*"):
            path.unlink()


def put_in_place(made: Path, release: Path) -> None:
    """Give a complete file its name, so that it survives a power cut under that name."""
    durable.put_in_place(made, release)


def swap(home: Home, release: Path) -> None:
    """Point the published name to a release: readers see the old one or the new one."""
    temporary = unfinished(home.published_file)
    temporary.unlink(missing_ok=True)
    try:
        temporary.symlink_to(release.relative_to(home.warehouse))
    except (OSError, NotImplementedError):
        # Windows without developer mode, or a file system without symlinks
        shutil.copyfile(release, temporary)
        durable.sync_file(temporary)
    temporary.replace(home.published_file)
    durable.sync_folder(home.warehouse)


def _written(release: Path) -> tuple[int, str]:
    """The order of releases: names alone would order those of one second by their hash.

    The one that was published just before would be the first to go, while a reader that has
    followed the published name is about to open it.
    """
    return release.stat().st_mtime_ns, release.name


def forget_old_releases(
    home: Home, *, keep: int, current: Path, named: Collection[str] = ()
) -> None:
    """Remove all but the newest and those `named`; readers that have one open keep it."""
    newest_first = sorted(home.releases.glob(_RELEASES), key=_written, reverse=True)
    # a clock that was put back may make the current release look like the oldest
    others = [path for path in newest_first if path != current]
    for path in others[max(keep - 1, 0) :]:
        if path.stem in named:
            continue
        # Windows does not remove what is open; the next publication tries again
        with suppress(PermissionError):
            path.unlink()
