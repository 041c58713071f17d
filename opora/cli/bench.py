"""`opora bench`: what the pipeline costs, against the least that the same work could cost."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Annotated

import psutil
import typer
from rich.console import Console
from rich.table import Table

from opora.errors import OporaError
from opora.home import Home

if TYPE_CHECKING:
    from opora.bench.compare import Comparison


def bench(
    size: Annotated[
        list[str] | None,
        typer.Option(help="municipality, region or country. Repeatable; a region by default."),
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each; the median counts.")] = 3,
) -> None:
    """Generate a size, run the pipeline and the floor on it, compare time and memory."""
    from opora.bench.compare import SIZES, compare

    wanted = size or ["region"]
    for name in wanted:
        if name not in SIZES:
            raise OporaError(f"a size is one of {', '.join(SIZES)}, not {name!r}")
    console = Console()
    home = Home.from_environment()
    comparisons = []
    with console.status("") as status:

        def on_step(what: str, share: float | None) -> None:
            status.update(what if share is None else f"{what} ({share:.0%})")

        for name in wanted:
            comparisons.append(compare(home, name, repeat, on_step))
    console.print(f"Machine: {_machine()}; median of {repeat}.")
    for comparison in comparisons:
        _print(console, comparison)


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def _print(console: Console, comparison: Comparison) -> None:
    from opora.bench.compare import peak_bytes, seconds

    report = comparison.pipeline[-1].report
    table = Table(
        title=f"{comparison.size}: {report['rows']:,} rows, {report['rules']} rules, "
        f"{report['tests']} tests of the warehouse",
        title_justify="left",
    )
    for heading in ("", "seconds", f"times {comparison.baseline}", "peak memory"):
        table.add_column(heading, justify="left" if not heading else "right")
    floor = seconds(comparison.bare)
    for label, runs in (
        (comparison.baseline, comparison.bare),
        ("pipeline, every check on", comparison.pipeline),
        ("again, nothing new", comparison.again),
    ):
        memory = f"{peak_bytes(runs) / 2**30:.2f} GB"
        table.add_row(label, f"{seconds(runs):.1f}", f"{seconds(runs) / floor:.2f}", memory)
    console.print(table)
    stations = ", ".join(f"{name} {spent:.1f} s" for name, spent in report["seconds"].items())
    console.print(
        f"  of the pipeline's last run: {stations}; the rest is start-up", highlight=False
    )
