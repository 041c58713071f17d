"""What a run leaves in the terminal: what came of the deliveries, the indicators, the paths.

Belongs here: tables for people. Numbers come from the published file only.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from opora.answers.write import answers_folder
from opora.home import Home
from opora.pipeline.run import Run
from opora.reports.noted import start_page

_MET = {"met": "[green]✓[/]", "not_met": "[red]✗[/]", "interim": "[yellow]…[/]"}
_STATES = {"not_measured": "n/m", "not_applicable": "n/a"}
_SHOWN_HALF_YEARS = 10
_SHOWN_REASONS = 8

_CYCLE = """
SELECT half_year,
    (SELECT count(*) FROM marts.findings AS f WHERE f.half_year = h.half_year) AS findings,
    (SELECT count(DISTINCT school_login) FROM marts.findings AS f WHERE f.half_year = h.half_year)
        AS schools,
    (SELECT count(*) FROM marts.recommendations WHERE state <> 'closed') AS recommendations,
    (SELECT count(*) FROM marts.recommendations WHERE state = 'overdue') AS overdue,
    (SELECT count_if(state = 'matched') FROM marts.hub_matches AS m
        WHERE m.half_year = h.half_year) AS matched,
    (SELECT count(*) FROM marts.hub_matches AS m WHERE m.half_year = h.half_year) AS in_need,
    (SELECT count_if(chain_state = 'complete') FROM marts.traceability) AS complete
FROM (SELECT max(half_year) AS half_year FROM marts.findings) AS h
WHERE half_year IS NOT NULL
"""

_SNAPSHOTS = """
SELECT half_year, max(revision) AS newest, bool_or(is_in_force) AS is_approved,
    arg_max(revision_state, revision) AS newest_state
FROM marts.snapshot_manifest GROUP BY half_year ORDER BY half_year
"""

_VALUES = """
SELECT i.name_ru, v.indicator, v.half_year, v.plan, v.value, v.state, v.is_met, t.name_ru AS place
FROM marts.indicator_values AS v
JOIN marts.dim_indicator AS i USING (indicator)
JOIN marts.dim_territory AS t USING (territory)
WHERE v.territory = (
    SELECT territory FROM marts.dim_school GROUP BY territory ORDER BY count(*) DESC, territory
    LIMIT 1
)
ORDER BY v.indicator, v.half_year
"""


def print_indicators(console: Console, home: Home) -> None:
    """Plan against fact of the largest municipality, by half-year."""
    if not home.published_file.exists():
        return
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        cursor = connection.execute(_VALUES)
        names = [description[0] for description in cursor.description or ()]
        values = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not values:
        return
    indicators = {value["indicator"]: value["name_ru"] for value in values}
    facts = {(value["half_year"], value["indicator"]): value for value in values}
    half_years = sorted({value["half_year"] for value in values})[-_SHOWN_HALF_YEARS:]
    table = Table(
        title=f"{values[0]['place']}: fact/plan, per cent",
        caption="✓ plan met  ✗ not met  … first half of the year, judged at its end  "
        "n/m not measured  n/a not applicable",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    for indicator in indicators:
        table.add_column(indicator, justify="right", no_wrap=True)
    for half_year in half_years:
        cells = [_cell(facts.get((half_year, indicator))) for indicator in indicators]
        table.add_row(half_year, *cells)
    console.print(table)
    for indicator, title in indicators.items():
        console.print(Padding(f"{indicator:6}{title}", (0, 0, 0, 1)), highlight=False)
    console.print()


def _cell(value: dict[str, Any] | None) -> str:
    """Fact and plan in eleven characters: the table of six fits a terminal of 80."""
    if value is None:
        return ""
    fact = _STATES.get(value["state"], value["state"])
    if value["value"] is not None:
        fact = f"{value['value']:.1f}"
    plan = "" if value["plan"] is None else f"[dim]/{value['plan']:g}[/]"
    return f"{fact}{plan}{_MET.get(value['is_met'], '')}"


def print_deliveries(console: Console, done: Run) -> None:
    """What was delivered and what became of it; refusals in the words the sender gets."""
    ledger = done.taken.ledger
    if not ledger:
        console.print("Nothing new was delivered.")
    else:
        statuses = Counter(row.status for row in ledger)
        rows = sum(row.rows_received for row in ledger)
        kept = sum(row.rows_accepted for row in ledger)
        told = ", ".join(f"{count} {name}" for name, count in statuses.most_common())
        console.print(
            f"Deliveries: {told}; rows: {rows} received = {kept} accepted + "
            f"{rows - kept} quarantined."
        )
    freed: Counter[tuple[str, str | None]] = Counter()
    for row in done.freed:
        freed[row.path, row.dataset] += row.rows_accepted
    if freed:
        console.print(
            f"{freed.total()} rows of {len(freed)} deliveries waited in the quarantine for their "
            "recommendation and were taken as soon as it was issued."
        )
    problems = [
        row
        for row in ledger
        if row.status in ("refused", "blocked")
        or (row.status == "rejected" and freed[row.path, row.dataset] < row.rows_quarantined)
    ]
    for row in problems[:_SHOWN_REASONS]:
        console.print(f"  [yellow]{row.status}[/] {row.path}: {row.message}", highlight=False)
    if len(problems) > _SHOWN_REASONS:
        console.print(
            f"  … and {len(problems) - _SHOWN_REASONS} more, in the answers to the senders"
        )


def print_cycle(console: Console, home: Home) -> None:
    """How far the management cycle of the newest half-year is."""
    if not home.published_file.exists():
        return
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        cursor = connection.execute(_CYCLE)
        names = [description[0] for description in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        console.print(
            "Management cycle, {half_year}: {findings} findings in {schools} schools; "
            "{recommendations} recommendations are open, {overdue} of them overdue; {matched} of "
            "{in_need} schools in need have a hub school; {complete} chains from a finding to its "
            "review are complete.\n".format(**row),
            highlight=False,
        )


def print_snapshots(console: Console, home: Home) -> None:
    """Which half-years are approved, and what waits for approval."""
    if not home.published_file.exists():
        return
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        rows = connection.execute(_SNAPSHOTS).fetchall()
    if not rows:
        return
    waiting = [
        f"{half_year} revision {newest}" + (" (a restatement)" if is_approved else "")
        for half_year, newest, is_approved, state in rows
        if state == "proposed"
    ]
    approved = sum(is_approved for _, _, is_approved, _ in rows)
    console.print(
        f"Snapshots: {approved} of {len(rows)} half-years are approved"
        + (f"; waiting for opora approve: {', '.join(waiting)}.\n" if waiting else ".\n"),
        highlight=False,
    )


def print_warnings(console: Console, done: Run) -> None:
    """What the warehouse's tests and the analysis only annotate."""
    for warning in done.build.warnings if done.build else ():
        console.print(f"[yellow]Warning:[/] {escape(warning)}", highlight=False)


