"""Small line charts as SVG inside Markdown, which Dagster's pages show as a picture.

Belongs here: drawing. What is drawn is decided by the callers.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import dagster as dg

_WIDTH, _HEIGHT = 300, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 32, 44, 26, 22
_COLUMNS = 3
_FACT, _PLAN, _GRID = "#1f6f8b", "#c05621", "#dddddd"


@dataclass(frozen=True)
class Panel:
    """Fact against plan, in per cent; None where there is no value."""

    title: str
    labels: Sequence[str]
    fact: Sequence[float | None]
    plan: Sequence[float | None]


def picture(panels: Sequence[Panel]) -> dg.MarkdownMetadataValue:
    """The panels beside and below each other."""
    rows = -(-len(panels) // _COLUMNS)
    width, height = _WIDTH * min(len(panels), _COLUMNS), _HEIGHT * rows + 20
    drawn = "".join(
        f'<g transform="translate({_WIDTH * (number % _COLUMNS)} '
        f'{_HEIGHT * (number // _COLUMNS)})">{_panel(panel)}</g>'
        for number, panel in enumerate(panels)
    )
    legend = (
        f'<text x="{_LEFT}" y="{height - 6}" fill="{_FACT}">● fact</text>'
        f'<text x="{_LEFT + 60}" y="{height - 6}" fill="{_PLAN}">- - plan, per cent</text>'
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>'
        f"{drawn}{legend}</svg>"
    )
    encoded = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![fact against plan](data:image/svg+xml;base64,{encoded})")


def _panel(panel: Panel) -> str:
    parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{escape(panel.title)}</text>']
    for level in (0, 50, 100):
        y = _y(level)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{_GRID}"/>'
            f'<text x="{_LEFT - 4}" y="{y + 4}" text-anchor="end" fill="#777">{level}</text>'
        )
    count = len(panel.labels)
    for number in sorted({0, count - 1}):
        anchor = "start" if number == 0 else "end"
        parts.append(
            f'<text x="{_x(number, count)}" y="{_HEIGHT - 6}" text-anchor="{anchor}" '
            f'fill="#777">{escape(panel.labels[number])}</text>'
        )
    parts.append(_line(panel.plan, _PLAN, "5 4"))
    parts.append(_line(panel.fact, _FACT, ""))
    for number, value in enumerate(panel.fact):
        if value is not None:
            x, y = _x(number, count), _y(value)
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{_FACT}"/>')
    last = panel.fact[-1] if panel.fact else None
    if last is not None:
        x, y = _x(count - 1, count) + 7, _y(last) + 4
        parts.append(f'<text x="{x}" y="{y}" fill="{_FACT}">{last:.1f}</text>')
    return "".join(parts)


def _line(values: Sequence[float | None], colour: str, dashes: str) -> str:
    """A line that stops where a value is missing."""
    drawn, is_open = [], False
    for number, value in enumerate(values):
        if value is not None:
            drawn.append(f"{'L' if is_open else 'M'}{_x(number, len(values))} {_y(value)}")
        is_open = value is not None
    return (
        f'<path d="{" ".join(drawn)}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def _x(number: int, count: int) -> float:
    return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * number / max(count - 1, 1), 1)


def _y(value: float) -> float:
    return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - value / 100), 1)
