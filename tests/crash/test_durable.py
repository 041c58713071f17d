"""Files are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from opora import durable


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    durable.write_text(path, "а\n")
    assert path.read_bytes() == "а\n".encode()
    durable.write_bytes(path, b"other")
    assert path.read_bytes() == b"other"
    assert names(path.parent) == ["file.txt"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_nobody_reads_a_private_file_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(stat.S_IMODE(self.stat().st_mode))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    durable.write_bytes(tmp_path / "secret", b"x", mode=0o600)
    assert seen == [0o600]


@pytest.mark.parametrize("failing", ["write", "sync", "rename"])
def test_an_error_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "file.txt"
    durable.write_text(path, "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if failing == "sync":
            patch.setattr(durable.os, "fsync", full)
        elif failing == "rename":
            patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"), durable.replacing(path) as temporary:
            temporary.write_text("half of the n")
            if failing == "write":
                full()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file.txt"]


def test_what_a_killed_run_left_is_written_over_and_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "folder" / ".file.txt.part"
    leftover.parent.mkdir()
    leftover.write_text("half")
    durable.write_text(leftover.with_name("file.txt"), "whole")
    assert names(leftover.parent) == ["file.txt"]
    leftover.write_text("half")
    durable.remove_unfinished(tmp_path)
    assert names(leftover.parent) == ["file.txt"]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX brings folders to the disk")
def test_the_file_is_on_the_disk_before_its_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(durable, "sync_file", lambda path: done.append(f"sync {path.name}"))
    monkeypatch.setattr(durable, "sync_folder", lambda path: done.append(f"sync {path.name}"))
    replace = Path.replace

    def named(self: Path, target: Path) -> Path:
        done.append(f"rename {target.name}")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", named)
    durable.write_text(tmp_path / "folder" / "file.txt", "x")
    assert done == ["sync .file.txt.part", "rename file.txt", "sync folder"]