def print_paths(console: Console, home: Home, done: Run) -> None:
    """Where the results are, and how long each station took."""
    if done.release is not None:
        console.print(f"Published: {_relative(done.release.path)}", highlight=False)
    elif home.published_file.exists():
        console.print(f"No new release: nothing changed in {_relative(home.published_file)}")
    answered = {row.half_year for row in done.taken.ledger}
    if answered:
        period = answered.pop() if len(answered) == 1 else "<half-year>"
        folder = answers_folder(home, period)
        console.print(f"Answers to the senders: {_relative(folder)}", highlight=False, markup=False)
    if start_page(home).exists():
        console.print(f"Reports: {_relative(start_page(home))}", highlight=False, markup=False)
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in done.seconds.items())
    console.print(f"Time: {spent}", highlight=False)


def print_next_steps(console: Console, home: Home) -> None:
    """Five things to try after the first run."""
    query = (
        "SELECT half_year, indicator, school_login, reason FROM marts.indicator_schools "
        "WHERE in_denominator AND NOT in_numerator"
    )
    console.print(
        "\nTry next:\n"
        "  1. what officers read, in a browser: reports, cards of schools, checks, documentation:\n"
        f"       {_relative(start_page(home))}\n"
        "  2. the same pipeline in Dagster, on http://127.0.0.1:3000:\n"
        "       make dev\n"
        "  3. dashboards in Superset, on http://127.0.0.1:8088:\n"
        "       make bi\n"
        "  4. what came, what was rejected, and who has not delivered yet:\n"
        f"       {_relative(Path(sys.executable))} -m opora status 2024-H2 --missing\n"
        "  5. why a school does not count, in SQL (any DuckDB client opens the published file):\n"
        f'       {_relative(Path(sys.executable))} -c "import duckdb; duckdb.connect('
        f"'{_relative(home.published_file)}', read_only=True).sql('{query}').show()\"",
        highlight=False,
        soft_wrap=True,
    )


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
