"""The whole pipeline as a child's work that says which station it enters.

Belongs here: the names of stations and the hooks. They are the steps of intake, as progress calls
them, and the phases of a build.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from children import Enter

from opora.home import Home
from opora.warehouse.phases import PHASES

TAKING = ("reading", "checking", "documenting", "writing", "answering")
#: Of another command, `opora approve`, which builds and publishes, too.
APPROVING = "approving"
#: `building`: from the end of intake to the first phase; dbt reads the project meanwhile.
STATIONS = (*TAKING, "building", *PHASES, "publishing", APPROVING)


def run_all(home: Home, enter: Enter, command: Callable[[], None] | None = None) -> None:
    """Run the pipeline once; by a `command` of the command line, if one is given."""
    pipeline = sys.modules["opora.pipeline.run"]
    once = _watched(enter)
    if command is None:
        pipeline.run(home, progress=lambda station, done, total: once(station))
        return
    cli = sys.modules["opora.cli.run"]
    run = cli.run_pipeline

    def told(home: Home, periods: Any, *, progress: Any, **options: Any) -> Any:
        def both(station: str, done: int, total: int) -> None:
            once(station)
            progress(station, done, total)

        return run(home, periods, progress=both, **options)

    cli.run_pipeline = told  # type: ignore[attr-defined]
    command()


def approve(home: Home, half_year: str, enter: Enter) -> None:
    """Approve a half-year unless that is done."""
    from opora.pipeline.approve import approve as approve_and_publish
    from opora.snapshot.revisions import read_revisions

    if not any(revision.approval for revision in read_revisions(home, half_year)):
        once = _watched(enter)
        approve_and_publish(
            home, [half_year], "начальник", progress=lambda station, done, total: once(station)
        )


def _watched(enter: Enter) -> Enter:
    """Say each station once, the phases of a build among them."""
    build = sys.modules["opora.warehouse.build"]
    run_phase = build.run_phase
    entered: set[str] = set()

    def once(station: str) -> None:
        if station not in entered:
            entered.add(station)
            enter(station)

    def watched(home: Home, phase: str, **options: Any) -> Any:
        once(phase)
        return run_phase(home, phase, **options)

    build.run_phase = watched  # type: ignore[attr-defined]
    return once
