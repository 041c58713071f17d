"""Charts as pictures inside Markdown, which is what Dagster's pages can show.

Belongs here: turning a chart into a picture, and the colours. What is drawn is decided by the
callers.
"""

from __future__ import annotations

import base64

import altair as alt
import dagster as dg
import vl_convert

FACT, PLAN, OUTSTANDING, QUIET = "#1f6f8b", "#c05621", "#2f855a", "#b7c4cc"


def picture(chart: alt.TopLevelMixin, title: str) -> dg.MarkdownMetadataValue:
    """The chart, drawn here: nothing is loaded from anywhere when the page is opened."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    encoded = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{encoded})")
