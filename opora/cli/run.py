"""`opora run`: take what was delivered, build, publish, and say what came of it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from opora.cli.half_year import check_half_year
from opora.cli.progress import shown_progress
from opora.cli.summary import (
    print_cycle,
    print_deliveries,
    print_indicators,
    print_paths,
    print_snapshots,
    print_warnings,
)
from opora.errors import OporaError
from opora.home import HISTORY, Home
from opora.pipeline.run import Run
from opora.pipeline.run import run as run_pipeline
from opora.warehouse import chosen


def run(
    half_year: Annotated[
        list[str] | None,
        typer.Option(help="Take only this half-year, such as 2024-H1, or 'history'. Repeatable."),
    ] = None,
    reports: Annotated[bool, typer.Option(help="Write the reports of what was published.")] = True,
    target: Annotated[
        str | None,
        typer.Option(help="duckdb or spark; without it what OPORA_TARGET or the last run says."),
    ] = None,
    wait: Annotated[
        bool, typer.Option(help="Wait for another run that is at work instead of giving up.")
    ] = False,
) -> None:
    """Take what lies in OPORA_HOME/landing, build the warehouse, publish and report on it."""
    home = Home.from_environment()
    if not home.landing.is_dir():
        raise OporaError(
            f"there is no folder {home.landing}; put deliveries there "
            "(landing/2024-H1/<dataset>/<file>), or try 'opora demo'"
        )
    console = Console()
    with chosen(target):
        done = run_with_progress(home, console, half_year, reports=reports, wait=wait)
    print_deliveries(console, done)
    print_indicators(console, home)
    print_cycle(console, home)
    print_snapshots(console, home)
    print_warnings(console, done)
    print_paths(console, home, done)


def run_with_progress(
    home: Home,
    console: Console,
    half_years: list[str] | None = None,
    *,
    reports: bool = True,
    wait: bool = False,
) -> Run:
    """Run the pipeline and show how far it is."""
    for half_year in half_years or ():
        if half_year != HISTORY:
            check_half_year(half_year)
    periods = {None if name == HISTORY else name for name in half_years} if half_years else None
    with shown_progress(console) as progress:
        return run_pipeline(
            home, periods, reports=reports, wait=wait, progress=progress, on_wait=console.print
        )
