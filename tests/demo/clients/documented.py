"""What a page of the documentation shows: its snippets, each with what it is said to print.

Belongs here: reading the page. Running the snippets is the business of the tests.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from opora.home import REPOSITORY

FENCE = "```"


@dataclass
class Snippet:
    """A fenced block of a page."""

    heading: str
    #: Headings above it, the page's own first.
    above: tuple[str, ...]
    language: str
    code: str
    #: Lines of the block `text` behind it, without spaces at their ends.
    prints: list[str] = field(default_factory=list)
    #: Cells of the table behind it, the names of its columns first.
    table: list[list[str]] = field(default_factory=list)


def headings(page: str, level: int) -> list[str]:
    """Headings of a page that have so many number signs."""
    mark = "#" * level + " "
    return [line.removeprefix(mark) for line in _lines(page) if line.startswith(mark)]


def snippets(page: str) -> list[Snippet]:
    """All fenced blocks of a page that name a language, in their order."""
    found: list[Snippet] = []
    above: list[str] = []
    lines = iter(_lines(page))
    for line in lines:
        marks = len(line) - len(line.lstrip("#"))
        if marks:
            above = [*above[: marks - 1], line.lstrip("# ")]
        elif line.startswith(FENCE):
            language = line.removeprefix(FENCE)
            code = list(iter(lines.__next__, FENCE))
            if language == "text":
                found[-1].prints = [text.rstrip() for text in code]
            elif language:
                snippet = Snippet(above[-1], tuple(above), language, "\n".join(code) + "\n")
                found.append(snippet)
        elif line.startswith("|") and found and found[-1].heading == above[-1]:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if set(cells) != {"---"}:
                found[-1].table.append(cells)
    return found


def output_of(
    command: list[str], folder: Path, environment: dict[str, str] | None = None
) -> list[str]:
    """Lines that a command prints in a folder, without spaces at their ends; it must succeed."""
    run = subprocess.run(  # noqa: S603
        command,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return [line.rstrip() for line in run.stdout.splitlines()]


def _lines(page: str) -> list[str]:
    return (REPOSITORY / "docs" / page).read_text(encoding="utf-8").splitlines()
