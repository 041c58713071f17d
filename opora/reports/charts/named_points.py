"""Names beside the points of a chart, moved apart so that they can be read.

Belongs here: where names stand. Which points have a name: `sections`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from opora.reports.source import Row

_INK = "#1d2a30"
#: How far a name stands from its point, and one from the next, as shares of the picture.
_BESIDE, _APART = 0.02, 0.05


def with_places(points: Sequence[Row], x: str, y: str, width: float, height: float) -> list[Row]:
    """The points of one picture; those with a `name` get its place, `name_x` and `name_y`.

    `width`, `height`: what the axes span, in units of `x` and `y`. Names keep the order of their
    points from the bottom to the top.
    """
    placed: list[Row] = [{**point, "name_x": None, "name_y": None} for point in points]
    named = sorted((point for point in placed if point["name"]), key=lambda point: point[y])
    heights = _apart([point[y] for point in named], _APART * height)
    for point, name_y in zip(named, heights, strict=True):
        point["name_x"], point["name_y"] = point[x] + _BESIDE * width, name_y
    return placed


def names_beside(base: Any, x: str, y: str) -> list[Any]:
    """Layers on a chart of points with places: a line from a point to its name, and the name."""
    named = base.transform_filter("isValid(datum.name_x)")
    return [
        named.mark_rule(color=_INK, strokeWidth=0.7, aria=False).encode(
            alt.X(f"{x}:Q"), alt.Y(f"{y}:Q"), alt.X2("name_x:Q"), alt.Y2("name_y:Q")
        ),
        named.mark_text(align="left", dx=2, fontSize=11, color=_INK, aria=False).encode(
            alt.X("name_x:Q"), alt.Y("name_y:Q"), alt.Text("name:N")
        ),
    ]


def _apart(values: Sequence[float], gap: float) -> list[float]:
    """Ascending values, moved apart so that none is nearer to the next than the gap."""
    runs: list[list[float]] = []
    for value in values:
        runs.append([value])
        while len(runs) > 1 and _bottom(runs[-1], gap) - _top(runs[-2], gap) < gap:
            last = runs.pop()
            runs[-1] += last
    return [_bottom(run, gap) + place * gap for run in runs for place in range(len(run))]


def _bottom(run: Sequence[float], gap: float) -> float:
    return sum(run) / len(run) - gap * (len(run) - 1) / 2


def _top(run: Sequence[float], gap: float) -> float:
    return _bottom(run, gap) + gap * (len(run) - 1)
