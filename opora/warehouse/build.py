"""The build: all models and their tests, in this process.

Belongs here: running `dbt build` and turning what it says into lines for people. What has to be
rebuilt is decided in `state`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opora.errors import OporaError
from opora.home import Home
from opora.rules import write_overrides
from opora.warehouse.invocation import invoke_dbt, log_folder
from opora.warehouse.manifest import mark_manifest, one_line
from opora.warehouse.state import (
    PROJECT,
    BuildState,
    fingerprint,
    ledger_files,
    needs_full_refresh,
    write_state,
)

#: Called from dbt's worker threads with a node's name, its status ("started" or dbt's) and seconds.
OnEvent = Callable[[str, str, float], None]

_FAILED = ("error", "fail", "runtime error", "partial success")


class BuildError(OporaError):
    """The build did not succeed: one line per failing test or model."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test."""

    unique_id: str
    name: str
    kind: str
    status: str
    seconds: float
    failures: int | None
    message: str


@dataclass(frozen=True)
class BuildResult:
    """A build that succeeded."""

    is_full_refresh: bool
    fingerprint: str
    nodes: tuple[NodeResult, ...]
    warnings: tuple[str, ...]
    #: Where the time went: import, parse, nodes, finish.
    seconds: dict[str, float]


def build(
    home: Home,
    *,
    full_refresh: bool = False,
    on_event: OnEvent | None = None,
    project: Path = PROJECT,
) -> BuildResult:
    """Build the warehouse; raises BuildError where anything of severity error fails.

    The caller holds the writers' lock. A full refresh starts from an empty file, so that nothing
    is left of a model that is gone.
    """
    now = fingerprint(home, write_overrides(home), project)
    ledger = ledger_files(home)
    full_refresh = full_refresh or needs_full_refresh(home, now, ledger)
    # from here on the file is neither the old state nor the new one
    write_state(home, BuildState(now, ledger, full_refresh, is_complete=False))
    if full_refresh:
        home.build_file.unlink(missing_ok=True)
        home.build_file.with_name(home.build_file.name + ".wal").unlink(missing_ok=True)

    clock = _Clock()
    result = invoke_dbt(
        home,
        project,
        ["build", "--exclude-resource-type", "unit_test", "--threads", _threads()],
        on_event=_listener(clock, on_event),
    )
    nodes = tuple(_node_result(each) for each in getattr(result.result, "results", ()))
    seconds = clock.stop()
    if not result.success:
        raise BuildError("\n".join(_failure_lines(home, nodes, result.exception)))
    mark_manifest(home, project)
    write_state(home, BuildState(now, ledger, full_refresh, is_complete=True))
    warnings = tuple(_line(node) for node in nodes if node.status == "warn")
    return BuildResult(full_refresh, now, nodes, warnings, seconds)


class _Clock:
    """Seconds per phase; the phases follow one another."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._phase, self._since = "import", time.perf_counter()

    def start(self, phase: str) -> None:
        now = time.perf_counter()
        self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = phase, now

    def stop(self) -> dict[str, float]:
        self.start("")
        return self.seconds


def _listener(clock: _Clock, on_event: OnEvent | None) -> Callable[[Any], None]:
    """Turn dbt's events into phases for the clock and progress for the caller."""

    def listen(event: Any) -> None:
        match event.info.name:
            case "MainReportVersion":
                clock.start("parse")
            case "ConcurrencyLine":
                clock.start("nodes")
            case "EndRunResult":
                clock.start("finish")
            case "NodeStart" if on_event:
                on_event(event.data.node_info.node_name, "started", 0.0)
            case "NodeFinished" if on_event:
                outcome = event.data.run_result
                on_event(event.data.node_info.node_name, outcome.status, outcome.execution_time)

    return listen


def _node_result(result: Any) -> NodeResult:
    node = result.node
    # a test's description says what is wrong in words; dbt only says how it is configured
    words = node.description if result.failures else ""
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        failures=result.failures,
        message=one_line(words or result.message or ""),
    )


def _failure_lines(home: Home, nodes: Iterable[NodeResult], exception: object) -> list[str]:
    lines = [_line(node) for node in nodes if node.status in _FAILED]
    if exception is not None or not lines:
        lines.append(f"dbt stopped: {one_line(exception)}")
    return [*lines, f"The log is {log_folder(home) / 'dbt.log'}"]


def _line(node: NodeResult) -> str:
    count = f"{node.failures} failing rows; " if node.failures else ""
    return f"{node.kind} {node.name}: {count}{node.message}"


def _threads() -> str:
    return os.environ.get("OPORA_THREADS", "4")
