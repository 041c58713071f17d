"""The salt: made whole or not at all, for its owner only, and never taken for less than it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from opora.errors import OporaError
from opora.home import Home
from opora.intake.persons import load_salt

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def put_salt(home: Home, content: bytes, mode: int = 0o600) -> Path:
    home.private.mkdir(parents=True)
    path = home.private / "salt"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@posix_only
def test_the_salt_and_its_folder_are_its_owners(home: Home) -> None:
    # the lock and the log may have made the folder before, open to all
    home.private.mkdir(parents=True, mode=0o755)
    load_salt(home)
    assert stat.S_IMODE((home.private / "salt").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.private.stat().st_mode) == 0o700
    assert [path.name for path in home.private.iterdir()] == ["salt"]


@posix_only
@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_a_kill_at_any_call_leaves_no_salt_or_a_whole_one(home: Home, call: str) -> None:
    killed_at = {
        "write": "os.fdopen = kill",
        "fsync": "os.fsync = kill",
        "rename": "Path.replace = kill",
    }
    code = textwrap.dedent(f"""
        import os, signal, sys
        from pathlib import Path
        from opora.home import Home
        from opora.intake.persons import load_salt
        def kill(*_, **__):
            os.kill(os.getpid(), signal.SIGKILL)
        {killed_at[call]}
        load_salt(Home(Path(sys.argv[1])))
    """)
    run = subprocess.run([sys.executable, "-c", code, str(home.root)])  # noqa: S603
    assert run.returncode == -9
    assert not (home.private / "salt").exists()
    salt = load_salt(home)
    assert len(salt) == 64
    assert load_salt(home) == salt
    assert [path.name for path in home.private.iterdir()] == ["salt"]


@pytest.mark.parametrize("content", [b"", b"0" * 31])
def test_a_salt_that_is_too_short_is_said(home: Home, content: bytes) -> None:
    path = put_salt(home, content)
    with pytest.raises(OporaError, match=rf"holds {len(content)} bytes.*at least 32.*backup"):
        load_salt(home)
    assert path.read_bytes() == content
    assert not (home.lake / "salt.fingerprint").exists()


def test_a_salt_of_their_own_is_taken(home: Home) -> None:
    put_salt(home, b"0" * 32)
    assert load_salt(home) == b"0" * 32


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_salt_that_others_may_read_is_said(home: Home, mode: int) -> None:
    path = put_salt(home, b"0" * 64, mode)
    with pytest.raises(OporaError, match=f"mode {mode:o}, expected 600.*chmod 600 "):
        load_salt(home)
    path.chmod(0o600)
    assert load_salt(home) == b"0" * 64


@posix_only
def test_a_salt_that_only_its_owner_may_read_is_taken(home: Home) -> None:
    put_salt(home, b"0" * 64, 0o400)
    assert load_salt(home) == b"0" * 64
