"""`opora approve`: a person signs a half-year; from then on every change is a restatement."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from opora.cli.half_year import check_half_year
from opora.cli.progress import shown_progress
from opora.errors import OporaError
from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.approve import Approved
from opora.pipeline.approve import approve as approve_and_publish
from opora.pipeline.pages import write_pages


def approve(
    half_years: Annotated[
        list[str], typer.Argument(metavar="HALF_YEAR...", help="Half-years, such as 2024-H1.")
    ],
    by: Annotated[
        str, typer.Option(help="Who approves: a position, as it will be read in the manifest.")
    ],
    reason: Annotated[
        str | None, typer.Option(help="Why. A half-year that was approved before needs one.")
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(help="The revision that was looked at; refused where a newer one came since."),
    ] = None,
    wait: Annotated[
        bool, typer.Option(help="Wait for another run that is at work instead of giving up.")
    ] = False,
) -> None:
    """Approve the newest revision of a half-year's snapshot (of several, if you like), publish it.

    Readers of the open tables see approved revisions only. What an approval holds is never changed:
    whatever comes later makes a proposed revision, which is approved in its turn, with a reason.
    """
    for half_year in half_years:
        check_half_year(half_year)
    if revision is not None and len(half_years) > 1:
        raise OporaError("a revision is that of one half-year: approve them one by one")
    home, console = Home.from_environment(), Console()
    # one lock for both: a run that waits for it would come between, and keep the reports out
    with full_disk_said(home, "approve"), writer_lock(home, wait=wait, on_wait=console.print):
        with shown_progress(console) as progress:
            done = approve_and_publish(home, half_years, by, reason, revision, progress=progress)
        _tell(console, done, by)
        # whatever becomes of the reports: what was signed is in force
        with shown_progress(console) as progress:
            write_pages(home, progress)


def _tell(console: Console, done: Approved, by: str) -> None:
    for each in done.revisions:
        console.print(
            f"{each.name} is in force: {each.content_hash[:16]}, approved by {by}.",
            highlight=False,
            markup=False,
        )
    if done.release is not None:
        console.print(f"Published: {done.release.path}", highlight=False, soft_wrap=True)
