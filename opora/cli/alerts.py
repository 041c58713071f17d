"""`opora alerts`: try whether messages arrive, look once, tell of a service that failed.

Belongs here: arguments and what is printed. Who is told what, and how, is `opora.alerts`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from opora.alerts import AlertError, Seen, Told, Trouble, standing_keys, tell
from opora.alerts.message import test_message
from opora.alerts.recipients import FILE, Recipient, read_recipients
from opora.alerts.settings import read_settings
from opora.alerts.tell import deliver, refuse_unreachable
from opora.alerts.watches import look_at
from opora.home import Home
from opora.office import today_in_the_office

app = typer.Typer(
    help="Tell people by e-mail or webhook what fails, and when it is well again.",
    no_args_is_help=True,
)

_Name = Annotated[str, typer.Argument(help="The service or command, such as opora-run.service.")]


@app.command()
def test(
    to: Annotated[str | None, typer.Option(help="Only this address of rules/alerts.csv.")] = None,
) -> None:
    """Send everybody in rules/alerts.csv a test message now; says plainly what failed."""
    home, console = Home.from_environment(), Console()
    recipients, settings = _recipients(home), read_settings()
    if to is not None:
        recipients = tuple(each for each in recipients if each.address == to)
        if not recipients:
            raise AlertError(
                f"{home.rules / FILE} does not name {to}; expected one of its addresses"
            )
    failed = 0
    for each in recipients:
        try:
            deliver(test_message(each.address, settings, datetime.now(UTC)), settings)
        except AlertError as error:
            failed += 1
            _say(console, f"✗ {each.shown}: {error}")
        else:
            _say(console, f"✓ {each.shown}: accepted")
    if failed:
        raise AlertError(f"{failed} of {len(recipients)} test messages could not be delivered")


@app.command()
def look() -> None:
    """Look at deliveries, deadlines, disk and backup once, tell what is new, send what waits.

    Dagster's sensor does this by itself; a timer calls it where there is no Dagster.
    """
    home = Home.from_environment()
    _recipients(home)
    seen = look_at(
        home, read_settings(), standing_keys(home), datetime.now(UTC), today_in_the_office()
    )
    _print(Console(), tell(home, seen))


@app.command()
def failed(name: _Name) -> None:
    """Tell that a service failed; for OnFailure= of systemd, or after || in cron.

    Where rules/alerts.csv names nobody it ends well: units call it, whoever is to be told.
    """
    home = Home.from_environment()
    trouble = Trouble(
        kind="service",
        name=name,
        level="error",
        title=f"служба {name}",
        state="завершилась с ошибкой",
        what=f"Служба или команда «{name}» завершилась с ошибкой. Опубликованное "
        "осталось как было.",
        todo="Прочитайте последнюю строку журнала: в ней сказано, что исправить. Затем запустите "
        "снова.",
        where=f"journalctl -u {name}" if "." in name else "журнал этой команды",
    )
    _tell_of_service(home, Seen((trouble,)))


@app.command()
def well(name: _Name) -> None:
    """Tell that it is well again, if somebody was told that it failed; for OnSuccess=."""
    _tell_of_service(Home.from_environment(), Seen(well=frozenset({f"service {name}"})))


def _tell_of_service(home: Home, seen: Seen) -> None:
    if read_recipients(home):
        _print(Console(), tell(home, seen))
    else:
        _say(Console(), f"{home.rules / FILE} names nobody: nobody is told")


def _recipients(home: Home) -> tuple[Recipient, ...]:
    recipients = read_recipients(home)
    if not recipients:
        raise AlertError(
            f"{home.rules / FILE} names nobody; expected a first row address,kind and then rows "
            "such as duty@example.org,run"
        )
    refuse_unreachable(recipients, read_settings())
    return recipients


def _print(console: Console, told: Told) -> None:
    for failure in told.failures:
        _say(console, f"not delivered: {failure}")
    waiting = f", {told.waiting} wait and are sent by a later look" if told.waiting else ""
    _say(console, f"{told.composed} new messages, {told.sent} sent{waiting}")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
