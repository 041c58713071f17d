"""One phase of a build that is dbt's: its models and their tests, in this process.

Belongs here: running `dbt build` over a selection and turning what it says into lines for people.
The order of the phases is `build`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opora.errors import OporaError
from opora.home import Home
from opora.warehouse.growth import environment
from opora.warehouse.invocation import (
    invoke_dbt,
    log_folder,
    target_folder,
)
from opora.warehouse.lists import IS_LISTED, named_objects
from opora.warehouse.manifest import mark_manifest, one_line
from opora.warehouse.phases import SELECTIONS
from opora.warehouse.state import Engine

#: Called from dbt's worker threads with a node's name, its status ("started" or dbt's) and seconds.
OnEvent = Callable[[str, str, float], None]

#: So many codes a line of warning names.
_NAMED = 5
#: What DuckDB says where there is not enough of it, or the limit is no number of bytes.
_OF_MEMORY = ("Out of Memory Error", "Memory must", "unit for memory")
_MEMORY = (
    "How much memory DuckDB may take while it builds is OPORA_MEMORY, as in OPORA_MEMORY=5GB; with "
    "fewer models at a time (OPORA_THREADS) it needs less"
)
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
    #: The SQL of a test whose rows are to be read by people.
    listed: str | None = None


@dataclass(frozen=True)
class PhaseResult:
    """A phase that succeeded."""

    nodes: tuple[NodeResult, ...] = ()
    warnings: tuple[str, ...] = ()
    #: Where the time went: import, parse, nodes, finish, or the phase in Python.
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """The project as dbt has read it, for several phases in a row."""

    manifest: Any
    seconds: Mapping[str, float]


def parse_project(home: Home, project: Path, engine: Engine = "duckdb") -> Parsed:
    """Read the project once and write the manifest; raises BuildError where dbt can't."""
    clock = _Clock()
    result = invoke_dbt(home, project, ["parse"], on_event=_listener(clock, None), engine=engine)
    if not result.success:
        raise BuildError("\n".join(_failure_lines(home, (), result.exception)))
    if engine == "duckdb":
        mark_manifest(home, project)
    return Parsed(result.result, clock.stop())


def run_dbt_phase(
    home: Home,
    project: Path,
    phase: str,
    parsed: Parsed,
    on_event: OnEvent | None = None,
    engine: Engine = "duckdb",
) -> PhaseResult:
    """Build the phase's models; raises BuildError where anything of severity error fails."""
    results_file(home, phase).unlink(missing_ok=True)
    clock = _Clock()
    result = invoke_dbt(
        home,
        project,
        [
            *("build", "--exclude-resource-type", "unit_test", "--threads", _threads()),
            *_selection(phase),
        ],
        on_event=_listener(clock, on_event),
        environment=environment(home),
        manifest=parsed.manifest,
        engine=engine,
        # the manifest is written where the project is parsed: seven megabytes for each phase
        writes=False,
    )
    nodes = tuple(_node_result(each) for each in getattr(result.result, "results", ()))
    seconds = clock.stop()
    if result.result is not None:
        result.result.write(str(results_file(home, phase)))
    if not result.success:
        raise BuildError("\n".join(_failure_lines(home, nodes, result.exception)))
    warnings = tuple(_warning(home, node) for node in nodes if node.status == "warn")
    return PhaseResult(nodes, warnings, seconds)


def results_file(home: Home, phase: str) -> Path:
    """dbt's own record of what became of a phase's nodes."""
    return target_folder(home) / f"run_results.{phase}.json"


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
        listed=node.compiled_code if node.config.meta.get(IS_LISTED) else None,
    )


def _failure_lines(home: Home, nodes: Iterable[NodeResult], exception: object) -> list[str]:
    lines = [_line(node) for node in nodes if node.status in _FAILED]
    if exception is not None or not lines:
        lines.append(f"dbt stopped: {one_line(exception)}")
    if any(words in line for line in lines for words in _OF_MEMORY):
        lines.append(_MEMORY)
    return [*lines, f"The log is {log_folder(home) / 'dbt.log'}"]


def _warning(home: Home, node: NodeResult) -> str:
    if node.listed is None:
        return _line(node)
    names, count = named_objects(home, node.listed, _NAMED)
    more = f" и ещё {count - len(names)}" if count > len(names) else ""
    return f"{node.message.rstrip('.')}: {count} — {', '.join(names)}{more} ({node.name})"


def _line(node: NodeResult) -> str:
    count = f"{node.failures} failing rows; " if node.failures else ""
    return f"{node.kind} {node.name}: {count}{node.message}"


def _selection(phase: str) -> list[str]:
    select, exclude = SELECTIONS[phase]
    return ["--select", *select.split(), *(["--exclude", *exclude.split()] if exclude else [])]


def _threads() -> str:
    return os.environ.get("OPORA_THREADS", "4")
