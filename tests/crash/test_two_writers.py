"""Two runs at once, as processes: the second says who is at work or waits, and a kill frees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from opora.home import Home

#: `opora run` in which intake takes as long as the test wants: until a file is there.
RUN = """
import importlib, sys, time
name = sys.argv[1]
sys.argv = ["opora", "run", *sys.argv[2:]]

def take(home, periods, progress, **options):
    (home.root / f"at_work_{name}").touch()
    while not (home.root / f"let_{name}_end").exists():
        time.sleep(0.01)
    sys.exit(0)

importlib.import_module("opora.pipeline.run").take = take
from opora.cli import main
main()
"""


class Runs:
    """Runs of one home, by name."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.started: list[subprocess.Popen[str]] = []

    def start(self, name: str, *options: str) -> subprocess.Popen[str]:
        run = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", RUN, name, *options],
            env={**os.environ, "OPORA_HOME": str(self.home.root), "COLUMNS": "500"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(run)
        return run

    def wait_until_at_work(self, name: str) -> None:
        deadline = time.monotonic() + 60
        while not (self.home.root / f"at_work_{name}").exists():
            assert self.started[-1].poll() is None, self.started[-1].communicate()
            assert time.monotonic() < deadline, f"{name} did not begin"
            time.sleep(0.01)

    def is_at_work(self, name: str) -> bool:
        return (self.home.root / f"at_work_{name}").exists()

    def let_end(self, name: str) -> None:
        (self.home.root / f"let_{name}_end").touch()


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    home = Home(tmp_path)
    home.landing.mkdir()
    runs = Runs(home)
    yield runs
    for run in runs.started:
        run.kill()
        run.communicate()


def test_the_second_says_why_not_in_one_line(runs: Runs) -> None:
    first = runs.start("first")
    runs.wait_until_at_work("first")
    _, said = (second := runs.start("second")).communicate(timeout=60)
    assert second.returncode == 1
    assert said.count("\n") == 1
    assert f"is being written by process {first.pid} since 20" in said
    assert not runs.is_at_work("second")
    runs.let_end("first")
    assert first.wait(timeout=60) == 0


def test_the_second_waits_if_asked(runs: Runs) -> None:
    first = runs.start("first")
    runs.wait_until_at_work("first")
    second = runs.start("second", "--wait")
    assert second.stdout is not None
    assert f"process {first.pid} " in second.stdout.readline()
    assert not runs.is_at_work("second")
    runs.let_end("first")
    runs.wait_until_at_work("second")
    runs.let_end("second")
    assert (first.wait(timeout=60), second.wait(timeout=60)) == (0, 0)


def test_the_second_goes_on_at_once_when_the_first_is_killed(runs: Runs) -> None:
    first = runs.start("first")
    runs.wait_until_at_work("first")
    second = runs.start("second", "--wait")
    assert second.stdout is not None
    second.stdout.readline()
    first.send_signal(signal.SIGKILL)
    killed_at = time.monotonic()
    runs.wait_until_at_work("second")
    # filelock looks twenty times a second; the rest is for a machine with much to do
    assert time.monotonic() - killed_at < 5
    # the third names the second, not the killed one
    _, said = runs.start("third").communicate(timeout=60)
    assert f"process {second.pid} " in said
    runs.let_end("second")
    assert second.wait(timeout=60) == 0
