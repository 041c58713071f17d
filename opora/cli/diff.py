"""`opora diff`: what one revision of a half-year changes in another."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opora.cli.half_year import check_half_year
from opora.home import Home
from opora.snapshot.compare import Comparison, compare, label
from opora.snapshot.revisions import read_revisions

_TITLES = {
    "value": "Territories",
    "school": "Schools behind the indicators",
    "result": "Results of assessments",
    "territory": "The tree of territories",
}
_SUBJECTS = {
    "value": ("territory", "indicator"),
    "school": ("school_login", "indicator"),
    "result": ("school_login", "procedure", "assessment_year", "session"),
    "territory": ("territory",),
}


def diff(
    half_year: Annotated[str, typer.Argument(help="The half-year, such as 2024-H1.")],
    before: Annotated[
        int | None,
        typer.Option("--from", help="The older revision; by default what the newer one restates."),
    ] = None,
    after: Annotated[
        int | None, typer.Option("--to", help="The newer revision; by default the newest.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Lines per table; the rest is counted.")] = 40,
) -> None:
    """Show which values differ between two revisions, by how much, why and through which files.

    The same stands in marts.restatement_log and marts.restatement_sources.
    """
    check_half_year(half_year)
    home, console = Home.from_environment(), Console()
    revisions = read_revisions(home, half_year)
    if len(revisions) == 1 and before is None and after is None:
        console.print(f"{revisions[0].name} is the only revision: nothing has changed since.")
        return
    found = compare(home, half_year, before, after)
    console.print(f"From {label(found.before.revision)}", highlight=False, markup=False)
    console.print(f"To   {label(found.after.revision)}", highlight=False, markup=False)
    _print_causes(console, found)
    if found.differences.empty:
        console.print("The two are the same.")
    for name, title in _TITLES.items():
        _print_table(console, title, name, found.differences, rows)


def _print_causes(console: Console, found: Comparison) -> None:
    if found.after.revision.manifest["base_revision"] != found.before.revision.number:
        return
    for cause in found.after.revision.manifest["causes"]:
        console.print(f"  cause: {cause['text_ru']}", highlight=False, markup=False)


def _print_table(
    console: Console, title: str, name: str, differences: pd.DataFrame, most: int
) -> None:
    chosen = differences[differences["object"] == name]
    if chosen.empty:
        return
    has_causes = "cause" in chosen
    table = Table(title=f"{title}: {len(chosen)}", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("", "measure", "before → after"):
        table.add_column(heading, overflow="fold")
    table.add_column("by", justify="right")
    if has_causes:
        table.add_column("why", overflow="fold")
    for row in chosen.head(most).to_dict("records"):
        subject = " ".join(str(row[column]) for column in _SUBJECTS[name])
        change = f"{_figure(row['before'])} → {_figure(row['after'])}"
        states = (row["state_before"], row["state_after"])
        if states[0] != states[1]:
            change += f" ({_word(states[0])} → {_word(states[1])})"
        by = "" if pd.isna(row["difference"]) else f"{row['difference']:+g}"
        why: tuple[str, ...] = ()
        if has_causes:
            through = _word(row["through"])
            why = (escape(row["cause"] + (f": {through}" if through else "")),)
        table.add_row(escape(subject), row["measure"], escape(change), by, *why)
    console.print(table)
    if len(chosen) > most:
        console.print(f"  … and {len(chosen) - most} more: --rows {len(chosen)}", highlight=False)


def _figure(value: float) -> str:
    return "none" if pd.isna(value) else f"{value:.4g}" if value % 1 else f"{value:.0f}"


def _word(value: object) -> str:
    return "" if value is None or value != value else str(value)
