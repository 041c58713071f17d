"""`opora publish`: put a release onto a PostgreSQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from opora.cli.progress import shown_progress
from opora.home import Home

if TYPE_CHECKING:
    from opora.server import Published


def publish(
    to: Annotated[
        str | None,
        typer.Option(
            metavar="postgresql://USER@HOST:PORT/DATABASE",
            help="The server, without a password: that comes from ~/.pgpass, PGPASSWORD or "
            "OPORA_POSTGRESQL, which also holds the address where this is left out.",
        ),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A release that is kept in warehouse/releases, such as one that an approval "
            "names; by default the newest.",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Publish even if the server has this release.")
    ] = False,
    patience: Annotated[
        float | None,
        typer.Option(min=0, help="Seconds to wait for readers that hold tables; by default 60."),
    ] = None,
) -> None:
    """Publish a release to a PostgreSQL server: all of marts and open_marts at once.

    It is loaded beside the release that readers have, then takes its place in one transaction.
    Whatever goes wrong, readers keep what they have.
    """
    # the driver is for this command only
    from opora.server import PATIENCE, publish_to_server, server_address

    console = Console()
    home = Home.from_environment()
    with shown_progress(console) as on_step:
        done = publish_to_server(
            home,
            server_address(to),
            release=release,
            again=again,
            patience=PATIENCE if patience is None else patience,
            on_step=on_step,
            on_wait=lambda text: console.print(text, markup=False, highlight=False),
        )
    _print(console, done)


def _print(console: Console, done: Published) -> None:
    for warning in done.warnings:
        console.print(f"warning: {warning}", markup=False, highlight=False, soft_wrap=True)
    said = (
        f"{done.server} has the release {done.release}: {done.tables} tables, {done.rows} rows, "
        f"{done.seconds:.1f} s"
        if done.is_new
        else f"{done.server} has the release {done.release} already; --again publishes it again"
    )
    console.print(said, markup=False, highlight=False, soft_wrap=True)
