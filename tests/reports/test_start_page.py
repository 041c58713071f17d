"""The start page: what is there is linked, what is not there isn't."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from opora.home import Home
from opora.reports.start_page import write_start_page


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An installation with a report, answers, and checks; without forms and a warehouse."""
    home = Home(tmp_path)
    report = home.reports / "2024-H1" / "00701000"
    for name in (
        "index.html",
        "annex.xlsx",
        "schools/index.html",
        "schools/s1.html",
        "schools/s2.html",
    ):
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).touch()
    say(report, "Округ", "municipality", "редакция 1, проект")
    for name in (
        "2024-H1/deliveries/000001-a.xlsx",
        "2024-H1/deliveries/000002-b.xlsx",
        "history/deliveries/000003-c.xlsx",
        "data_docs/index.html",
    ):
        path = home.reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return home


def say(report: Path, territory: str, level: str, state: str, schools: int = 2) -> None:
    """Let a report say what it is."""
    report.mkdir(parents=True, exist_ok=True)
    about = {
        "territory": territory,
        "level": level,
        "schools": schools,
        "state": state,
        "is_draft": "проект" in state,
    }
    (report / "made_from.json").write_text(json.dumps({"about": about}), encoding="utf-8")


def read(home: Home) -> str:
    """The page."""
    write_start_page(home)
    return (home.reports / "index.html").read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    """Where a page leads, apart from programs that may run."""
    return [each for each in re.findall(r'href="([^"]+)"', text) if "127.0.0.1" not in each]


def test_every_link_leads_to_something(home: Home) -> None:
    for address in links(read(home)):
        assert (home.reports / address).exists(), address


def test_what_is_there_is_linked(home: Home) -> None:
    text = read(home)

    assert set(links(text)) >= {
        "2024-H1/00701000/index.html",
        "2024-H1/00701000/annex.xlsx",
        "2024-H1/00701000/schools/index.html",
        "2024-H1/deliveries/",
        "history/deliveries/",
        "data_docs/index.html",
    }
    assert "Карточки школ (2)" in text
    assert "Ответы тем, кто сдал сведения (2)" in text
    assert "1 полугодие 2024 года" in text
    assert "редакция 1, проект" in text


def test_what_is_not_there_is_not(home: Home) -> None:
    text = read(home)

    assert "spravka.docx" not in text
    assert "opora.duckdb" not in text
    assert "forms" not in text


def test_the_newest_and_the_nearest_come_first(home: Home) -> None:
    say(home.reports / "2024-H1" / "007", "Область", "region", "утверждена")
    say(home.reports / "2024-H2" / "00701000", "Округ", "municipality", "утверждена")
    text = read(home)

    order = [text.index(each) for each in ("2 полугодие 2024", "1 полугодие 2024", "<b>Область")]
    assert order == sorted(order)
    assert text.index("проект") < text.index("<b>Область")


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"about": {}}', '{"about": 1}'])
def test_a_report_that_says_nothing_readable_is_left_out(home: Home, broken: str) -> None:
    (home.reports / "2024-H1" / "00701000" / "made_from.json").write_text(broken)

    assert "00701000" not in read(home)


def test_names_are_text(home: Home) -> None:
    say(home.reports / "2024-H1" / "00701000", "<b>Округ", "municipality", "a & b")

    assert "&lt;b&gt;Округ" in read(home)
    assert "a &amp; b" in read(home)


def test_an_installation_without_anything_gets_a_page(tmp_path: Path) -> None:
    assert "Отчётов ещё нет" in read(Home(tmp_path / "new"))
