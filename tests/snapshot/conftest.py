"""A home whose build file is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from build_file import World, write_build

from opora.home import Home
from opora.snapshot.revise import revise
from opora.snapshot.revisions import Revision

CODE = {"version": "0.1.0", "sha256": "c0de"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An installation with nothing in it."""
    return Home(tmp_path / "home")


@pytest.fixture
def know(home: Home) -> Callable[..., list[Revision]]:
    """Let the marts hold some half-years and take the snapshots; returns new revisions."""

    def take(
        *worlds: World,
        code: Mapping[str, str] = CODE,
        manifest: Mapping[str, Any] = {},
    ) -> list[Revision]:
        write_build(home, *worlds)
        with duckdb.connect(home.build_file) as connection:
            return revise(home, connection, manifest, code)

    return take
