"""A file is read again when it was touched, and only then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opora.home import Home
from opora.intake.checksums import Checksums
from opora.intake.landing import LandedFile, discover


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    folder = home.landing / "2024-H1" / "staff"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    return home


def _file(home: Home) -> LandedFile:
    return next(discover(home, frozenset({"staff"})))


def _remembered(home: Home) -> str:
    checksums = Checksums(home)
    found = checksums.of(_file(home))
    checksums.remember()
    return found


def test_an_untouched_file_is_not_read_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _remembered(home)
    assert first == _file(home).sha256()
    monkeypatch.setattr(LandedFile, "sha256", lambda self: pytest.fail("read again"))
    assert _remembered(home) == first


def test_a_changed_file_of_the_same_size_is_read_again(home: Home) -> None:
    first = _remembered(home)
    path = _file(home).path
    path.write_text("two")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))
    assert _remembered(home) != first


def test_a_broken_memory_is_forgotten(home: Home) -> None:
    first = _remembered(home)
    (home.private / "checksums.json").write_text("{")
    assert _remembered(home) == first
