"""`opora status`: what was delivered, what became of it, and what is missing from whom.

Belongs here: the question, and in which order it is answered. Numbers come from the published file
(`opora.quality`); how they are shown is `delivered` and `awaited`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console

from opora.cli.awaited import print_awaited, print_senders
from opora.cli.delivered import print_delivered, print_waiting
from opora.cli.half_year import check_period
from opora.forms import datasets_named
from opora.home import Home
from opora.office import today_in_the_office
from opora.quality.delivered import Deliveries
from opora.quality.freshness import awaited, of_half_years, published_marts


def status(
    half_year: Annotated[
        str | None,
        typer.Argument(help="One half-year, such as 2024-H1 (or history); by default all."),
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="One dataset, such as staff.")] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Name everybody from whom something is missing.")
    ] = False,
    on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Another day than today."),
    ] = None,
) -> None:
    """Show what was delivered, what became of it, and what is missing from whom by when.

    Without a half-year: all of them, and what is due next. Reads what is published, and looks
    whether files that were turned away still lie in landing. Answers in Russian.
    """
    check_period(half_year)
    if dataset is not None:
        datasets_named([dataset])
    home = Home.from_environment()
    day = on.date() if on else today_in_the_office()
    console = Console()
    with published_marts(home) as connection:
        deliveries = Deliveries(home, connection)
        if half_year is None:
            print_delivered(console, deliveries.by_half_year(dataset))
            found = awaited(connection, day)
        else:
            print_delivered(console, deliveries.by_dataset(half_year, dataset), half_year)
            print_waiting(console, deliveries.waiting(half_year, dataset))
            found = of_half_years(connection, day, [half_year])
        found = [each for each in found if dataset in (None, each.dataset)]
        print_awaited(console, found, day)
        if missing:
            print_senders(console, connection, found)
        elif any(each.missing or each.partly for each in found):
            console.print("Кто именно: --missing", highlight=False)
