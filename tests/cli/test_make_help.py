"""`make help` lists every command that has words."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from opora.home import REPOSITORY


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_every_command_with_words_is_listed() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    with_words = set(re.findall(r"^([^\s:]+):[^\n]* ## ", makefile, re.MULTILINE))
    help_page = subprocess.run(
        ["make", "--silent", "help"],  # noqa: S607 - whichever make there is
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(re.findall(r"^make (\S+)", help_page, re.MULTILINE)) == with_words
    assert "test-s3" in with_words
