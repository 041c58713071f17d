"""Every run that was ever measured here, a line of JSON each, so that the page can be made again.

Belongs here: what is kept and how. Not here: what follows from it (`figures`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from opora.errors import OporaError
from opora.home import Home


@dataclass(frozen=True)
class Result:
    """One run of one way on the files of one size.

    Attributes:
        invocation: the call of `opora bench` that it belongs to, by its start (UTC, ISO 8601):
            ratios hold within one only.
        outcome: done, out of memory, out of time, failed, or left out.
        said: why it is not done.
        files, bytes: of the size.
        expected: what has to come out of them, where it is foretold.
        memory_limit: bytes at which the run was to be ended; None: none.
        setting: machine, versions, commit, load at its start.
    """

    invocation: str
    size: str
    way: str
    number: int
    outcome: str
    said: str
    seconds: float
    processor_seconds: float
    peak_bytes: int
    files: int
    bytes: int
    expected: Mapping[str, int] | None
    memory_limit: int | None
    report: Mapping[str, Any]
    setting: Mapping[str, Any]


def folder(home: Home) -> Path:
    """Where the benchmark keeps its files, results and page."""
    return home.root / "bench"


def keep(home: Home, result: Result) -> None:
    """Add a run to the results; what a killed bench measured is kept."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


def kept(home: Home) -> list[Result]:
    """All runs, oldest first; raises OporaError where there are none."""
    path = _path(home)
    if not path.is_file():
        raise OporaError(f"nothing has been measured: there is no {path}; run 'opora bench' first")
    return list(_read(path))


def _read(path: Path) -> Iterator[Result]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield Result(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise OporaError(
                f"{path}, line {number}, is no result of this version of the benchmark ({error}); "
                "remove the line, or the file to begin anew"
            ) from error


def _path(home: Home) -> Path:
    return folder(home) / "results.jsonl"
