"""Which build was published last, so that an untouched one is not read and hashed again.

Belongs here: the note beside the releases. It only spares work: without it a publication compares
contents.
"""

from __future__ import annotations

import json

from opora.home import Home


def is_published(home: Home) -> bool:
    """Whether readers have just what lies in the build file."""
    note = home.warehouse / "published.json"
    if not note.exists() or not home.published_file.exists():
        return False
    return bool(json.loads(note.read_text(encoding="utf-8")) == _files(home))


def note_published(home: Home) -> None:
    """Remember the build file and the published one as they are now."""
    note = home.warehouse / "published.json"
    temporary = note.with_name(f".{note.name}.part")
    temporary.write_text(json.dumps(_files(home)), encoding="utf-8")
    temporary.replace(note)


def _files(home: Home) -> list[int]:
    """Size and time of change of both files: a damaged release is made again."""
    found = [home.build_file.stat(), home.published_file.stat()]
    return [number for each in found for number in (each.st_size, each.st_mtime_ns)]
