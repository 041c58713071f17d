"""Checksums of the landing zone, computed again only for files that were touched.

Belongs here: remembering SHA-256 by path, size and the times of change that people see and that the
system keeps (`ctime`, which no copying tool sets back): a file of the same size and time with
another content is not missed. A run with nothing new would otherwise read everything that was ever
delivered. Times only decide whether a file is read again, never which delivery wins.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from opora.durable import write_text
from opora.home import Home
from opora.intake.landing import LandedFile

_PARALLEL_READS = 2


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
        known = self._remembered(file)
        if known is None:
            known = [*_touched(file.path), file.sha256()]
        self._seen[file.relative] = known
        return str(known[-1])

    def read_ahead(
        self, files: Iterable[LandedFile], on_touched: Callable[[], None] = lambda: None
    ) -> None:
        """Read what was touched, several files at a time: hashing leaves Python to others.

        `on_touched` is called before, if there is anything to read. Errors of files are left to
        `of`.
        """
        touched = [file for file in files if self._is_touched(file)]
        if not touched:
            return
        on_touched()
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            for future in [pool.submit(self.of, file) for file in touched]:
                with suppress(OSError):
                    future.result()

    def _is_touched(self, file: LandedFile) -> bool:
        try:
            return self._remembered(file) is None
        except OSError:
            return False

    def _remembered(self, file: LandedFile) -> list[object] | None:
        known = self._seen.get(file.relative) or self._known.get(file.relative)
        return known if known is not None and known[:-1] == _touched(file.path) else None

    def remember(self) -> None:
        """Write the checksums down."""
        known = self._known | self._seen
        if known != self._known:
            write_text(self._path, json.dumps(known, ensure_ascii=False))


def _touched(path: Path) -> list[object]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]
