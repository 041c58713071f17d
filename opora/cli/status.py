"""`opora status`: what was delivered, what became of it, and what is missing from whom.

Belongs here: tables for the terminal. Numbers come from the published file only; what is awaited on
a day is `opora.quality.freshness`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import duckdb
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from opora.cli.half_year import check_half_year
from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.home import HISTORY, Home
from opora.quality.freshness import (
    Awaited,
    awaited,
    of_half_years,
    published_marts,
    senders,
)

_SHOWN_SENDERS = 1000
_SHOWN_REASONS = 20
_STAGES = {"due": "[yellow]due soon[/]", "overdue": "[red]overdue[/]"}
_HEADINGS = ("accepted", "partly", "rejected", "refused", "resolved", "rows", "open")

# rows that were taken again later are the rows of the same file
_DELIVERIES = """
SELECT {group},
    count(*) FILTER (status = 'accepted' AND NOT is_rereading) AS accepted,
    count(*) FILTER (status = 'partly_accepted' AND stands) AS partly,
    count(*) FILTER (status = 'rejected' AND stands) AS rejected,
    count(*) FILTER (status IN ('refused', 'blocked') AND stands) AS refused,
    count(*) FILTER (NOT is_rereading AND resolved_by IS NOT NULL) AS resolved,
    sum(rows_accepted)::BIGINT AS accepted_rows,
    sum(rows_open)::BIGINT AS open_rows
FROM (
    SELECT *, NOT is_rereading AND resolved_by IS NULL AS stands FROM marts.deliveries
    WHERE (? IS NULL OR coalesce(half_year, 'history') = ?) AND (? IS NULL OR dataset = ?)
)
GROUP BY ALL ORDER BY 1
"""

_UNRESOLVED = """
SELECT path, status, message_ru FROM marts.deliveries
WHERE coalesce(half_year, 'history') = ? AND (? IS NULL OR dataset = ?) AND resolved_by IS NULL
    AND (rows_open > 0 OR status IN ('refused', 'blocked'))
ORDER BY delivery_id
"""


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

    Without a half-year: all of them, and what is due next. Reads only what is published.
    """
    if half_year not in (None, HISTORY):
        check_half_year(str(half_year))
    if dataset is not None and dataset not in load_contracts():
        raise OporaError(
            f"there is no dataset {dataset!r}; there are {', '.join(sorted(load_contracts()))}"
        )
    home = Home.from_environment()
    day = on.date() if on else dt.date.today()
    console = Console()
    with published_marts(home) as connection:
        _print_deliveries(console, connection, half_year, dataset)
        if half_year is not None:
            _print_unresolved(console, connection, half_year, dataset)
        found = _awaited(connection, day, half_year, dataset)
        _print_awaited(console, found, day)
        if missing:
            _print_senders(console, connection, found)
        elif any(each.missing or each.partly for each in found):
            _say(console, "From whom: --missing")


def _awaited(
    connection: duckdb.DuckDBPyConnection, day: dt.date, half_year: str | None, dataset: str | None
) -> list[Awaited]:
    found = of_half_years(connection, day, [half_year]) if half_year else awaited(connection, day)
    return [each for each in found if dataset in (None, each.dataset)]


def _print_deliveries(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    half_year: str | None,
    dataset: str | None,
) -> None:
    group = "dataset" if half_year else "coalesce(half_year, 'history') AS half_year"
    rows = connection.execute(
        _DELIVERIES.format(group=group), [half_year, half_year, dataset, dataset]
    ).fetchall()
    if not rows:
        _say(console, f"Nothing was delivered{f' for {half_year}' if half_year else ''}.")
        return
    table = Table(
        title=f"Deliveries{f' for {half_year}' if half_year else ''}",
        caption="resolved: rejected or refused at first, and corrected or taken since\n"
        "rows: accepted so far; open: rejected rows that nothing has answered yet",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        # names of datasets are long: the table just fits a terminal of 80
        padding=0 if half_year else (0, 1, 0, 0),
    )
    table.add_column("dataset" if half_year else "half-year", no_wrap=True)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for name, *numbers in rows:
        table.add_row(escape(name or "(unknown)"), *(str(each or "") for each in numbers))
    console.print(table)


def _print_unresolved(
    console: Console, connection: duckdb.DuckDBPyConnection, half_year: str, dataset: str | None
) -> None:
    """What waits for a corrected delivery, in the words its sender got."""
    rows = connection.execute(_UNRESOLVED, [half_year, dataset, dataset]).fetchall()
    if rows:
        _say(console, "Waiting for a corrected delivery")
    for path, state, message in rows[:_SHOWN_REASONS]:
        console.print(
            Padding(f"[yellow]{state}[/] {escape(path)}: {escape(message or '')}", (0, 0, 0, 2)),
            highlight=False,
        )
    if len(rows) > _SHOWN_REASONS:
        _say(console, f"  … and {len(rows) - _SHOWN_REASONS} more, in marts.deliveries")


def _print_awaited(console: Console, found: Sequence[Awaited], day: dt.date) -> None:
    if not found:
        _say(console, f"Nothing is awaited on {day}.")
        return
    table = Table(
        title=f"Awaited, as of {day}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for heading in ("half-year", "dataset", "due on", ""):
        table.add_column(heading, no_wrap=True)
    for heading in ("missing", "partly", "of"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        stage = "all here" if each.stage == "complete" else _STAGES.get(each.stage, each.stage)
        counts = (each.missing, each.partly, each.expected) if each.is_known else ("all", "", "?")
        table.add_row(each.half_year, each.dataset, str(each.due_on), stage, *map(_shown, counts))
    console.print(table)
    unknown = sorted({each.half_year for each in found if not each.is_known})
    if unknown:
        _say(
            console,
            f"Nothing was delivered for {', '.join(unknown)} nor for the half-year before: from "
            "how many it is missing, nobody can say yet.",
        )


def _print_senders(
    console: Console, connection: duckdb.DuckDBPyConnection, found: Sequence[Awaited]
) -> None:
    for each in found:
        absent = each.missing + each.partly
        if not absent:
            continue
        _say(console, f"\n{each.dataset}, {each.half_year}, due on {each.due_on}", "bold")
        for sender in senders(connection, each.half_year, each.dataset, _SHOWN_SENDERS):
            rows = f", {sender.rows_open} rejected rows are open" if sender.rows_open else ""
            _say(console, f"  {sender.state:9}{sender.words}{rows}")
        if absent > _SHOWN_SENDERS:
            _say(console, f"  … and {absent - _SHOWN_SENDERS} more, in marts.delivery_completeness")


def _shown(count: int | str) -> str:
    return str(count or "")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(escape(text), highlight=False, style=style)
