"""`python -m opora.dashboards serve | export | queries`: what `make bi` and its kin call.

Belongs here: the command line of dashboards, in English as all that data engineers type.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from opora.dashboards.export import export
from opora.dashboards.place import Place
from opora.dashboards.queries import measured
from opora.dashboards.serve import serve
from opora.errors import OporaError
from opora.home import Home

app = typer.Typer(add_completion=False, help="Dashboards as code.")
_console = Console()


@app.command(name="serve")
def serve_command() -> None:
    """Set Superset up on the published marts and serve it until Ctrl+C."""
    serve(Home.from_environment(), _console)


@app.command(name="export")
def export_command(
    dashboard: Annotated[
        list[str] | None,
        typer.Option(help="Slug of a dashboard made in the browser, to be kept from now on."),
    ] = None,
) -> None:
    """Write our dashboards, as the browser left them, back into dashboards/."""
    changed = export(Place.of(Home.from_environment()), dashboard or [])
    for name in changed:
        _console.print(f"dashboards/{name}", highlight=False, soft_wrap=True)
    _console.print(f"{len(changed)} files changed.", highlight=False)


@app.command(name="queries")
def queries_command(
    release: Annotated[Path, typer.Argument(help="DuckDB file, such as one of a country.")],
    pictures: Annotated[Path, typer.Option(help="Where pictures of the dashboards go.")],
) -> None:
    """Time what each chart and filter asks for, by their defaults, on a release."""
    _console.print(measured(release, pictures))


def main() -> int:
    """Run a command; returns the exit code, an error is one line."""
    try:
        app(standalone_mode=False)
    except OporaError as error:
        Console(stderr=True).print(str(error), soft_wrap=True, highlight=False, markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
