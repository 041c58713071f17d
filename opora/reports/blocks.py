"""What a section of a report consists of, however it is written down.

Belongs here: the kinds of blocks. Not here: how a kind looks on a page or in a document (`html`,
`docx`), or what is in it (`sections`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

#: How a cell stands out: met, not met, to be looked at, of no weight.
Tone = Literal["good", "bad", "warn", "quiet"]


@dataclass(frozen=True)
class Marked:
    """A text that stands out."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class Linked:
    """A text that leads to a place beside the report where there is one (the card of a school)."""

    text: str
    target: str


Cell = str | Marked | Linked

#: What a department signs is ten to fifteen pages long; the annex has all rows.
ROWS_ON_PAPER = 10


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What all blocks have in common; `on_paper`: whether the справка has room for it."""

    on_paper: bool = True


@dataclass(frozen=True)
class Heading(Shown):
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Text(Shown):
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Note(Shown):
    """A paragraph that explains: where a figure comes from, what it can't say."""

    text: str


@dataclass(frozen=True)
class Remark(Shown):
    """What an officer remarked on a figure."""

    about: str
    text: str


@dataclass(frozen=True)
class Points(Shown):
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table(Shown):
    """A table; `numeric` are the places of columns whose cells are numbers.

    `more`: a sentence on what was left out of a long table, and where it stands in full.
    `rows_on_paper`: about so many, the first ones, has the справка.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    more: str | None = None
    rows_on_paper: int = ROWS_ON_PAPER


@dataclass(frozen=True)
class Picture(Shown):
    """A chart (of Altair). `alternative` says in words what is to be seen."""

    caption: str
    chart: Any
    alternative: str


Block = Heading | Text | Note | Remark | Points | Table | Picture


def only_on_page(*blocks: Block) -> tuple[Block, ...]:
    """The same for the page alone: what the справка says in other words, or leaves to the annex."""
    return tuple(replace(block, on_paper=False) for block in blocks)


@dataclass(frozen=True)
class Section:
    """A part with a heading; `key` names its place on the page."""

    key: str
    title: str
    blocks: tuple[Block, ...]
