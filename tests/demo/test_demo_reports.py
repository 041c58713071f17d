"""The reports of the demonstration: the numbers of the marts, one line on every page, no network.

A few cards stand for all of them; all half-years, territories and schools are asked about in the
slow test.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from pages import PageRead

from opora.home import Home
from opora.reports.write import report_folder, write_reports

SIGNED, DRAFT, MUNICIPALITY = "2024-H1", "2024-H2", "00701000"
VALUES = """
SELECT indicator, plan, value, state, numerator, denominator, coverage, revision_hash.content_hash
FROM marts.monitoring_snapshot AS shown
JOIN marts.snapshot_manifest AS revision_hash USING (half_year, revision)
WHERE half_year = ? AND territory = ? AND revision = (
    SELECT coalesce(max(revision) FILTER (is_in_force), max(revision))
    FROM marts.snapshot_manifest WHERE half_year = ?
) ORDER BY indicator
"""


def values(home: Home, half_year: str, territory: str) -> list[dict[str, object]]:
    """The indicators as the marts have them, and the hash of their revision."""
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        cursor = connection.execute(VALUES, [half_year, territory, half_year])
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def per_cent(value: object, state: object = "measured") -> str:
    if value is None:
        return {"not_measured": "не измерено", "not_applicable": "не применимо"}[str(state)]
    exact = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{exact} %".replace(".", ",")


def check_numbers(home: Home, half_year: str, territory: str) -> None:
    """Every number of the table of indicators is that of the mart."""
    page = PageRead(report_folder(home, half_year, territory) / "index.html")
    ((_, rows),) = [each for each in page.tables.items() if each[0].startswith("Показатели за")]
    shown = {row[0].split()[0]: row for row in rows[1:]}
    known = values(home, half_year, territory)
    assert sorted(shown) == [row["indicator"] for row in known]
    for row in known:
        _, plan, fact, _, counted, _, coverage = shown[str(row["indicator"])]
        assert plan == per_cent(row["plan"])
        assert fact.startswith(per_cent(row["value"], row["state"]))
        assert counted == f"{row['numerator']} из {row['denominator']}"
        assert coverage == (per_cent(row["coverage"]) if row["coverage"] is not None else "—")


def check_page(home: Home, path: Path) -> None:
    """It says what it was made from, loads nothing, and leads only to places that are there."""
    half_year = path.relative_to(home.reports).parts[0]
    page = PageRead(path)
    (first, *_) = values(home, half_year, MUNICIPALITY)
    assert page.text.count(f"хеш {str(first['content_hash'])[:16]}") >= 2
    assert f"{half_year} · редакция 1" in page.text
    assert (" draft" in page.text or 'class="draft' in page.text) == (half_year == DRAFT)
    assert ("ПРОЕКТ ·" in page.text) == (half_year == DRAFT)
    assert page.loads == []
    assert not re.search(r"@import|url\(\s*['\"]?\s*(https?:)?//", page.styles + page.text)
    assert dead(page, path) == []


def dead(page: PageRead, path: Path) -> list[str]:
    """Links inside the installation that lead nowhere."""
    found = []
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        if parts.path and not (path.parent / unquote(parts.path)).exists():
            found.append(link)
        if parts.fragment and not parts.path and parts.fragment not in page.ids:
            found.append(link)
    return found


def written_text(path: Path) -> str:
    """The words of an office document."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        parts = [name for name in archive.namelist() if name.endswith(".xml")]
        return "".join(archive.read(name).decode("utf-8") for name in parts)


def test_the_table_of_indicators_is_that_of_the_marts(reported: Home) -> None:
    check_numbers(reported, SIGNED, MUNICIPALITY)


def test_pages_say_what_they_are_and_need_no_network(reported: Home) -> None:
    pages = sorted(report_folder(reported, SIGNED, MUNICIPALITY).rglob("*.html"))
    assert len(pages) > 3
    for path in pages:
        # a few cards stand for all
        lead_nowhere = [link for link in dead(PageRead(path), path) if "sch99" not in link]
        assert lead_nowhere == []
    check_page(reported, pages[-1])


def test_a_draft_says_so_on_its_cards(reported: Home) -> None:
    (path,) = report_folder(reported, DRAFT, MUNICIPALITY).glob("schools/sch*.html")
    page = PageRead(path)
    assert 'class="draft card"' in page.text
    assert "ПРОЕКТ · 2024-H2 · редакция 1 · не утверждена" in page.text


def test_the_documents_say_the_same_line(reported: Home) -> None:
    folder = report_folder(reported, SIGNED, MUNICIPALITY)
    (first, *_) = values(reported, SIGNED, MUNICIPALITY)
    for name in ("spravka.docx", "annex.xlsx"):
        assert str(first["content_hash"])[:16] in written_text(folder / name), name


@pytest.fixture
def all_reported(reported: Home) -> Iterator[Home]:
    """Every half-year, territory and school."""
    half_years = [
        f"{year}-H{half}"
        for year in range(2020, 2025)
        for half in (1, 2)
        if (year, half) > (2020, 1)
    ]
    write_reports(reported, half_years, again=True, progress=lambda done, total: None)
    yield reported


@pytest.mark.slow
def test_every_half_year_can_be_reported(all_reported: Home) -> None:
    folders = sorted(path.parent for path in all_reported.reports.glob("*/*/made_from.json"))
    assert len(folders) == 9
    for folder in folders:
        check_numbers(all_reported, folder.parent.name, folder.name)
        for path in folder.rglob("*.html"):
            check_page(all_reported, path)
    cards = list(all_reported.reports.glob("*/*/schools/sch*.html"))
    assert len(cards) > 9 * 59
