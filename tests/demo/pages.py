"""A page as tests ask about it: where it leads, what it loads, what its tables say."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

#: Attributes that make a reader fetch something.
_LOADING = {"src", "srcset", "data", "poster", "action", "xlink:href"}


class PageRead(HTMLParser):
    """A page that was read.

    `loads`: addresses that opening it would fetch; `links`: where a reader can go; `ids`: its own
    places; `tables`: caption -> rows of cells; `styles`: what its style sheets say.
    """

    def __init__(self, path: Path) -> None:
        """Read the page of this file."""
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tables: dict[str, list[list[str]]] = {}
        self.styles = ""
        self._inside: str | None = None
        self._caption = ""
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where it leads and what begins."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name == "href" and value and tag == "a":
                self.links.append(value)
            elif (name in _LOADING or name == "href") and value:
                self.loads.append(value)
            elif name == "style" and value:
                self.styles += value
        if tag == "table":
            self._caption = ""
        elif tag == "tr" and self._caption:
            self.tables[self._caption].append([])
        elif tag in ("td", "th") and self._caption:
            self.tables[self._caption][-1].append("")
        if tag in ("caption", "td", "th", "style"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag == "caption":
            self._caption = self._caption.strip()
            self.tables.setdefault(self._caption, [])
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        """Note what is said."""
        if self._inside == "caption":
            self._caption += data
        elif self._inside == "style":
            self.styles += data
        elif self._inside in ("td", "th") and self._caption:
            self.tables[self._caption][-1][-1] += data.replace("\u00a0", " ")
