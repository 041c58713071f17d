"""The command line: `opora`, or `python -m opora`.

Belongs here: arguments, progress, what a person reads in the terminal; one file per command. Not
here: the work itself, which the pipeline does.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from opora.cli import demo, run
from opora.errors import OporaError

app = typer.Typer(
    name="opora",
    help="From the files that schools deliver to six indicators in a published warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(run.run)


def main() -> None:
    """Run a command; what goes wrong is one clear line and exit code 1."""
    try:
        app()
    except OporaError as error:
        Console(stderr=True).print(f"[red]opora:[/] {error}", highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        Console(stderr=True).print("opora: interrupted; nothing half-done is visible")
        sys.exit(130)
