"""Runs of the pipeline in processes of their own that start at once.

The parent imports what takes seconds to import and forks: each child is a real process, which may
be killed. Belongs here: making such a child and hearing from it which station it has entered.
POSIX only.
"""

from __future__ import annotations

import importlib
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Imported before the first fork: importing starts nothing that would not survive it.
_SLOW = (
    "duckdb", "pandas", "pyarrow.parquet", "scipy.optimize", "great_expectations",
    "dbt.cli.main", "dbt.adapters.duckdb.connections", "opora.validation.gx", "opora.analysis.step",
    "opora.cycle.step", "opora.pipeline.run", "opora.cli",
)  # fmt: skip

Enter = Callable[[str], None]


def import_what_is_slow() -> None:
    """Spare every child the seconds of importing."""
    for name in _SLOW:
        importlib.import_module(name)
    # one of them lets all others chatter, as they don't where each is imported when it is needed
    logging.getLogger().handlers.clear()
    # children leave without saying good-bye to the tracker of what they share
    os.environ["PYTHONWARNINGS"] = "ignore::UserWarning"


@dataclass(frozen=True)
class Ended:
    """How a child ended; `entered`: stations and seconds since its start; `code`: as of wait."""

    entered: tuple[tuple[str, float], ...]
    code: int
    seconds: float

    @property
    def was_killed(self) -> bool:
        """By SIGKILL."""
        return os.WIFSIGNALED(self.code) and os.WTERMSIG(self.code) == signal.SIGKILL

    @property
    def durations(self) -> dict[str, float]:
        """Station -> seconds until the next one (its last visit, if there are several)."""
        ends = [*[at for _, at in self.entered[1:]], self.seconds]
        return {name: end - at for (name, at), end in zip(self.entered, ends, strict=True)}


def in_child(
    work: Callable[[Enter], None],
    log: Path,
    *,
    kill_in: str | None = None,
    after: float = 0.0,
) -> Ended:
    """Do some work in a child; kill it `after` so many seconds in the station `kill_in`.

    What it prints is added to `log`.
    """
    started = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_leave(work, log, writing)
    os.close(writing)
    entered: list[tuple[str, float]] = []
    deadline: float | None = None
    with os.fdopen(reading, "rb", buffering=0) as stream:
        while True:
            left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
            if not select.select([stream], [], [], left)[0]:
                os.kill(child, signal.SIGKILL)
                break
            line = _read_line(stream.fileno())
            if not line:
                break
            entered.append((line, time.monotonic() - started))
            if line == kill_in and deadline is None:
                deadline = time.monotonic() + after
    _, code = os.waitpid(child, 0)
    return Ended(tuple(entered), code, time.monotonic() - started)


def _read_line(stream: int) -> str:
    """A line; empty at the end of the stream."""
    letters = bytearray()
    while (letter := os.read(stream, 1)) not in (b"", b"\n"):
        letters += letter
    return letters.decode()


def _work_and_leave(work: Callable[[Enter], None], log: Path, writing: int) -> None:
    """Never return into the parent's code."""
    code = 70
    try:
        with log.open("ab") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        work(lambda station: _say(writing, station))
        code = 0
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say(writing: int, station: str) -> None:
    os.write(writing, f"{station}\n".encode())
