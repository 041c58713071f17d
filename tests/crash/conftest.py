"""A folder in which runs are disturbed, made once for all tests that do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent

Disturb = Callable[..., "subprocess.CompletedProcess[str]"]


def command(script: str, *arguments: object) -> list[str]:
    """A script of this folder as a process: nothing may have run before it forks."""
    return [sys.executable, str(HERE / script), *map(str, arguments)]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home before its second run, and what an undisturbed run makes of it."""
    if os.name != "posix":
        pytest.skip("processes are forked and killed as POSIX has it")
    folder = tmp_path_factory.mktemp("prepared")
    done = subprocess.run(  # noqa: S603
        command("situations.py", folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
