"""What the nightly script gives to restic, by a restic that only says what it was given."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from opora.home import REPOSITORY

SCRIPT = REPOSITORY / "deploy" / "bin" / "opora-backup"

#: What of private/ can't be made again: the salt, Dagster's runs, Superset's own database; small
#: files that say what was done; the metastore that says which tables Spark has.
KEPT = {
    "salt", "dagster", "superset", "inventory.json", "checksums.json", "reports.json", "spark",
}  # fmt: skip


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    _program(folder / "restic", 'for each in "$@"; do echo "$each"; done')
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for name in ("private", "landing", "lake"):
        (home / name).mkdir(parents=True)
    return home


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def _copy(home: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("OPORA_")}
    environment = {**kept, "PATH": f"{programs}:{os.environ['PATH']}"}
    command = ["sh", str(SCRIPT), "--copy"]
    return subprocess.run(  # noqa: S603 - ours
        command, cwd=home, env=environment, capture_output=True, text=True
    )


def _excluded(given: list[str]) -> set[str]:
    return {path for option, path in pairwise(given) if option == "--exclude"}


def test_of_everything_in_private_somebody_has_decided(home: Path, programs: Path) -> None:
    done = _copy(home, programs)
    assert done.returncode == 0, done.stderr
    given = done.stdout.splitlines()
    assert given[-3:] == ["private", "landing", "lake"]
    excluded = {path.removeprefix("private/") for path in _excluded(given)}
    sources = [*(REPOSITORY / "opora").rglob("*.py"), *(REPOSITORY / "orchestration").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r'\b(?:home|self)\.private / "([\w.]+)"', text))
    assert {"salt", "dbt", "alerts", "parity", "outgoing"} <= named
    assert named <= excluded | KEPT
    assert excluded & KEPT == set()
    assert {"spark/spill", "work-*", "unreadable"} <= excluded


def test_what_cannot_be_read_is_named_to_restic_letter_by_letter(
    home: Path, programs: Path
) -> None:
    # root, who may run the tests, can read everything
    _program(programs / "find", r"""printf '%s\n' "$1/a b.csv" "$1/x[1]*\$HOME?.csv" '/y\z'""")
    assert _copy(home, programs).returncode == 0
    assert (home / "private" / "unreadable").read_text(encoding="utf-8").splitlines() == [
        f"{home}/landing/a[ ]b.csv",
        rf"{home}/landing/x\[1\]\*$$HOME\?.csv",
        r"/y\\z",
    ]


def test_a_folder_that_is_a_link_is_refused(home: Path, programs: Path) -> None:
    (home / "lake").rmdir()
    (home / "lake").symlink_to(home.parent)
    done = _copy(home, programs)
    assert done.returncode == 1
    assert done.stderr.startswith(f"opora-backup: {home}/lake is a link")
    assert done.stdout == ""
