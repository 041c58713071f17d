"""A server whose disk is full: on demand, because it needs mounts of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent


def _may_mount() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    tried = [unshare, "--mount", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.mark.slow
@pytest.mark.skipif(not _may_mount(), reason="no right to mount: run it as root on Linux")
def test_a_server_whose_disk_is_full(tmp_path: Path) -> None:
    # the server's own user must get there
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(  # noqa: S603 - our own program
        ["unshare", "--mount", sys.executable, str(_HERE / "full_server.py"), str(tmp_path)],  # noqa: S607
        env={**os.environ, "PYTHONPATH": f"{_HERE}:{_HERE.parents[1]}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    full, kept, after = done.stdout.splitlines()
    assert "filled: the server's disk is full: " in full
    assert "(while loading marts.results); readers there keep the release they have" in full
    assert kept == "readers have: opora-1, ['marts', 'open_marts']"
    assert after == "with room: opora-2"
