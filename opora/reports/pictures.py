"""Charts as pictures: drawn here, so that a report loads nothing from anywhere.

Belongs here: from a chart to bytes. What is drawn: `charts`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import vl_convert

from opora.reports.charts.look import finished

#: How much larger than on the screen: enough for print.
_SCALE = 2.0
#: So many are kept: the справка and the next half-year's cards ask for the same ones again.
_KEPT = 512
#: Of PNG fewer: a country, a region and a municipality of the same schools share them.
_KEPT_PNG = 64


def svg(chart: Any) -> str:
    """The chart as an SVG document."""
    return _drawn(json.dumps(finished(chart)))


def png(chart: Any) -> bytes:
    """The chart as a PNG, twice as large as on the screen."""
    return _rastered(svg(chart))


@lru_cache(maxsize=_KEPT)
def _drawn(specification: str) -> str:
    return str(vl_convert.vegalite_to_svg(specification))


@lru_cache(maxsize=_KEPT_PNG)
def _rastered(drawn: str) -> bytes:
    # drawing it anew takes thrice as long and gives the same bytes
    return bytes(vl_convert.svg_to_png(drawn, scale=_SCALE))
