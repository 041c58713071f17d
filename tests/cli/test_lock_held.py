"""What a command does in two steps nobody comes between: a run that waits has to wait for both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from opora.cli import app, approve, demo
from opora.home import Home
from opora.lock import writer_lock

_OTHER = """
from opora.home import Home
from opora.lock import LockedError, writer_lock
try:
    with writer_lock(Home.from_environment()):
        print("taken")
except LockedError:
    print("refused")
"""


@pytest.fixture
def between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What another writer gets between the steps of a command."""
    monkeypatch.setenv("OPORA_HOME", str(tmp_path))
    return []


def _step(between: list[str], given: object) -> Callable[..., Any]:
    def step(home: Home, *_: object, **__: object) -> object:
        with writer_lock(home):
            pass
        command = [sys.executable, "-c", _OTHER]
        between.append(subprocess.run(command, capture_output=True, text=True).stdout.strip())  # noqa: S603
        return given

    return step


def test_an_approval_keeps_the_lock_until_its_reports_are_written(
    between: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = SimpleNamespace(revisions=(), release=None)
    monkeypatch.setattr(approve, "approve_and_publish", _step(between, done))
    monkeypatch.setattr(approve, "write_pages", lambda *_: None)
    run = CliRunner().invoke(app, ["approve", "2024-H1", "--by", "начальник"])
    assert (run.exit_code, between) == (0, ["refused"]), run.output


def test_the_demonstration_keeps_the_lock_until_half_years_are_approved(
    between: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo_answers.json").touch()
    done = SimpleNamespace(taken=SimpleNamespace(ledger=()))
    monkeypatch.setattr(demo, "run_with_progress", _step(between, done))
    monkeypatch.setattr(demo, "_approve_past", lambda *_: None)
    for name in dir(demo):
        if name.startswith("print_"):
            monkeypatch.setattr(demo, name, lambda *_: None)
    run = CliRunner().invoke(app, ["demo"])
    assert (run.exit_code, between) == (0, ["refused"]), run.output
