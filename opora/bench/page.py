"""The benchmark as a page of its own, and in words: `OPORA_HOME/bench/index.html`.

Belongs here: from figures to HTML and to the sentences about them. How the page looks stands in
`templates/`; what goes into the documentation: `committed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import opora.reports
from opora.bench.charts import picture
from opora.bench.figures import GIGABYTE, Compared, Figure, ending
from opora.bench.targets import Target

_TEMPLATES = Path(__file__).parent / "templates"
#: Where the style of all pages stands.
_LOOK = Path(opora.reports.__file__).parent / "templates"


def page(compared: Sequence[Compared], targets: Sequence[Target]) -> str:
    """The page as one HTML document that loads nothing from anywhere."""
    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, _LOOK]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("benchmark.html.j2").render(
        compared=compared,
        targets=targets,
        chart=Markup(picture(compared)),  # noqa: S704 - drawn here
        gigabyte=GIGABYTE,
        ending=ending,
        stations=stations,
        checks=checks,
        rejects=rejects,
        measured_on=measured_on,
    )


def stations(figure: Figure) -> str:
    """Where the time of the last run went, as far as the way tells."""
    seconds: Mapping[str, float] = figure.last.report.get("seconds", {})
    return ", ".join(f"{name} {spent:.1f} s" for name, spent in seconds.items())


def checks(figure: Figure, *, in_full: bool = True) -> str:
    """Which checks it ran, and which it left out: by name, or how many."""
    return _filled(figure, figure.way.checks, in_full=in_full)


def rejects(figure: Figure) -> str:
    """What became of rows that can't be right, and how many there were."""
    said = _filled(figure, figure.way.rejects)
    rejected = figure.last.report.get("rejected")
    return f"{said} ({rejected:,} rows)" if rejected else said


def _filled(figure: Figure, text: str, *, in_full: bool = True) -> str:
    report, expected = figure.last.report, figure.last.expected or {}
    left_out = report.get("left_out", [])
    return text.format(
        rules=report.get("rules", "the"),
        tests=report.get("tests", "the"),
        left_out=", ".join(left_out) if in_full and left_out else len(left_out) or "none",
        impossible=f"{expected.get('rejected', 0):,}",
    )


def measured_on(invocation: str, setting: Mapping[str, Any], limit: int | None) -> str:
    """When and where a call of the bench ran, in a sentence."""
    versions = ", ".join(f"{name} {which}" for name, which in setting["versions"].items())
    facts = [
        f"Measured {invocation[:16].replace('T', ' ')} UTC",
        f"{setting['cores']} cores of {setting['processor'] or 'an unknown processor'}",
        f"{setting['memory_bytes'] / GIGABYTE:.0f} GB, {setting['system']}",
        f"load {setting['load']:g} at the start",
        f"limit of memory {limit / GIGABYTE:.1f} GB" if limit else "no limit of memory",
        f"commit {setting['commit']}" if setting["commit"] else "",
        versions,
    ]
    return "; ".join(fact for fact in facts if fact) + "."
