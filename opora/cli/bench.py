"""`opora bench`: what the pipeline costs, against the floor and against what one writes by hand."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import psutil
import typer
from rich.console import Console

from opora.durable import write_text
from opora.errors import OporaError
from opora.home import REPOSITORY, Home

if TYPE_CHECKING:
    from opora.bench.measure import Limits
    from opora.bench.results import Result

#: Without a limit of its own, a way may take so much of the memory that is free at the start.
_SHARE = 0.8
_UNITS = {"MB": 1 << 20, "GB": 1 << 30}


def bench(
    size: Annotated[
        list[str] | None,
        typer.Option(
            help="municipality, region, tenth (of a country) or country. Repeatable; a region by "
            "default."
        ),
    ] = None,
    way: Annotated[
        list[str] | None,
        typer.Option(
            help="Run only this way and what it is held against: opora, again, reports, spark, "
            "pandas, plain-dbt. Repeatable; all by default."
        ),
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each; the median counts.")] = 3,
    memory_limit: Annotated[
        str | None,
        typer.Option(
            help="End a way that takes more, such as 12GB. By default 80 % of what is free."
        ),
    ] = None,
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="End a way that takes longer, in minutes.")
    ] = 60.0,
    page_only: Annotated[
        bool, typer.Option("--page-only", help="Run nothing: make the page of what was measured.")
    ] = False,
    docs: Annotated[
        bool,
        typer.Option("--docs", help="Also write docs/benchmark.md and its chart in this checkout."),
    ] = False,
) -> None:
    """Run Opora and other ways over the same files; a page of time, memory and ratios.

    Every run is kept in OPORA_HOME/bench/results.jsonl; the page is OPORA_HOME/bench/index.html.
    """
    home, console = Home.from_environment(), Console()
    results: list[Result] = []
    if not page_only:
        from opora.bench.measure import Limits

        limits = Limits(_memory(memory_limit), time_limit * 60)
        results = _run(home, console, size or ["region"], way, repeat, limits)
    _write(home, console, with_docs=docs)
    failed = [each for each in results if each.outcome == "failed"]
    if failed:
        told = "; ".join(f"{each.way} on {each.size}: {each.said}" for each in failed)
        raise OporaError(f"not every way could be measured. {told}")


def _memory(limit: str | None) -> int:
    if limit is None:
        return int(psutil.virtual_memory().available * _SHARE)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(MB|GB)", limit.strip(), re.IGNORECASE)
    if found is None:
        raise OporaError(f"a memory limit is written like 12GB or 500MB, not {limit!r}")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def _run(
    home: Home,
    console: Console,
    sizes: Sequence[str],
    ways: Sequence[str] | None,
    repeat: int,
    limits: Limits,
) -> list[Result]:
    from opora.bench.compare import compare
    from opora.bench.sizes import SIZES
    from opora.bench.ways import WAYS

    names = [way.name for way in WAYS]
    _refuse_unknown("size", sizes, list(SIZES))
    _refuse_unknown("way", ways or (), names)
    # whoever ends the bench ends what it started: it would go on taking memory
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with console.status("") as status:

        def on_step(what: str, share: float | None) -> None:
            status.update(what if share is None else f"{what} ({share:.0%})")

        def on_result(result: Result) -> None:
            console.print(_told(result), highlight=False)

        return compare(home, sizes, ways or names, repeat, limits, on_step, on_result)


def _refuse_unknown(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise OporaError(f"a {what} is one of {', '.join(known)}, not {name!r}")


def _told(result: Result) -> str:
    what = f"{result.size:<13}{result.way:<11}{result.number:>2}"
    if result.outcome == "left out":
        return f"{what}  left out: {result.said}"
    measured = (
        f"{result.seconds:8.1f} s {result.processor_seconds:8.1f} s of processors "
        f"{result.peak_bytes / _UNITS['GB']:6.2f} GB"
    )
    return f"{what}{measured}" + (f"  {result.outcome}: {result.said}" if result.said else "")


def _write(home: Home, console: Console, *, with_docs: bool) -> None:
    """The page, and the documentation's part of it."""
    from opora.bench.committed import write_docs
    from opora.bench.figures import figures
    from opora.bench.page import page
    from opora.bench.results import folder, kept
    from opora.bench.targets import read_growth, targets

    compared = figures(kept(home))
    judged = targets(compared, read_growth(home))
    for target in judged:
        console.print(f"{target.state:<8} {target.wanted}: {target.found}", highlight=False)
    path = folder(home) / "index.html"
    write_text(path, page(compared, judged))
    console.print(f"The page: {path}", highlight=False, soft_wrap=True)
    if with_docs:
        console.print(f"Written: {write_docs(REPOSITORY / 'docs', compared, judged)}")
