"""What was published last, and from which build: beside the releases, so that neither is read anew.

Belongs here: the note. It only spares work: without it a publication compares contents and writes
the whole release. It counts as long as both files have the size and the time of change that they
had, as for whoever restores them from a backup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opora.durable import write_text
from opora.home import Home
from opora.publication.prints import Part, Print, Prints


def is_published(home: Home) -> bool:
    """Whether readers have just what lies in the build file."""
    note = _read(home)
    try:
        return [note.get("build"), note.get("published")] == [
            _state(home.build_file),
            _state(home.published_file),
        ]
    except OSError:
        return False


def published_prints(home: Home) -> Prints | None:
    """What the published file holds; None where that is not known."""
    note = _read(home)
    try:
        if note.get("published") != _state(home.published_file) or not note.get("tables"):
            return None
        return dict(map(_print, note["tables"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_of_build(home: Home, state: Sequence[int]) -> bool:
    """Whether a build file of that size and time of change holds just what is noted."""
    note = _read(home)
    return bool(note.get("is_build")) and note.get("build") == list(state)


def note_published(home: Home, prints: Prints | None, *, is_build: bool) -> None:
    """Remember the build file and the published one as they are now, and what the latter holds.

    `is_build`: the build file holds it to the last bit, too.
    """
    note = {
        "is_build": is_build,
        "build": _state(home.build_file),
        "published": _state(home.published_file),
        "tables": [_record(table, each) for table, each in (prints or {}).items()],
    }
    write_text(_note_file(home), json.dumps(note))


def _record(table: tuple[str, str], each: Print) -> dict[str, Any]:
    return {
        "table": table,
        "columns": each.columns,
        "hashed": each.hashed,
        "key": each.key,
        "parts": [(name, *part) for name, part in each.parts.items()],
    }


def _print(record: Mapping[str, Any]) -> tuple[tuple[str, str], Print]:
    schema, table = record["table"]
    return (schema, table), Print(
        tuple((name, kind) for name, kind in record["columns"]),
        tuple(record["hashed"]),
        record["key"],
        {name: Part(*numbers) for name, *numbers in record["parts"]},
    )


def _note_file(home: Home) -> Path:
    return home.warehouse / "published.json"


def _read(home: Home) -> Mapping[str, Any]:
    """Nothing where nothing was published yet, or the note can't be read: contents decide."""
    try:
        note = json.loads(_note_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _state(file: Path) -> list[int]:
    """Size and time of change: a damaged release is made again."""
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]
