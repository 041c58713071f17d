"""What all charts have in common: colours, fonts, Russian numbers on axes.

Belongs here: the look. The colours can be told apart by people who can't tell red from green, and
in a copy in black and white by their lightness.
"""

from __future__ import annotations

from typing import Any

import altair as alt

FACT, PLAN, GOOD, BAD, WARN, QUIET = (
    "#1f6f8b",
    "#c05621",
    "#3f9a78",
    "#8f1f19",
    "#d39b2a",
    "#9aa7b1",
)

#: Of texts on light colours.
INK = "#1d2a30"

#: Numbers of axes and labels with a decimal comma.
_LOCALE = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0₽"],
    "percent": "\u00a0%",
    "minus": "\u2212",
}

#: No label is cut; where one may be cut, each is measured twice, which is a third of all drawing.
_NO_LIMIT = 0

#: What a half-year («2024-H1») is called on an axis: «1 п/г 2024».
HALF_YEAR_LABEL = "substring(datum.label, 6, 7) + ' п/г ' + substring(datum.label, 0, 4)"

_CONFIG: dict[str, Any] = {
    "font": "DejaVu Sans, Arial, sans-serif",
    "locale": {"number": _LOCALE},
    "background": "white",
    "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
             "gridColor": "#e4e9ec", "domainColor": "#9aa7b1", "labelLimit": _NO_LIMIT},
    "header": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": _NO_LIMIT},
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "labelLimit": _NO_LIMIT},
    "title": {"fontSize": 13},
    "view": {"stroke": "#d5dce0"},
}  # fmt: skip


def finished(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The chart in Vega-Lite's own terms, with the common look."""
    # not validated here: that takes longer than all the rest, and the tests do it
    specification: dict[str, Any] = chart.to_dict(validate=False)
    # altair puts its own theme there
    specification["config"] = _CONFIG
    return specification
