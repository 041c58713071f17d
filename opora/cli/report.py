"""`opora report`: the reports of a half-year, for officers to read and sign."""

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


def report(
    half_years: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[HALF_YEAR]...",
            help="Half-years, such as 2024-H1; without any: the newest, and the newest signed.",
        ),
    ] = None,
    territory: Annotated[
        list[str] | None,
        typer.Option(help="Code of a territory, such as 00701000; repeatable. All by default."),
    ] = None,
    school: Annotated[
        list[str] | None,
        typer.Option(help="Login of a school, such as sch990001; repeatable. Only its card."),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(help="This revision instead of the one in force; of one half-year only."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every half-year that has a snapshot.")
    ] = False,
    wait: Annotated[
        bool, typer.Option(help="Wait for another run that is at work instead of giving up.")
    ] = False,
) -> None:
    """Write reports: an HTML page, a справка for Word, an annex for Excel, a card per school.

    Figures come from the revision in force; what nobody has signed is marked «проект». They are
    written anew, into OPORA_HOME/reports/<half-year>/<territory>.
    """
    # imported here: drawing charts takes its time, and the other commands draw none
    from opora.reports.report import current_half_years, reported_half_years
    from opora.reports.write import write_cards, write_reports

    for half_year in half_years or ():
        check_half_year(half_year)
    if revision is not None and len(half_years or ()) != 1:
        raise OporaError("a revision is that of one half-year: name just one")
    if every and half_years:
        raise OporaError("--all is every half-year: name none besides")
    if school and territory:
        raise OporaError("the card of a school is asked for without its territory")
    home, console = Home.from_environment(), Console()
    with full_disk_said(home, "report"), writer_lock(home, wait=wait, on_wait=console.print):
        wanted = half_years or (reported_half_years(home) if every else current_half_years(home))
        if not wanted:
            raise OporaError("no half-year has a snapshot yet; 'opora run' makes it")
        if school:
            for path in write_cards(home, wanted, school, revision):
                console.print(str(path), highlight=False, markup=False, soft_wrap=True)
            return
        with shown_progress(console) as progress:
            written = write_reports(
                home,
                wanted,
                territory,
                revision,
                again=True,
                progress=lambda done, total: progress("reporting", done, total),
            )
    for each in written:
        console.print(
            f"{each.half_year} {each.territory.name_ru}: {each.folder}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
