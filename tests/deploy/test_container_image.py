"""podman builds the image; a user who may write to its home only makes a demonstration."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from opora.home import REPOSITORY

IMAGE = "localhost/opora-tested"
#: A Debian 12 that podman has; without it the one that the Containerfile names, if podman has that.
BASE = os.environ.get("OPORA_TEST_BASE", "docker.io/library/debian:12-slim")
#: More arguments of `podman build`, such as volumes with the settings of a registry.
BUILD = os.environ.get("OPORA_TEST_BUILD", "").split()
UNPRIVILEGED = ["--network=none", "--read-only", "--tmpfs=/tmp", "--cap-drop=all"]


def _podman(*arguments: str) -> str:
    done = subprocess.run(["podman", *arguments], cwd=REPOSITORY, capture_output=True, text=True)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def image() -> str:
    if shutil.which("podman") is None:
        pytest.skip("podman is not installed")
    exists = subprocess.run(["podman", "image", "exists", BASE], capture_output=True)  # noqa: S603, S607
    if exists.returncode:
        pytest.skip(f"podman has no image {BASE}; name another Debian 12 in OPORA_TEST_BASE")
    # without layers: a storage that copies each of them would need tens of gigabytes
    file = ["--layers=false", "--file=deploy/Containerfile", f"--tag={IMAGE}"]
    _podman("build", "--network=host", *BUILD, f"--build-arg=BASE={BASE}", *file, ".")
    return IMAGE


def _run(image: str, home: Path, *command: str) -> str:
    home.mkdir(exist_ok=True)
    if os.getuid() == 0:
        os.chown(home, 10001, 10001)
    place = f"--volume={home}:/srv/opora"
    return _podman("run", "--rm", *UNPRIVILEGED, place, image, *command)


@pytest.mark.slow
def test_a_home_is_made_by_a_user_who_may_nothing_else(image: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    _run(image, home, "opora", "demo")
    assert (home / "warehouse" / "opora.duckdb").exists()
    assert (home / "reports" / "index.html").exists()
    assert (home / "private" / "salt").stat().st_mode & 0o007 == 0


@pytest.mark.slow
def test_nothing_of_this_folder_is_in_it_but_the_program(image: str, tmp_path: Path) -> None:
    there = _run(image, tmp_path / "home", "ls", "-A", "/opt/opora").split()
    assert not {"var", "tests", ".git", ".venv-spark", "docs"} & set(there)
    assert _run(image, tmp_path / "home", "id", "-u").strip() == "10001"
