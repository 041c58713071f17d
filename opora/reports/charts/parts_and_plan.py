"""Territories beside one another: the share of each, with the plan as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.labels import broken
from opora.reports.charts.look import FACT, PLAN
from opora.reports.source import Row

_ROW_HEIGHT, _WIDTH = 22, 600


def parts_and_plan(shares: Mapping[str, Sequence[Row]]) -> alt.HConcatChart:
    """`shares`: by title the rows of `indicator_parts` of an indicator, the same territories each.

    No bar stands where nothing was measured.
    """
    pictures = [
        _picture(rows, title, _WIDTH // len(shares), is_first=place == 0)
        for place, (title, rows) in enumerate(shares.items())
    ]
    return alt.hconcat(*pictures)


def _picture(
    rows: Sequence[Row], title: str, width: int, *, is_first: bool
) -> alt.LayerChart | alt.FacetChart:
    drawn = pd.DataFrame(
        {"territory": row["name_ru"], "fact": row["value"], "plan": row["plan"]} for row in rows
    )
    names = alt.Axis() if is_first else None
    lines = alt.Chart(drawn).encode(alt.Y("territory:N", title=None, axis=names))
    share = alt.Scale(domain=[0, 100])
    bars = lines.mark_bar(color=FACT).encode(alt.X("fact:Q", title="%", scale=share))
    plans = lines.mark_tick(color=PLAN, thickness=3, size=18).encode(
        alt.X("plan:Q", title="%", scale=share)
    )
    heading = alt.Title(broken(title, 26).split("\n"), fontSize=11) if title else alt.Title("")
    return alt.layer(bars, plans, title=heading).properties(
        width=width, height=alt.Step(_ROW_HEIGHT)
    )
