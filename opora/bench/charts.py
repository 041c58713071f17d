"""The picture of the benchmark: time and memory side by side, a row of panels for each size.

Belongs here: what is drawn. Time stands on a logarithmic axis, as dots: ways differ by a hundred
times, and the length of a bar would mean nothing there. Memory stands as bars from nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from opora.bench.figures import GIGABYTE, Compared, Figure, ending
from opora.reports.charts.look import BAD, FACT, INK, QUIET, finished

_ROW = 26
_NAME_WIDTH, _TIME_WIDTH, _MEMORY_WIDTH = 170, 460, 290
_ENGLISH = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]}
#: Room to the right of the last dot for its label, in times and in shares.
_TIMES, _SHARE = 10, 1.55
_MEMORY_ENDINGS = {"out of memory": ", no more", "out of time": ", till then"}
_KINDS = {"Opora": FACT, "others": QUIET, "not done": BAD}


def picture(compared: Sequence[Compared]) -> str:
    """The chart as an SVG document."""
    rows = [row for each in compared if (row := _row(each)) is not None]
    chart = alt.vconcat(*rows).resolve_scale(color="shared")
    specification = finished(chart)
    specification["config"] = {**specification["config"], "locale": {"number": _ENGLISH}}
    return str(vl_convert.vegalite_to_svg(json.dumps(specification)))


def _row(compared: Compared) -> alt.HConcatChart | None:
    drawn = [figure for figure in compared.figures if figure.last.outcome != "left out"]
    if not drawn:
        return None
    rows = f"{compared.rows:,} rows" if compared.rows else ""
    title = alt.Title(
        compared.title,
        subtitle=rows,
        anchor="start",
        subtitleColor=INK,
    )
    chart: alt.HConcatChart = alt.hconcat(_time(drawn), _memory(drawn)).properties(title=title)
    return chart


def _time(figures: Sequence[Figure]) -> alt.LayerChart | alt.FacetChart:
    longest = max(run.seconds for figure in figures for run in figure.runs)
    shortest = min(run.seconds for figure in figures for run in figure.runs)
    scale = alt.Scale(type="log", domain=[shortest / 1.6, longest * _TIMES], nice=False)
    table = pd.DataFrame([_point(figure) for figure in figures])
    single = pd.DataFrame(
        [
            {"way": figure.way.title, "seconds": run.seconds, "kind": _kind(figure)}
            for figure in figures
            for run in figure.runs
        ]
    )
    place = alt.Y(
        "way:N",
        title=None,
        sort=[each.way.title for each in figures],
        axis=alt.Axis(minExtent=_NAME_WIDTH),
    )
    across = alt.X(
        "seconds:Q", title="seconds (logarithmic)", scale=scale, axis=alt.Axis(tickCount=4)
    )
    base = alt.Chart(table).encode(place, across)
    ticks = alt.Chart(single).mark_tick(thickness=1, size=12).encode(place, across, _colour())
    chart: alt.LayerChart | alt.FacetChart = alt.layer(
        ticks,
        base.mark_point(filled=True, size=90, opacity=1).encode(_colour()),
        base.mark_text(align="left", dx=9, fontSize=11, color=INK).encode(alt.Text("time:N")),
    ).properties(width=_TIME_WIDTH, height=alt.Step(_ROW))
    return chart


def _memory(figures: Sequence[Figure]) -> alt.LayerChart | alt.FacetChart:
    table = pd.DataFrame([_point(figure) for figure in figures])
    scale = alt.Scale(domain=[0, float(table["gigabytes"].max()) * _SHARE], nice=False)
    base = alt.Chart(table).encode(
        alt.Y("way:N", title=None, sort=[each.way.title for each in figures], axis=None),
        alt.X("gigabytes:Q", title="peak memory, GB", scale=scale, axis=alt.Axis(tickCount=4)),
    )
    chart: alt.LayerChart | alt.FacetChart = alt.layer(
        base.mark_bar(height=14).encode(_colour()),
        base.mark_text(align="left", dx=5, fontSize=11, color=INK).encode(alt.Text("memory:N")),
    ).properties(width=_MEMORY_WIDTH, height=alt.Step(_ROW))
    return chart


def _colour() -> alt.Color:
    scale = alt.Scale(domain=list(_KINDS), range=list(_KINDS.values()))
    return alt.Color("kind:N", title=None, scale=scale, legend=alt.Legend(orient="top"))


def _point(figure: Figure) -> dict[str, Any]:
    gigabytes = figure.peak_bytes / GIGABYTE
    return {
        "way": figure.way.title,
        "kind": _kind(figure),
        "seconds": figure.seconds,
        "gigabytes": gigabytes,
        "time": _time_label(figure),
        "memory": f"{gigabytes:.1f} GB" + _MEMORY_ENDINGS.get(figure.last.outcome, ""),
    }


def _time_label(figure: Figure) -> str:
    if not figure.is_done:
        return ending(figure).partition(":")[0]
    times = "" if figure.ratio is None else f" (×{figure.ratio:.{1 if figure.ratio >= 1 else 2}f})"
    return f"{figure.seconds:.1f} s{times}"


def _kind(figure: Figure) -> str:
    if not figure.is_done:
        return "not done"
    return "Opora" if figure.way.title.startswith("Opora") else "others"
