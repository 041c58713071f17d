"""Fixtures that tests of several stations share."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from pathlib import Path

import pytest
from deliveries import SCHOOLS, Lake

from opora.home import Home
from opora.leaving import silence_stderr


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty home."""
    return Lake(Home(tmp_path / "home"))


@pytest.fixture
def lake_with_school(lake: Lake) -> Lake:
    """A home that is about to learn of the school sch990001."""
    lake.land("history/schools/schools.csv", SCHOOLS)
    return lake


@pytest.fixture(scope="session")
def make_lake(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Lake]:
    """Homes for fixtures that live longer than one test."""
    return lambda: Lake(Home(tmp_path_factory.mktemp("home")))


#: Folders whose tests share what takes long to make; in all others a module does.
SHARING = ("analysis", "crash", "demo", "orchestration", "real_input", "warehouse")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share a fixture run in one process, where there are several (`-n`)."""
    folder = item.path.parent.name
    item.add_marker(pytest.mark.xdist_group(folder if folder in SHARING else item.path.stem))


def pytest_unconfigure() -> None:
    """Keep pytest's closing line the last one."""
    atexit.register(silence_stderr)
