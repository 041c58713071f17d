"""Who has not delivered yet and by when it is due, as tables and lists for officers.

Belongs here: Russian words and widths. Not here: what is awaited (`opora.quality.freshness`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

import duckdb
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opora.answers.words import half_year_and_key, half_year_in_words
from opora.cli.spelling import day_in_figures, title_of
from opora.quality.freshness import Awaited, Stage, senders

_SHOWN_SENDERS = 1000
_STAGES: dict[Stage, str] = {
    "complete": "сдали все",
    "waiting": "время есть",
    "due": "[yellow]срок близко[/]",
    "overdue": "[red]просрочено[/]",
}
_OLDER = "есть прежние"
_STATES = {"missing": "не сдано", "rejected": "отклонено", "partly": "частично"}


def print_awaited(console: Console, found: Sequence[Awaited], day: dt.date) -> None:
    """A table per half-year: what is due on which day, and from how many it is missing."""
    if not found:
        _say(console, f"\nНа {day_in_figures(day)} никого не ждём.")
        return
    _say(console, f"\nКого ждём на {day_in_figures(day)}", "bold")
    for half_year, group in groupby(found, key=lambda each: each.half_year):
        of_half_year = list(group)
        console.print(_table(half_year, of_half_year))
        if any(_is_older(each) for each in of_half_year):
            _say(
                console,
                f"{_OLDER}: за это полугодие ничего не сдано, действуют сведения прошлого "
                "полугодия или более ранние.",
            )
        if any(not each.is_known for each in of_half_year):
            _say(
                console,
                f"За {half_year_in_words(half_year)} и за полугодие до него ничего не сдано, "
                "поэтому неизвестно, от скольких школ ждать сведений.",
            )


def print_senders(
    console: Console, connection: duckdb.DuckDBPyConnection, found: Sequence[Awaited]
) -> None:
    """By name, those who have not sent everything."""
    for each in found:
        absent = each.missing + each.partly
        if not absent:
            continue
        _say(
            console,
            f"\n{title_of(each.dataset)} ({each.dataset}), {half_year_in_words(each.half_year)}, "
            f"срок {day_in_figures(each.due_on)}",
            "bold",
        )
        for sender in senders(connection, each.half_year, each.dataset, _SHOWN_SENDERS):
            rows = f", ждут исправления строк: {sender.rows_open}" if sender.rows_open else ""
            _say(console, f"  {_STATES[sender.state]:10}{sender.words}{rows}")
        if absent > _SHOWN_SENDERS:
            _say(
                console,
                f"  … и ещё {absent - _SHOWN_SENDERS}, все в таблице marts.delivery_completeness",
            )


def _table(half_year: str, found: Sequence[Awaited]) -> Table:
    table = Table(
        title=half_year_and_key(half_year),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("набор")
    for heading in ("срок", "состояние"):
        table.add_column(heading, no_wrap=True)
    for heading in ("не\nсдали", "частич-\nно", "из"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        counts = (each.missing, each.partly, each.expected) if each.is_known else ("все", "", "?")
        table.add_row(
            escape(title_of(each.dataset)),
            day_in_figures(each.due_on),
            _OLDER if _is_older(each) else _STAGES[each.stage],
            *(str(count or "") for count in counts),
        )
    return table


def _is_older(each: Awaited) -> bool:
    """Everything is here, and nothing of it was sent for the half-year itself."""
    return each.stage == "complete" and each.is_older


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(escape(text), highlight=False, style=style)
