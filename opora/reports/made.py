"""What a folder of a report says of itself: what it was made from, and which files we made there.

Belongs here: `made_from.json`, which is finished last, so that a report without it, or without one
of its files, is made again; and removing files of ours that nothing leads to any more. Files that
somebody else put there are never touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from opora.durable import write_text

MADE_FROM = "made_from.json"
_FILES = "files"


def is_whole(folder: Path) -> bool:
    """Whether the folder holds a report that was finished, with all of its files."""
    made = _read(folder)
    is_finished = made.keys() > {_FILES}
    return is_finished and all((folder / name).exists() for name in made[_FILES])


def says_the_same(folder: Path, made_from: Mapping[str, Any]) -> bool:
    """Whether a report made from this would be the one that lies there."""
    made = {key: value for key, value in _read(folder).items() if key != _FILES}
    return made == made_from and is_whole(folder)


def note_begun(folder: Path) -> None:
    """Begin a report: until `note_made` its folder may hold files of two, and says of what none.

    The files that it had are remembered, so that those of them that are no more go in the end.
    """
    had = _read(folder).get(_FILES)
    if had:
        write_text(folder / MADE_FROM, json.dumps({_FILES: had}, indent=1))


def note_made(folder: Path, made_from: Mapping[str, Any], files: Iterable[str]) -> None:
    """Finish a report: `files` (relative) are all there is; what was made before goes."""
    kept = sorted(files)
    _remove(folder, set(_read(folder).get(_FILES, ())) - set(kept))
    write_text(folder / MADE_FROM, json.dumps({**made_from, _FILES: kept}, indent=1))


def remove_report(folder: Path) -> None:
    """Remove a report that is none any more, and the folder if nothing else lies there."""
    _remove(folder, _read(folder).get(_FILES, ()))
    (folder / MADE_FROM).unlink(missing_ok=True)
    _remove_if_empty(folder)


def _remove(folder: Path, files: Iterable[str]) -> None:
    paths = [folder / name for name in files]
    for path in paths:
        path.unlink(missing_ok=True)
    for parent in {path.parent for path in paths} - {folder}:
        _remove_if_empty(parent)


def _remove_if_empty(folder: Path) -> None:
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


def _read(folder: Path) -> dict[str, Any]:
    try:
        made = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # not made yet, or half of it is lost: it is made again
        return {}
    return made if isinstance(made, dict) else {}
