"""`opora demo`: the demonstration municipality, from generated files to a published warehouse."""

from __future__ import annotations

from rich.console import Console

from opora.cli.progress import shown_progress
from opora.cli.run import run_with_progress
from opora.cli.summary import (
    print_cycle,
    print_deliveries,
    print_indicators,
    print_next_steps,
    print_paths,
    print_snapshots,
    print_warnings,
)
from opora.errors import OporaError
from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.approve import approve
from opora.pipeline.pages import write_pages
from opora.pipeline.run import Run, timed
from opora.snapshot.revisions import all_revisions, half_years_with_snapshots

_DEPARTMENT = "управление образования демонстрационного округа"


def demo() -> None:
    """Write the files of an invented municipality to OPORA_HOME/landing and run everything."""
    from opora.demo import write_municipality

    home = Home.from_environment()
    console = Console()
    answers = home.root / "demo_answers.json"
    if not answers.exists():
        _refuse_mixing(home)
        with console.status("writing the files of the demonstration municipality"):
            write_municipality(home.landing).save(answers)
    # one lock for both: a run that waits for it would come between
    with full_disk_said(home), writer_lock(home):
        # where half-years are approved afterwards, that publishes again and reports on it
        done = run_with_progress(home, console, reports=bool(_signed(home)))
        _approve_past(home, console, done)
    print_deliveries(console, done)
    if done.taken.ledger:
        console.print(f"The faulty files are there on purpose; {answers} lists every defect.\n")
    print_indicators(console, home)
    print_cycle(console, home)
    print_snapshots(console, home)
    print_warnings(console, done)
    print_paths(console, home, done)
    print_next_steps(console, home)


def _approve_past(home: Home, console: Console, done: Run) -> None:
    """Approve all half-years but the newest, as a department would have by now; once."""
    signed = _signed(home)
    half_years = [
        half_year for half_year in half_years_with_snapshots(home)[:-1] if half_year not in signed
    ]
    if not half_years:
        return
    with shown_progress(console) as progress:
        with timed(done, "approve"):
            approved = approve(home, half_years, by=_DEPARTMENT, progress=progress)
        with timed(done, "report"):
            write_pages(home, progress)
    done.release = approved.release or done.release


def _signed(home: Home) -> set[str]:
    return {each.half_year for each in all_revisions(home) if each.approval}


def _refuse_mixing(home: Home) -> None:
    """Invented schools must never get among real ones."""
    if home.landing.is_dir() and any(home.landing.iterdir()):
        raise OporaError(
            f"{home.landing} holds deliveries already; 'opora demo' writes invented ones. "
            "Set OPORA_HOME to another folder, or use 'opora run'"
        )
