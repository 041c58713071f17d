"""What one more half-year costs: `python -m opora.bench.growth --schools 4000 --half-years 9`.

A country delivers half-year after half-year, each in a process of its own; with `--backfill` all of
them in one run, as Dagster's backfill does. Totals are checked against the generator's: a benchmark
of wrong results is none.

Belongs here: delivering, checking and printing. Not here: the files (`opora.demo.scale`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from opora.bench.measure import Measured, measure
from opora.demo import KnownTotals, write_growing_country
from opora.durable import write_text
from opora.errors import OporaError
from opora.home import HISTORY, Home
from opora.rules import load_rule

#: The first half-year that is delivered; the marks of the year before are its history.
_FIRST = "2020-H1"
STATIONS = ("take", "answer", "build", "publish")


@dataclass(frozen=True)
class Delivered:
    """The half-years of one run, and what it took."""

    half_years: Sequence[str]
    measured: Measured


def calendar(count: int) -> list[str]:
    """So many half-years in a row; raises OporaError where the calendar ends before."""
    known = [row["half_year"] for row in load_rule("half_years") if row["half_year"] >= _FIRST]
    if count > len(known):
        raise OporaError(f"the calendar has {len(known)} half-years from {_FIRST} on, not {count}")
    return sorted(known)[:count]


def deliver(
    home: Home, known: Mapping[str, KnownTotals], console: Console, *, backfill: bool
) -> list[Delivered]:
    """Take what lies in the home, run after run; raises OporaError where totals differ."""
    half_years = list(known)
    runs = [half_years] if backfill else [[each] for each in half_years]
    delivered = []
    for number, taken in enumerate(runs):
        arguments = [*taken, HISTORY] if number == 0 else taken
        label = f"{taken[0]}{' … ' + taken[-1] if len(taken) > 1 else ''}"
        with console.status(label):
            measured = measure("opora.bench.growth_run", arguments, {"OPORA_HOME": str(home.root)})
        so_far = half_years[: half_years.index(taken[-1]) + 1]
        expected = {
            each: [known[each].participants, known[each].below_threshold] for each in so_far
        }
        if measured.report["totals"] != expected:
            raise OporaError(
                f"the totals of {label} are wrong: expected {expected}, got "
                f"{measured.report['totals']}"
            )
        delivered.append(Delivered(taken, measured))
        console.print(f"{label}: {measured.processor_seconds:.1f} s of processor time")
    return delivered


def tabulated(delivered: Sequence[Delivered]) -> Table:
    """Seconds, processor time by station, memory and the ratio to the first run."""
    table = Table(title="One more half-year; processor seconds by station", title_justify="left")
    for heading in ("half-year", "seconds", "processor", *STATIONS, "GB", "ratio"):
        table.add_column(
            heading, justify="left" if heading == "half-year" else "right", no_wrap=True
        )
    first = delivered[0].measured.processor_seconds
    for each in delivered:
        measured, last = each.measured, each.half_years[-1]
        by_station = measured.report["processor_seconds"]
        table.add_row(
            last if len(each.half_years) == 1 else f"{each.half_years[0]} … {last}",
            f"{measured.seconds:.1f}",
            f"{measured.processor_seconds:.1f}",
            *(f"{by_station.get(station, 0):.1f}" for station in STATIONS),
            f"{measured.peak_bytes / 2**30:.2f}",
            f"{measured.processor_seconds / first:.2f}",
        )
    return table


def main(
    schools: Annotated[int, typer.Option(min=10)] = 4_000,
    participants: Annotated[int, typer.Option(help="Results of each half-year.")] = 2_700_000,
    half_years: Annotated[int, typer.Option(min=1)] = 9,
    files: Annotated[int, typer.Option(help="CSV files of each half-year.")] = 10,
    backfill: Annotated[bool, typer.Option(help="All half-years in one run.")] = False,
    place: Annotated[
        Path | None, typer.Option(help="Where to; OPORA_HOME/bench/growth by default.")
    ] = None,
) -> None:
    """Deliver a growing country half-year by half-year and print what each one costs."""
    console = Console()
    root = place or Home.from_environment().root / "bench" / "growth"
    shutil.rmtree(root, ignore_errors=True)
    home = Home(root)
    with console.status("writing files"):
        known = write_growing_country(
            home.landing,
            home.rules,
            calendar(half_years),
            schools=schools,
            participants=participants,
            files=files,
        )
    delivered = deliver(home, known, console, backfill=backfill)
    console.print(tabulated(delivered))
    if not backfill and place is None:
        _record(home, schools, delivered)


def _record(home: Home, schools: int, delivered: Sequence[Delivered]) -> None:
    """Note the ratio of the last to the first, for the page of the benchmark."""
    spent = [each.measured.processor_seconds for each in delivered]
    totals = delivered[-1].measured.report["totals"]
    record = {
        "schools": schools,
        "half_years": len(delivered),
        "participants": sum(participants for participants, _ in totals.values()),
        "processor_seconds": spent,
        "seconds": [each.measured.seconds for each in delivered],
        "peak_bytes": max(each.measured.peak_bytes for each in delivered),
        "ratio": spent[-1] / spent[0],
    }
    write_text(home.root.parent / "growth.json", json.dumps(record, indent=1))


if __name__ == "__main__":
    typer.run(main)
