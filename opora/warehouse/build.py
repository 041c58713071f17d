"""The build: dbt's models, and between them analysis, management cycle and snapshot in Python.

Belongs here: running the phases in order and the record of what is done. What has to be rebuilt is
decided in `state`; a phase of dbt's is `dbt_phase`, those in Python are `opora.analysis`,
`opora.cycle` and `opora.snapshot`.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from opora.home import Home
from opora.rules import write_overrides
from opora.snapshot.revisions import listing
from opora.warehouse.dbt_phase import (
    NodeResult,
    OnEvent,
    Parsed,
    PhaseResult,
    parse_project,
    run_dbt_phase,
)
from opora.warehouse.growth import open_notes
from opora.warehouse.invocation import no_cycle_collection
from opora.warehouse.manifest import forget_stale_parse, has_source
from opora.warehouse.phases import CYCLE, IN_PYTHON, MODELS, PHASES, SNAPSHOT
from opora.warehouse.state import (
    PROJECT,
    BuildState,
    chosen_engine,
    code_fingerprint,
    fingerprint,
    ledger_files,
    needs_full_refresh,
    needs_only_snapshots,
    read_state,
    write_state,
)


@dataclass(frozen=True)
class BuildResult:
    """A build that succeeded."""

    is_full_refresh: bool
    fingerprint: str
    nodes: tuple[NodeResult, ...]
    warnings: tuple[str, ...]
    #: Where the time went: import, parse, nodes, finish, and the phases in Python.
    seconds: dict[str, float]


def build(
    home: Home,
    *,
    full_refresh: bool = False,
    on_event: OnEvent | None = None,
    project: Path = PROJECT,
) -> BuildResult:
    """Build the warehouse; raises BuildError where anything of severity error fails.

    The caller holds the writers' lock.
    """
    state = begin_build(home, full_refresh=full_refresh, project=project)
    with no_cycle_collection():
        parsed = parse_project(home, project, state.engine)
        results = [
            run_phase(home, phase, on_event=on_event, project=project, parsed=parsed)
            for phase in PHASES[len(state.phases) :]
        ]
    seconds = Counter(parsed.seconds)
    for result in results:
        seconds.update(result.seconds)
    return BuildResult(
        state.is_full_refresh,
        state.fingerprint,
        tuple(node for result in results for node in result.nodes),
        tuple(warning for result in results for warning in result.warnings),
        dict(seconds),
    )


def begin_build(home: Home, *, full_refresh: bool = False, project: Path = PROJECT) -> BuildState:
    """Record that a build begins; no phase of it is done, unless only the snapshots are to be done.

    A full refresh starts from an empty file, so that nothing is left of a model that is gone.
    """
    now = fingerprint(home, write_overrides(home), project)
    ledger = ledger_files(home)
    _forget_what_was_left(home)
    if not full_refresh and needs_only_snapshots(home, now, ledger):
        last = read_state(home)
        assert last is not None  # noqa: S101 - it was asked above
        state = replace(last, phases=PHASES[: PHASES.index(SNAPSHOT)])
        write_state(home, state)
        _make_ready(home, state, project, from_nothing=False)
        return state
    full_refresh = full_refresh or needs_full_refresh(home, now, ledger)
    last = read_state(home)
    state = BuildState(now, ledger, full_refresh, engine=chosen_engine(home))
    # from here on the file is neither the old state nor the new one
    write_state(home, state)
    forget_stale_parse(home, project)
    if full_refresh:
        home.build_file.unlink(missing_ok=True)
        home.build_file.with_name(home.build_file.name + ".wal").unlink(missing_ok=True)
    is_as_noted = not full_refresh and last is not None and last.is_complete
    open_notes(home, is_as_noted=is_as_noted)
    _make_ready(home, state, project, from_nothing=full_refresh)
    return state


def _make_ready(home: Home, state: BuildState, project: Path, *, from_nothing: bool) -> None:
    if state.engine == "spark":
        # imported here: it is an extra
        from opora.spark import engine

        engine.begin(home, project, full_refresh=from_nothing)


def _forget_what_was_left(home: Home) -> None:
    """Remove what a killed writer left: rows of no batch, a build file that is broken."""
    # imported here: who only asks whether to build needs neither
    import duckdb

    from opora.lake.store import drop_uncommitted

    drop_uncommitted(home)
    if not home.build_file.exists():
        return
    try:
        duckdb.connect(home.build_file, read_only=True).close()
    except duckdb.Error as error:
        if "lock" in str(error):
            raise
        home.build_file.unlink()


def phase_waits(home: Home, phase: str) -> bool:
    """Whether it is this phase's turn in a build that was begun."""
    state = read_state(home)
    return state is not None and state.next_phase == phase


