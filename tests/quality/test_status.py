"""`opora status` where there is nothing to show: one clear line, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from published_quality import publish_quality
from typer.testing import CliRunner

from opora.cli import app
from opora.errors import OporaError
from opora.home import Home


def refused(home: Home, *arguments: str) -> str:
    done = CliRunner(env={"OPORA_HOME": str(home.root)}).invoke(app, ["status", *arguments])
    assert isinstance(done.exception, OporaError), done.output
    return str(done.exception)


def test_nothing_is_published(tmp_path: Path) -> None:
    said = refused(Home(tmp_path))
    assert said.startswith(f"nothing is published in {tmp_path} yet")
    assert "opora run" in said
    assert list(tmp_path.iterdir()) == []


def test_release_of_an_older_version(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_quality(home)
    assert "is older than this version: say `opora run`" in refused(home)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2024H1"], "a half-year is written like 2024-H1, not '2024H1'"),
        (["--dataset", "stuff"], "there is no dataset 'stuff'; there are analysis_register, "),
    ],
)
def test_a_misspelt_question(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert refused(Home(tmp_path), *arguments).startswith(said)
