"""From the runs that were kept to the figures of the page: medians, peaks, ratios, what failed.

Belongs here: which runs count and what is computed of them. Not here: how figures look (`charts`,
`page`, `committed`), or what must be reached (`targets`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Any

from opora.bench.results import Result
from opora.bench.sizes import SIZES
from opora.bench.ways import BASELINES, WAYS, Way

GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Figure:
    """A way on a size: its runs of one call of the bench, and those it is held against."""

    way: Way
    runs: Sequence[Result]
    baseline: Sequence[Result] = field(default=())

    @property
    def last(self) -> Result:
        """The run whose report and end is told: what failed is the last of its way."""
        return self.runs[-1]

    @property
    def is_done(self) -> bool:
        """Whether every run came to its end."""
        return all(run.outcome == "done" for run in self.runs)

    @cached_property
    def seconds(self) -> float:
        """The median of its runs; of what was ended, how long it ran."""
        return median(run.seconds for run in self.runs)

    @cached_property
    def processor_seconds(self) -> float:
        """The median of its runs."""
        return median(run.processor_seconds for run in self.runs)

    @cached_property
    def peak_bytes(self) -> int:
        """The greatest of its runs."""
        return max(run.peak_bytes for run in self.runs)

    @cached_property
    def ratio(self) -> float | None:
        """Its time in times of what it is held against; None where either did not end."""
        ended = [run.seconds for run in self.baseline if run.outcome == "done"]
        return self.seconds / median(ended) if ended and self.is_done else None


@dataclass(frozen=True)
class Compared:
    """A size and its figures, in the order of the ways."""

    size: str
    title: str
    figures: Sequence[Figure]

    def figure(self, way: str) -> Figure | None:
        """The figure of a way, if it was tried."""
        return next((each for each in self.figures if each.way.name == way), None)

    @property
    def baseline(self) -> str:
        """What the others are held against."""
        return next(way.title for way in WAYS if way.name == BASELINES[self.size])

    @property
    def rows(self) -> int | None:
        """Rows that were taken, as Opora counts them."""
        opora = self.figure("opora")
        return int(opora.last.report["rows"]) if opora and opora.is_done else None

    @property
    def settings(self) -> list[tuple[str, Mapping[str, Any], int | None]]:
        """Call, setting, memory limit: of each call of the bench whose runs stand here."""
        firsts = {run.invocation: run for figure in self.figures for run in reversed(figure.runs)}
        return [
            (invocation, run.setting, run.memory_limit)
            for invocation, run in sorted(firsts.items())
        ]


def figures(results: Sequence[Result]) -> list[Compared]:
    """Of each size and way the runs of its newest call; a ratio holds within one call."""
    compared = []
    for size in SIZES.values():
        of_size = [result for result in results if result.size == size.name]
        found = [figure for way in WAYS if (figure := _figure(way, of_size)) is not None]
        if found:
            compared.append(Compared(size.name, size.title, found))
    return compared


def _figure(way: Way, of_size: Sequence[Result]) -> Figure | None:
    runs = [result for result in of_size if result.way == way.name]
    if not runs:
        return None
    newest = max(run.invocation for run in runs)
    baseline = BASELINES[runs[0].size]
    return Figure(
        way,
        [run for run in runs if run.invocation == newest],
        [run for run in of_size if run.way == baseline and run.invocation == newest],
    )


def ending(figure: Figure) -> str:
    """How a way ended that is not done, in words."""
    last = figure.last
    if last.outcome == "left out":
        return f"left out: {last.said}"
    if last.outcome == "out of memory":
        return (
            f"ran out of memory at {last.peak_bytes / GIGABYTE:.1f} GB after {last.seconds:.0f} s"
        )
    return f"{last.outcome} after {last.seconds:.0f} s: {last.said}"
