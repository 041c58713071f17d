"""Blocks as a page: one file that needs nothing beside it, on a screen, a phone, or paper.

Belongs here: from blocks to HTML. How the page looks stands in `templates/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from opora.reports.blocks import Block, Linked, Marked, Section
from opora.reports.pictures import svg

_SIZE = re.compile(r'(<svg[^>]*?) width="([\d.]+)" height="[\d.]+"')
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """A page about a half-year.

    Attributes:
        title: what it is about.
        subtitle: the territory and the half-year, in words.
        line: the half-year, revision, hash and state, as it stands on every printed page.
        is_draft: whether «ПРОЕКТ» is written across it.
        notices: what has to be known before anything else is read.
        sections: its parts.
        links: (text, address) of what belongs to it.
        is_card: whether it has to fit on a sheet or two of paper.
        summary: what stands before the contents.
    """

    title: str
    subtitle: str
    line: str
    is_draft: bool
    notices: tuple[str, ...]
    sections: Sequence[Section]
    links: tuple[tuple[str, str], ...] = ()
    is_card: bool = False
    summary: Section | None = None


def html(page: Page) -> str:
    """The page as one HTML document."""
    return template("page.html.j2").render(page=page)


def template(name: str) -> Template:
    """A template of `templates/`."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = _svg
    environment.filters["kind"] = _kind
    environment.filters["css_string"] = _css_string
    return environment


def _kind(block: Block | Marked | Linked | str) -> str:
    return type(block).__name__.lower()


def _svg(chart: Any) -> Markup:
    # without a fixed size it fits its column
    fitting = _SIZE.sub(r'\1 style="width:\2px"', svg(chart), count=1)
    return Markup(fitting)  # noqa: S704 - drawn by us, from numbers and texts that were escaped


def _css_string(text: str) -> Markup:
    escaped = re.sub(r"[^\w .,;:·«»()-]", lambda match: f"\\{ord(match[0]):06x}", text)
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing but letters, blanks and escapes is left