def phase_is_done(home: Home, phase: str) -> bool:
    """Whether the build file has what this phase of the last build makes."""
    state = read_state(home)
    return state is not None and phase in state.phases and home.build_file.exists()


def is_half_built(home: Home) -> bool:
    """Whether the last build stopped between its phases: nobody should read it then."""
    state = read_state(home)
    return state is not None and not state.is_complete


def run_phase(
    home: Home,
    phase: str,
    *,
    on_event: OnEvent | None = None,
    project: Path = PROJECT,
    parsed: Parsed | None = None,
) -> PhaseResult:
    """Run one phase and record it; the phases before it must be done.

    What the phase itself adds to the ledger (papers that waited for their recommendation) has been
    seen by this build: only later phases read it.
    """
    state = read_state(home)
    if state is None or state.next_phase != phase:
        raise ValueError(f"the phase {phase} is not the next one of {state}")
    before = ledger_files(home)
    if phase == MODELS:
        result = _by_dbt(home, state, phase, on_event, project, parsed)
    elif not has_source(home, _read_from(phase)):
        result = PhaseResult()
    elif phase in IN_PYTHON:
        result = _in_python(home, state, phase, project)
    else:
        result = _by_dbt(home, state, phase, on_event, project, parsed)
    own = {name: file for name, file in ledger_files(home).items() if name not in before}
    state = replace(state, ledger={**state.ledger, **own}, phases=(*state.phases, phase))
    if phase == SNAPSHOT:
        state = replace(state, snapshots=listing(home))
    if state.is_complete and state.engine == "spark":
        from opora.spark import engine

        engine.finish(home)
    write_state(home, state)
    return result


def _by_dbt(
    home: Home,
    state: BuildState,
    phase: str,
    on_event: OnEvent | None,
    project: Path,
    parsed: Parsed | None,
) -> PhaseResult:
    if parsed is None:
        parsed = parse_project(home, project, state.engine)
    if state.engine == "spark":
        from opora.spark import engine

        with engine.around_dbt(home):
            return run_dbt_phase(home, project, phase, parsed, on_event, state.engine)
    return run_dbt_phase(home, project, phase, parsed, on_event)


def _read_from(phase: str) -> str:
    """The source that a phase fills, or whose readers it builds."""
    return next(each for each in reversed(IN_PYTHON) if PHASES.index(each) <= PHASES.index(phase))


def _in_python(home: Home, state: BuildState, phase: str, project: Path) -> PhaseResult:
    # imported here: scipy takes its time, and a run with nothing new needs none of it
    started = time.perf_counter()
    if phase == SNAPSHOT:
        from opora.snapshot.step import take_snapshots

        warnings = take_snapshots(home, code_fingerprint(project))
    elif phase == CYCLE:
        from opora.cycle.step import run_cycle

        if state.engine == "spark":
            from opora.spark import engine

            warnings = run_cycle(home, lambda: engine.papers_taken(home))
        else:
            warnings = run_cycle(home)
    else:
        from opora.analysis.step import analyse

        warnings = analyse(home)
    if state.engine == "spark":
        from opora.spark import engine

        engine.after_python(home, phase)
    return PhaseResult(warnings=warnings, seconds={phase: time.perf_counter() - started})
