"""Which build was published last, so that an untouched one is not read and hashed again.

Belongs here: the note beside the releases. It only spares work: without it a publication compares
contents.
"""

from __future__ import annotations

import json
from pathlib import Path

from opora.durable import write_text
from opora.home import Home


def is_published(home: Home) -> bool:
    """Whether readers have just what lies in the build file."""
    try:
        return bool(json.loads(_note_file(home).read_text(encoding="utf-8")) == _files(home))
    except (OSError, ValueError):
        # nothing published yet, or a note that can't be read: contents decide
        return False


def note_published(home: Home) -> None:
    """Remember the build file and the published one as they are now."""
    write_text(_note_file(home), json.dumps(_files(home)))


def _note_file(home: Home) -> Path:
    return home.warehouse / "published.json"


def _files(home: Home) -> list[int]:
    """Size and time of change of both files: a damaged release is made again."""
    found = [home.build_file.stat(), home.published_file.stat()]
    return [number for each in found for number in (each.st_size, each.st_mtime_ns)]
