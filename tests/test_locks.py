"""The lock files: complete, hashed, and free of any registry's address."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from opora.home import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
RUNNING = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
DEVELOPING = [*RUNNING, *PROJECT["dependency-groups"]["dev"]]

LOCKS = {
    "requirements.lock": RUNNING,
    "requirements-dev.lock": DEVELOPING,
    "requirements-uv.lock": ["uv"],
}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_what_the_project_asks_for(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE)
    }
    for asked in map(Requirement, LOCKS[lock]):
        version = pinned.get(canonicalize_name(asked.name))
        assert version is not None, f"{asked} is not in {lock}: run `make lock`"
        assert asked.specifier.contains(version), f"{asked} is {version}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_none_an_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    for pin in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in pin, pin
