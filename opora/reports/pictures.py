"""Charts as pictures: drawn here, so that a report loads nothing from anywhere.

Belongs here: from a chart to bytes. What is drawn: `charts`.
"""

from __future__ import annotations

import json
from typing import Any

import vl_convert

from opora.reports.charts.look import finished

#: How much larger than on the screen: enough for print.
_SCALE = 2.0


def svg(chart: Any) -> str:
    """The chart as an SVG document."""
    return str(vl_convert.vegalite_to_svg(json.dumps(finished(chart))))


def png(chart: Any) -> bytes:
    """The chart as a PNG, twice as large as on the screen."""
    return bytes(vl_convert.vegalite_to_png(json.dumps(finished(chart)), scale=_SCALE))
