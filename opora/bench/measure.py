"""Time and memory of a command: wall clock, and the peak of its whole process tree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

import psutil

from opora.errors import OporaError

_EVERY = 0.05


@dataclass(frozen=True)
class Measured:
    """One run of a command; `peak_bytes`: resident memory of all its processes together.

    `report`: the JSON object that the command printed as its last line, if it did.
    """

    seconds: float
    peak_bytes: int
    report: Mapping[str, Any]

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


def measure(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    on_tick: Callable[[float], None] = lambda seconds: None,
) -> Measured:
    """Run `python -m module`; a failing command is an OporaError with what it said last."""
    started = perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, _resident(watched))
        on_tick(perf_counter() - started)
        sleep(_EVERY)
    seconds = perf_counter() - started
    output, errors = process.communicate()
    if process.returncode:
        said = _error_line((errors or output).strip().splitlines())
        raise OporaError(f"{module} ended with code {process.returncode}; it said: {said}")
    return Measured(seconds, peak, _report(output))


def _error_line(lines: Sequence[str]) -> str:
    """The line that names the error: what follows it only explains."""
    named = (line for line in reversed(lines) if re.match(r"[\w.]*(Error|Exception): ", line))
    return next(named, lines[-1] if lines else "nothing")


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def _report(output: str) -> Mapping[str, Any]:
    last = (output.strip().splitlines() or [""])[-1]
    return json.loads(last) if last.startswith("{") else {}
