"""Time and memory of a command: wall clock, processor, and the peak of its whole process tree.

Belongs here: starting it, watching it, ending it at a limit. Not here: what is run (`ways`), or
what is kept of it (`results`).

Memory is limited by watching, not by the kernel: RLIMIT_AS counts what is only reserved (a JVM
reserves more than it uses), and a control group needs rights that a department's server does not
give. What is taken between two looks is the error.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import IO, Any, Literal

import psutil

from opora.errors import OporaError

Outcome = Literal["done", "out of memory", "out of time", "failed"]

_EVERY = 0.05
#: Looking for new processes takes the whole machine's list of them, so that is done less often.
_LOOKS_PER_SEARCH = 10
#: The machine keeps so much, whatever the limit: the bench must never take everything.
_SPARED = 1 << 30
#: How a command ends that the kernel killed, which it does for want of memory.
_KILLED = -9
#: What a command says when it got no more memory: Python and NumPy, DuckDB, a JVM.
_NO_MEMORY = re.compile(r"MemoryError|Unable to allocate|Out of Memory Error|OutOfMemoryError")


@dataclass(frozen=True)
class Measured:
    """One run of a command; `peak_bytes`: resident memory of all its processes together.

    `processor_seconds`: user and system time of those of its processes that ended by themselves.
    `report`: the JSON object that the command printed as its last line, if it did. `said`: why it
    is not done.
    """

    seconds: float
    peak_bytes: int
    report: Mapping[str, Any]
    processor_seconds: float = 0.0
    outcome: Outcome = "done"
    said: str = ""

    def told(self) -> str:
        """Its report with seconds and memory, as JSON for people."""
        return json.dumps(
            {
                **self.report,
                "whole_process_seconds": round(self.seconds, 1),
                "peak_memory_gb": round(self.peak_bytes / 2**30, 2),
            },
            indent=1,
            ensure_ascii=False,
        )


@dataclass(frozen=True)
class Limits:
    """When a command is ended: bytes of resident memory, seconds; None: never."""

    memory: int | None = None
    seconds: float | None = None


def measure(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    on_tick: Callable[[float], None] = lambda seconds: None,
) -> Measured:
    """Run `python -m module`; a failing command is an OporaError with what it said last."""
    measured = observe([sys.executable, "-m", module, *arguments], environment, on_tick=on_tick)
    if measured.outcome != "done":
        raise OporaError(f"{module} {measured.said}")
    return measured


def observe(
    command: Sequence[str],
    environment: Mapping[str, str],
    limits: Limits | None = None,
    on_tick: Callable[[float], None] = lambda seconds: None,
) -> Measured:
    """Run a command to its end or to a limit; however it ends is a result, never an error."""
    before = _processor_seconds()
    with _scratch() as output, _scratch() as errors:
        started = perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
            command, env={**os.environ, **environment}, stdout=output, stderr=errors
        )
        try:
            peak, ended = _watch(process, limits or Limits(), on_tick, started)
        finally:
            _end(process)
        seconds = perf_counter() - started
        printed, complained = _read(output), _read(errors)
    outcome, said = ended or _how_it_ended(process.returncode, complained or printed)
    spent = _processor_seconds() - before
    return Measured(seconds, peak, _report(printed), spent, outcome, said)


def _watch(
    process: subprocess.Popen[bytes],
    limits: Limits,
    on_tick: Callable[[float], None],
    started: float,
) -> tuple[int, tuple[Outcome, str] | None]:
    """The peak, and why the command has to be ended, if it has to."""
    peak, looks = 0, 0
    watched = psutil.Process(process.pid)
    tree = [watched]
    while process.poll() is None:
        if looks % _LOOKS_PER_SEARCH == 0:
            tree = [watched, *_children(watched)]
            on_tick(perf_counter() - started)
        looks += 1
        resident, spent = _resident(tree), perf_counter() - started
        peak = max(peak, resident)
        if limits.memory is not None and resident > limits.memory:
            return peak, ("out of memory", f"took more than {limits.memory / 2**30:.1f} GB")
        if psutil.virtual_memory().available < _SPARED:
            taken = f"took {resident / 2**30:.1f} GB"
            return peak, ("out of memory", f"{taken}, and the machine had less than 1 GB left")
        if limits.seconds is not None and spent > limits.seconds:
            return peak, ("out of time", f"took longer than {limits.seconds:g} s")
        sleep(_EVERY)
    return peak, None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of a command, its children first known before they lose their parent."""
    if process.poll() is not None:
        return
    tree = _children(psutil.Process(process.pid))
    process.kill()
    for child in tree:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    process.wait()


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _how_it_ended(code: int, said: str) -> tuple[Outcome, str]:
    if code == 0:
        return "done", ""
    line = _error_line(said.strip().splitlines())
    if code == _KILLED or _NO_MEMORY.search(said):
        return "out of memory", f"ended with code {code}; it said: {line}"
    return "failed", f"ended with code {code}; it said: {line}"


def _error_line(lines: Sequence[str]) -> str:
    """The line that names the error: what follows it only explains."""
    named = (line for line in reversed(lines) if re.match(r"[\w.]*(Error|Exception): ", line))
    return next(named, lines[-1] if lines else "nothing")


def _resident(tree: Sequence[psutil.Process]) -> int:
    total = 0
    for process in tree:
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total


def _processor_seconds() -> float:
    """Of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _scratch() -> IO[str]:
    """A file, not a pipe: a talkative command must not wait until somebody reads."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _read(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def _report(output: str) -> Mapping[str, Any]:
    last = (output.strip().splitlines() or [""])[-1]
    return json.loads(last) if last.startswith("{") else {}
