"""Runs a size of the benchmark: files, floor, pipeline, each as a process of its own.

Belongs here: what is compared with what. Ratios hold within one run only: machines are noisy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from opora.bench.measure import Measured, measure
from opora.demo import KnownTotals, write_country, write_municipality, write_region
from opora.errors import OporaError
from opora.home import Home

#: Called with what is being done and how far it is (None: unknown).
OnStep = Callable[[str, float | None], None]

_SCALED = {"region": write_region, "country": write_country}
SIZES = ("municipality", *_SCALED)


@dataclass
class Comparison:
    """The runs of one size: of the pipeline, of a second run without news, of the baseline."""

    size: str
    baseline: str
    pipeline: list[Measured] = field(default_factory=list)
    again: list[Measured] = field(default_factory=list)
    bare: list[Measured] = field(default_factory=list)


def seconds(runs: list[Measured]) -> float:
    """The median time of runs."""
    return median(run.seconds for run in runs)


def peak_bytes(runs: list[Measured]) -> int:
    """The greatest memory of runs."""
    return max(run.peak_bytes for run in runs)


def compare(home: Home, size: str, repeat: int, on_step: OnStep) -> Comparison:
    """Measure a size `repeat` times; its files are made once, in the home."""
    place = Home(home.root / "bench" / size)
    known = _prepare(place, size, on_step)
    comparison = Comparison(size, "bare DuckDB" if known else "bare dbt build")
    environment = {"OPORA_HOME": str(place.root)}
    for number in range(repeat):
        label = f"{number + 1}/{repeat}"
        if known:
            comparison.bare.append(_floor(place, label, on_step))
        for folder in (place.lake, place.warehouse, place.private, place.reports):
            shutil.rmtree(folder, ignore_errors=True)
        comparison.pipeline.append(_run(environment, f"pipeline {label}", on_step))
        _check(comparison.pipeline[-1], known)
        comparison.again.append(_run(environment, f"nothing new {label}", on_step))
        if comparison.again[-1].report["released"]:
            raise OporaError("the second run, without anything new, made a release")
        if not known:
            comparison.bare.append(_bare_dbt(place, label, on_step))
    return comparison


def _prepare(place: Home, size: str, on_step: OnStep) -> KnownTotals | None:
    """Write the files of a size; returns what must come out of them, where that is known."""
    shutil.rmtree(place.root, ignore_errors=True)

    def progress(what: str, done: int, total: int) -> None:
        on_step(f"writing {what}", done / total)

    if size in _SCALED:
        return _SCALED[size](place.landing, place.rules, progress=progress)
    write_municipality(place.landing, progress=progress)
    return None


def _run(environment: dict[str, str], what: str, on_step: OnStep) -> Measured:
    return measure(
        "opora.bench.whole_run",
        [],
        environment,
        lambda spent: on_step(f"{what}: {spent:.0f} s", None),
    )


def _floor(place: Home, label: str, on_step: OnStep) -> Measured:
    files = next(place.landing.glob("*/assessment_results"))
    return measure(
        "opora.bench.floor",
        [str(files), str(place.root / "floor")],
        {},
        lambda spent: on_step(f"floor {label}: {spent:.0f} s", None),
    )


def _bare_dbt(place: Home, label: str, on_step: OnStep) -> Measured:
    """`dbt build` of the same models over the same lake, into a file of its own."""
    bare = Path(place.root / "bare")
    shutil.rmtree(bare, ignore_errors=True)
    shutil.copytree(place.lake, bare / "lake")
    (bare / "warehouse").mkdir()
    return measure(
        "opora.bench.bare_dbt",
        [],
        {"OPORA_HOME": str(bare)},
        lambda spent: on_step(f"bare dbt build {label}: {spent:.0f} s", None),
    )


def _check(run: Measured, known: KnownTotals | None) -> None:
    """A benchmark of wrong results is none."""
    if known is None:
        return
    expected = {"participants": known.participants, "below_threshold": known.below_threshold}
    found = {name: run.report[name] for name in expected}
    if found != expected:
        raise OporaError(f"the benchmark's results are wrong: expected {expected}, got {found}")
