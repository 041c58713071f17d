"""The page: nothing loaded, nothing unsaid to a reader who can't see it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import altair as alt
import pandas as pd

from opora.reports.blocks import Linked, Marked, Note, Picture, Remark, Section, Table
from opora.reports.html import Page, html

LINE = 'ПРОЕКТ · 2024-H1 · утверждена "кем-то" & <b> · хеш 0123'
CHART = alt.Chart(pd.DataFrame({"school": ["<Первая>"], "share": [40.0]})).mark_bar().encode(
    alt.X("share:Q"), alt.Y("school:N")
)  # fmt: skip
SECTIONS = (
    Section("one", "Первый", (Note("Пояснение."), Remark("К показателю 2.2", "<i>Слово</i>"))),
    Section(
        "two",
        "Второй",
        (
            Picture("Доля", CHART, 'Школа "Первая": 40 %'),
            Table(
                "Школы",
                ("Школа", "Доля"),
                ((Linked("Первая", "schools/s1.html"), Marked("40,0 %", "bad")),),
                numeric=frozenset({1}),
                more="Ещё 3.",
            ),
        ),
    ),
)


def page(*, is_draft: bool = True, is_card: bool = False) -> str:
    """A page of two sections."""
    links = (("Справка", "spravka.docx"),)
    return html(Page("Отчёт", "Округ", LINE, is_draft, ("Внимание.",), SECTIONS, links, is_card))


class Seen(HTMLParser):
    """What a page consists of: tags with their attributes, in order; and that all are closed."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """A tag closes the one that was opened last."""
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all tags of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_it_is_well_formed_and_russian() -> None:
    seen = Seen(page())

    assert seen.open == []
    assert seen.of("html") == [{"lang": "ru"}]
    assert [name for name, _ in seen.tags if re.fullmatch(r"h\d", name)] == ["h1", "h2", "h2"]


def test_it_loads_nothing_from_anywhere() -> None:
    seen = Seen(page())

    assert not [name for name, _ in seen.tags if name in ("script", "link", "img", "iframe")]
    loaded = {
        value
        for _, attributes in seen.tags
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "action") and value
    }
    assert loaded == {"#text", "#one", "#two", "spravka.docx", "schools/s1.html"}
    assert "url(" not in page()
    assert "@import" not in page()


def test_contents_lead_to_numbered_sections() -> None:
    seen = Seen(page())

    assert [each["id"] for each in seen.of("section")] == ["one", "two"]
    assert ">1. Первый</h2>" in page()
    assert ">Первый</h2>" in page(is_card=True)


def test_pictures_and_tables_are_told_to_those_who_cannot_see_them() -> None:
    seen = Seen(page())

    assert 'Школа "Первая": 40 %' in [each.get("aria-label") for each in seen.of("div")]
    assert [each.get("scope") for each in seen.of("th")] == ["col", "col", "row"]
    assert {each.get("tabindex") for each in seen.of("div") if each.get("class") == "wide"} == {"0"}


def test_what_people_wrote_is_text() -> None:
    text = page()

    assert "&lt;i&gt;Слово&lt;/i&gt;" in text
    assert "&lt;Первая&gt;" in text
    # the line stands in a style sheet, too, where other characters end it
    (rule,) = re.findall(r"@bottom-left { content: (\"[^\"\n]*\"); }", text)
    assert "<" not in rule
    assert "&" not in rule


def test_a_draft_says_so() -> None:
    assert "draft" in (Seen(page()).of("body")[0]["class"] or "")
    assert "draft" not in (Seen(page(is_draft=False)).of("body")[0]["class"] or "")
