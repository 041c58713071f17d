"""The benchmark in the documentation: a table between two markers, and a chart beside it.

Belongs here: from figures to Markdown. What else stands in the page is written by people.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opora.bench.charts import picture
from opora.bench.figures import GIGABYTE, Compared, Figure, ending
from opora.bench.page import checks, measured_on, rejects
from opora.bench.targets import Target
from opora.errors import OporaError

_BEGIN = "<!-- benchmark: made by `opora bench --docs` -->"
_END = "<!-- end of the benchmark -->"
_PAGE, _CHART = "benchmark.md", "benchmark.svg"


def write_docs(folder: Path, compared: Sequence[Compared], targets: Sequence[Target]) -> Path:
    """Write table and chart; returns the page.

    Raises OporaError where the page or its markers are missing: this is no checkout.
    """
    path = folder / _PAGE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise OporaError(
            f"{path} has no place for the benchmark, between {_BEGIN!r} and {_END!r}; "
            "--docs is for a checkout of the project"
        )
    (folder / _CHART).write_text(picture(compared) + "\n", encoding="utf-8")
    path.write_text(f"{before}{begin}\n{markdown(compared, targets)}{end}{after}", encoding="utf-8")
    return path


def markdown(compared: Sequence[Compared], targets: Sequence[Target]) -> str:
    """Chart, targets and tables as Markdown."""
    lines = [f"![Time and memory of each way, by size]({_CHART})", ""]
    lines += ["| target | measured | |", "|---|---|---|"]
    lines += [f"| {each.wanted} | {each.found} | {each.state} |" for each in targets]
    for each in compared:
        rows = f" ({each.rows:,} rows)" if each.rows else ""
        lines += ["", f"**{each.title}**{rows}", ""]
        lines += [
            f"| way | seconds | of the processors | times {each.baseline} | peak memory | checks | "
            "rows that can't be right |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_row(figure) for figure in each.figures]
        lines += ["", *(measured_on(*setting) for setting in each.settings)]
    return "\n".join(lines) + "\n"


def _row(figure: Figure) -> str:
    if not figure.is_done:
        return f"| {figure.way.title} | {ending(figure)} | | | | | |"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    cells = [
        figure.way.title,
        f"{figure.seconds:.1f}",
        f"{figure.processor_seconds:.1f}",
        ratio,
        f"{figure.peak_bytes / GIGABYTE:.2f} GB",
        checks(figure, in_full=False),
        rejects(figure),
    ]
    return f"| {' | '.join(cells)} |"
