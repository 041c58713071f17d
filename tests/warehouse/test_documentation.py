"""The page of dbt's documentation: what it says, what it must not hold, what it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from opora.errors import OporaError
from opora.home import Home
from opora.warehouse import build, needs_build, read_manifest
from opora.warehouse.documentation import documentation_file, write_documentation
from opora.warehouse.invocation import target_folder

#: A table that Python makes of `schools`, a model that reads it, words that would end a script.
AFTER_PYTHON = {
    "models/fitted.sql": """
{{ config(schema='marts') }} select 1 as a -- {{ source('other', 'fits') }}
""",
    "models/_fitted.yml": """
models:
  - name: fitted
    description: "Not the end: </script><b>."
    config: {meta: {description_ru: "Оценки."}}
    columns:
      - name: a
        description: "First."
        config: {meta: {description_ru: "Первый."}}
sources:
  - name: other
    tables:
      - name: fits
        config:
          meta:
            reads: [schools]
            external_location: "read_parquet('{{ env_var('OPORA_HOME') }}/x')"
""",
}


@pytest.fixture
def documented(project: Path, home: Home) -> Path:
    for name, text in AFTER_PYTHON.items():
        (project / name).write_text(text, encoding="utf-8")
    build(home, project=project)
    return write_documentation(home, project=project)


def manifest_of(page: Path) -> dict[str, Any]:
    """What the page's script reads."""
    text = page.read_text(encoding="utf-8")
    start = text.index('manifest:{"metadata"') + len("manifest:")
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text[start:])[0]
    return found


def test_the_page_says_everything_in_both_languages(home: Home, documented: Path) -> None:
    assert documented == documentation_file(home) == home.reports / "warehouse_docs" / "index.html"
    nodes = manifest_of(documented)["nodes"]
    assert nodes["model.small.schools"]["description"] == "Школы.  \n  \nOne row per school."
    assert nodes["model.small.fitted"]["columns"]["a"]["description"] == "Первый.  \nFirst."
    # types of columns that nobody described come from the tables
    assert '"built_at": {"type": "TIMESTAMP WITH TIME ZONE"' in documented.read_text("utf-8")


def test_lineage_goes_through_what_python_makes(documented: Path) -> None:
    manifest = manifest_of(documented)
    assert manifest["parent_map"]["source.small.other.fits"] == ["model.small.schools"]
    assert "source.small.other.fits" in manifest["child_map"]["model.small.schools"]


def test_the_page_asks_nobody_and_names_no_folder(home: Home, documented: Path) -> None:
    text = documented.read_text(encoding="utf-8")
    manifest = manifest_of(documented)
    assert manifest["metadata"]["send_anonymous_usage_stats"] is False
    assert str(home.root) not in text
    assert "read_parquet('OPORA_HOME/x')" in text
    assert {macro["package_name"] for macro in manifest["macros"].values()} == {"small"}
    dbts_own = (target_folder(home) / "index.html").read_text(encoding="utf-8")
    assert text.count("</script") == dbts_own.count("</script")


def test_documenting_changes_nothing_that_others_read(
    project: Path, home: Home, documented: Path
) -> None:
    before = home.build_file.stat(), read_manifest(home)
    write_documentation(home, project=project)
    after = home.build_file.stat(), read_manifest(home)
    assert before[0].st_mtime_ns == after[0].st_mtime_ns
    # comments of the published file are taken from it
    assert before[1]["nodes"] == after[1]["nodes"]
    assert after[1]["nodes"]["model.small.schools"]["description"] == "One row per school."
    assert not needs_build(home, project=project)
    assert not home.build_file.with_name("build.duckdb.wal").exists()


def test_nothing_built_is_said(home: Home) -> None:
    with pytest.raises(OporaError, match="say 'opora run' first"):
        write_documentation(home)
    assert not documentation_file(home).exists()


@pytest.mark.slow
def test_a_browser_without_a_network_shows_the_page(documented: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    shown = subprocess.run(  # noqa: S603 - the browser that was found
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'browser'}"),
            *("--virtual-time-budget=10000", "--dump-dom"),
            f"{documented.as_uri()}#!/model/model.small.fitted",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    # what the script brings with it is no sight
    visible = re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
    assert "Оценки." in visible
    assert "Первый.  \nFirst." in visible
