"""`opora backup`: a consistent copy by a program of your choice, and the check after a restore.

Belongs here: arguments, and what a person reads in the terminal. The work is `opora.backup`.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from opora.backup import (
    BackupError,
    Inventory,
    Verified,
    make_backup,
    restore_backup,
    verify_home,
)
from opora.backup.inventory import has_own_lake
from opora.home import Home

#: So many are named; all of them would be thousands where a folder is gone.
_SHOWN = 20

app = typer.Typer(
    help="Make a consistent backup with a program of your choice, restore it, verify it.",
    no_args_is_help=True,
)

Command = Annotated[
    list[str],
    typer.Argument(
        metavar="-- COMMAND [ARGUMENT]…",
        help="A program that copies; it runs in OPORA_HOME. Everything after '--' is its own.",
    ),
]


@app.command()
def make(
    command: Command,
    wait: Annotated[
        bool, typer.Option(help="Wait for a run that is at work instead of giving up.")
    ] = True,
) -> None:
    """Hold the writers' lock, write down what is there, and run COMMAND in OPORA_HOME.

    What it has to copy: landing, lake, snapshots, rules and private (the salt is there: keep the
    backup secret). deploy/bin/opora-backup does it with restic.
    """
    home, console = Home.from_environment(), Console()
    inventory = make_backup(
        home,
        command,
        wait=wait,
        on_wait=lambda text: console.print(text, markup=False, highlight=False, soft_wrap=True),
    )
    left_out = [f"{name}: {why}" for name, why in inventory.unread.items()]
    _list(console, "not in this backup", left_out)
    if not has_own_lake(home):
        _list(console, "not in this backup", [f"the lake at {home.lake}: see to it there"])
    console.print(
        f"Backed up: {_what(inventory)}, as of {inventory.made_at}", highlight=False, soft_wrap=True
    )


@app.command()
def restore(command: Command) -> None:
    """Run COMMAND, which restores into OPORA_HOME, if that is empty; then verify."""
    _tell(restore_backup(Home.from_environment(), command))


@app.command()
def verify() -> None:
    """Compare OPORA_HOME with the inventory that its last backup wrote down.

    After a restore, and once more after the first run: the release has to have the same content.
    """
    _tell(verify_home(Home.from_environment()))


def _tell(done: Verified) -> None:
    console = Console()
    _list(console, "note", done.notes)
    _list(console, "problem", done.problems)
    of = done.inventory
    if done.problems:
        raise BackupError(
            f"this home is not what was backed up on {of.made_at}: {len(done.problems)} problems"
        )
    console.print(
        f"Whole: {_what(of)} and all snapshots are as they were on {of.made_at}",
        highlight=False,
        soft_wrap=True,
    )


def _list(console: Console, kind: str, found: list[str]) -> None:
    for text in found[:_SHOWN]:
        console.print(f"{kind}: {text}", markup=False, highlight=False, soft_wrap=True)
    if found[_SHOWN:]:
        console.print(f"{kind}: … and {len(found) - _SHOWN} more", highlight=False)


def _what(inventory: Inventory) -> str:
    counted = f"{len(inventory.files)} files"
    # of a lake elsewhere nothing is counted
    deliveries = inventory.ledger.get("deliveries")
    return counted if deliveries is None else f"{counted}, {deliveries} deliveries"
