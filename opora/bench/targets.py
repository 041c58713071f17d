"""What has to be reached, held against what was measured.

Belongs here: the targets and how each is judged. A target is open until what it needs was measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from opora.bench.figures import GIGABYTE, Compared, Figure, ending
from opora.bench.results import folder
from opora.home import Home

State = Literal["met", "not met", "open"]

_COUNTRY_RATIO, _COUNTRY_GIGABYTES = 3.0, 6.0
_FASTER_THAN_PANDAS = 5.0
_DEMONSTRATION_RATIO = 3.0
_GROWTH_RATIO = 1.2
_GROWTH_HALF_YEARS, _GROWTH_SCHOOLS = 9, 40_000
_UNMEASURED = "not measured"


@dataclass(frozen=True)
class Target:
    """A target, what was measured, and whether that is enough."""

    wanted: str
    found: str
    state: State


def targets(compared: Sequence[Compared], growth: Mapping[str, Any] | None) -> list[Target]:
    """All targets; `growth`: what `opora.bench.growth` wrote, if it did."""
    sizes = {each.size: each for each in compared}

    def figure(size: str, way: str) -> Figure | None:
        return sizes[size].figure(way) if size in sizes else None

    opora, pandas = figure("country", "opora"), figure("country", "pandas")
    return [
        _ratio(
            f"A country takes at most {_COUNTRY_RATIO:g} times as long as bare DuckDB",
            opora,
            _COUNTRY_RATIO,
        ),
        _memory(f"A country takes at most {_COUNTRY_GIGABYTES:g} GB of memory", opora),
        _faster(figure("region", "opora"), figure("region", "pandas")),
        _outlasts(opora, pandas),
        _ratio(
            f"The demonstration, reports included, takes at most {_DEMONSTRATION_RATIO:g} times as "
            "long as a bare dbt build",
            figure("municipality", "reports"),
            _DEMONSTRATION_RATIO,
        ),
        _growth(growth),
    ]


def read_growth(home: Home) -> Mapping[str, Any] | None:
    """What `python -m opora.bench.growth` found, if it was run; `ratio`: ninth to first."""
    path = folder(home) / "growth.json"
    if not path.is_file():
        return None
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _judged(wanted: str, found: str, is_met: bool) -> Target:
    return Target(wanted, found, "met" if is_met else "not met")


def _needs(wanted: str, figure: Figure | None) -> Target | None:
    """The target as long as it can't be judged: open, or not met by what did not end."""
    if figure is None or figure.last.outcome == "left out":
        return Target(wanted, _UNMEASURED, "open")
    return None if figure.is_done else Target(wanted, ending(figure), "not met")


def _ratio(wanted: str, figure: Figure | None, most: float) -> Target:
    unjudged = _needs(wanted, figure)
    if unjudged or figure is None:
        return unjudged or Target(wanted, _UNMEASURED, "open")
    if figure.ratio is None:
        return Target(wanted, "what it is held against was not measured", "open")
    return _judged(wanted, f"{figure.ratio:.1f} times", figure.ratio <= most)


def _memory(wanted: str, figure: Figure | None) -> Target:
    unjudged = _needs(wanted, figure)
    if unjudged or figure is None:
        return unjudged or Target(wanted, _UNMEASURED, "open")
    taken = figure.peak_bytes / GIGABYTE
    return _judged(wanted, f"{taken:.1f} GB", taken <= _COUNTRY_GIGABYTES)


def _faster(opora: Figure | None, pandas: Figure | None) -> Target:
    wanted = f"A region is done at least {_FASTER_THAN_PANDAS:g} times faster than by pandas"
    unjudged = _needs(wanted, opora)
    if unjudged or opora is None or pandas is None:
        return unjudged or Target(wanted, _UNMEASURED, "open")
    if not pandas.is_done:
        return Target(wanted, f"pandas: {pandas.last.outcome}", "open")
    if pandas.last.invocation != opora.last.invocation:
        return Target(wanted, "measured by two calls: ratios hold within one", "open")
    times = pandas.seconds / opora.seconds
    found = f"{opora.seconds:.1f} s, pandas {pandas.seconds:.1f} s: {times:.2f} times as fast"
    return _judged(wanted, found, times >= _FASTER_THAN_PANDAS)


def _outlasts(opora: Figure | None, pandas: Figure | None) -> Target:
    wanted = "A country is finished where pandas runs out of memory"
    if opora is None or pandas is None:
        return Target(wanted, _UNMEASURED, "open")
    limits = {run.memory_limit for run in (opora.last, pandas.last)}
    if len(limits) > 1:
        return Target(wanted, "measured under different limits of memory", "open")
    found = f"Opora: {opora.last.outcome}; pandas: {pandas.last.outcome}"
    if pandas.last.outcome == "out of memory":
        found += f" at {pandas.peak_bytes / GIGABYTE:.1f} GB"
    return _judged(wanted, found, opora.is_done and pandas.last.outcome == "out of memory")


def _growth(growth: Mapping[str, Any] | None) -> Target:
    wanted = f"The ninth half-year of a country costs at most {_GROWTH_RATIO:g} times the first"
    if growth is None or growth.get("ratio") is None:
        return Target(wanted, _UNMEASURED, "open")
    half_years, schools = int(growth["half_years"]), int(growth.get("schools", 0))
    if half_years < _GROWTH_HALF_YEARS or schools < _GROWTH_SCHOOLS:
        measured = f"measured: {half_years} half-years of {schools} schools"
        return Target(wanted, f"{measured}, {growth['ratio']:.2f} times", "open")
    ratio = float(growth["ratio"])
    return _judged(wanted, f"{ratio:.2f} times", ratio <= _GROWTH_RATIO)
