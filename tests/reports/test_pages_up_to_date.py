"""When the documentation is written again, and that the start page then leads to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from made_home import MadeHome, revision
from made_release import MadeRelease

from opora.home import Home
from opora.pipeline import pages
from opora.pipeline.pages import bring_pages_up_to_date
from opora.reports.source import ReportError
from opora.warehouse.documentation import documentation_file
from opora.warehouse.invocation import target_folder


@pytest.fixture
def built(made_home: MadeHome) -> Path:
    """dbt's manifest of a build that is published and has no school."""

    def fill(made: MadeRelease) -> None:
        made.add("snapshot_manifest", revision(1))

    made_home.publish("r1", fill)
    manifest = target_folder(made_home.home) / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.touch()
    return manifest


@pytest.fixture
def documented(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The pages of documentation that were written, dbt left out."""
    written: list[Path] = []

    def write(home: Home) -> Path:
        page = documentation_file(home)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("описание", encoding="utf-8")
        written.append(page)
        return page

    monkeypatch.setattr(pages, "write_documentation", write)
    return written


def bring(home: Home) -> None:
    """Bring the pages up to date, and tell nobody."""
    bring_pages_up_to_date(home, lambda *_: None)


def test_another_build_is_documented_though_no_report_changes(
    made_home: MadeHome, built: Path, documented: list[Path]
) -> None:
    bring(made_home.home)
    bring(made_home.home)
    assert len(documented) == 1
    later = documented[0].stat().st_mtime_ns + 10**9
    os.utime(built, ns=(later, later))
    bring(made_home.home)
    assert len(documented) == 2


def test_documentation_that_was_deleted_is_written_and_linked_again(
    made_home: MadeHome, built: Path, documented: list[Path]
) -> None:
    bring(made_home.home)
    start = made_home.home.reports / "index.html"
    documented[0].unlink()
    start.write_text("без ссылки", encoding="utf-8")
    bring(made_home.home)
    assert len(documented) == 2
    assert 'href="warehouse_docs/index.html"' in start.read_text(encoding="utf-8")


def test_a_build_whose_manifest_is_gone_is_documented_again(
    made_home: MadeHome, built: Path, documented: list[Path]
) -> None:
    bring(made_home.home)
    built.unlink()
    bring(made_home.home)
    assert len(documented) == 2


def test_documentation_that_cannot_be_written_is_named(
    made_home: MadeHome, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(home: Home) -> Path:
        raise PermissionError(13, "Permission denied", str(documentation_file(home)))

    monkeypatch.setattr(pages, "write_documentation", refuse)
    with pytest.raises(ReportError, match=r"warehouse_docs/index\.html could not be written"):
        bring(made_home.home)
