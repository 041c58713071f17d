"""Counts of several kinds in one bar per row: what is done, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from opora.reports.charts.labels import LINES, broken
from opora.reports.charts.look import GOOD, INK, QUIET, WARN
from opora.reports.source import Row

_ROW_HEIGHT, _BROKEN_ROW_HEIGHT = 22, 31
_LINE_WIDTH = 44
#: A piece too short for its number goes without: this share of the longest bar for each digit.
_DIGIT = 0.025
#: Colours on which white can't be read.
_LIGHT = frozenset({GOOD, QUIET, WARN})


@dataclass(frozen=True)
class Count:
    """A piece of a bar: how many (`count`) of which kind (`what`) in which row (`label`)."""

    label: str
    what: str
    count: int


def stacked_counts(
    counts: Sequence[Count], colours: Mapping[str, str], unit: str, *, width: int = 560
) -> alt.LayerChart:
    """Bars in the order of `counts`, their pieces in that of `colours`; each piece says its count.

    `unit`: what is counted, as the axis says it.
    """
    present = {each.what for each in counts if each.count}
    kinds = [kind for kind in colours if kind in present]
    drawn = pd.DataFrame(_pieces(counts, kinds))
    rows = list(dict.fromkeys(broken(each.label, _LINE_WIDTH) for each in counts))
    pieces = alt.Chart(drawn).encode(
        alt.Y("label:N", title=None, sort=rows, axis=alt.Axis(labelExpr=LINES)),
        alt.X("count:Q", title=unit, stack="zero", axis=alt.Axis(tickMinStep=1)),
        alt.Order("place:Q"),
    )
    bars = pieces.mark_bar(stroke="white").encode(
        alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[colours[kind] for kind in kinds]),
            legend=alt.Legend(orient="top", columns=4) if len(colours) > 1 else None,
        )
    )
    inks = [INK if colours[kind] in _LIGHT else "white" for kind in kinds]
    numbers = pieces.mark_text(align="right", dx=-4, fontSize=10).encode(
        alt.Text("number:N"),
        alt.Color("what:N", scale=alt.Scale(domain=kinds, range=inks), legend=None),
    )
    height = _BROKEN_ROW_HEIGHT if any("\n" in row for row in rows) else _ROW_HEIGHT
    chart: alt.LayerChart = alt.layer(bars, numbers).resolve_scale(color="independent")
    return chart.properties(width=width, height=alt.Step(height))


def _pieces(counts: Sequence[Count], kinds: Sequence[str]) -> list[Row]:
    totals: Counter[str] = Counter()
    for each in counts:
        totals[each.label] += each.count
    longest = max(totals.values(), default=0)
    return [
        {
            "label": broken(each.label, _LINE_WIDTH),
            "what": each.what,
            "count": each.count,
            "number": _number(each.count, longest),
            "place": kinds.index(each.what),
        }
        for each in counts
        if each.count
    ]


def _number(count: int, longest: int) -> str:
    text = str(count)
    return text if count >= len(text) * _DIGIT * longest else ""
