"""Checksums of the landing zone, computed again only for files that were touched.

Belongs here: remembering SHA-256 by path, size and time of change. A run with nothing new would
otherwise read everything that was ever delivered. Times only decide whether a file is read again,
never which delivery wins.
"""

from __future__ import annotations

import json
from pathlib import Path

from opora.durable import write_text
from opora.home import Home
from opora.intake.landing import LandedFile


class Checksums:
    """The remembered checksums of one installation."""

    def __init__(self, home: Home) -> None:
        """Read what is remembered; nothing, where the file is missing or broken."""
        self._path = home.private / "checksums.json"
        try:
            self._known: dict[str, list[object]] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            self._known = {}
        self._seen: dict[str, list[object]] = {}

    def of(self, file: LandedFile) -> str:
        """The SHA-256 of a file."""
        touched = _touched(file.path)
        known = self._known.get(file.relative)
        if known is None or known[:2] != touched:
            known = [*touched, file.sha256()]
        self._seen[file.relative] = known
        return str(known[2])

    def remember(self) -> None:
        """Write the checksums down."""
        known = self._known | self._seen
        if known != self._known:
            write_text(self._path, json.dumps(known, ensure_ascii=False))


def _touched(path: Path) -> list[object]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
