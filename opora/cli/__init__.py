"""The command line: `opora`, or `python -m opora`.

Belongs here: arguments, progress, what a person reads in the terminal; one file per command. Not
here: the work itself, which the pipeline does.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.markup import escape

from opora.cli import (
    alerts,
    approve,
    backup,
    bench,
    check,
    demo,
    diff,
    docs,
    explain,
    forms,
    publish,
    report,
    run,
    status,
)
from opora.errors import OporaError
from opora.leaving import silence_stderr
from opora.objects.said import object_storage_said

app = typer.Typer(
    name="opora",
    help="From the files that schools deliver to six indicators in a published warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(run.run)
app.command()(check.check)
app.command()(approve.approve)
app.command()(diff.diff)
app.command()(explain.explain)
app.command()(publish.publish)
app.command()(docs.docs)
app.command()(report.report)
app.command()(forms.forms)
app.command()(status.status)
app.command()(bench.bench)
app.add_typer(backup.app, name="backup")
app.add_typer(alerts.app, name="alerts")


def main() -> None:
    """Run a command; what goes wrong is one clear line and a non-zero exit."""
    code = _run()
    silence_stderr()
    sys.exit(code)


def _run() -> int:
    console = Console(stderr=True)
    try:
        with object_storage_said():
            app()
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 0
    except OporaError as error:
        console.print(f"[red]opora:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("opora: interrupted; nothing half-done is visible")
        return 130
    return 0
