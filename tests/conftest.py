"""Fixtures that tests of several stations share."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from pathlib import Path

import pytest
from deliveries import SCHOOLS, Lake
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from opora.home import Home
from opora.leaving import silence_stderr

# No test is timed: how long an example takes says how busy the machine is.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


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


#: Folders whose tests share what takes long to make; in all others a module does. The longest
#: first: two processes should end at the same time.
SHARING = ("demo", "crash", "warehouse", "orchestration", "real_input", "analysis")
#: Modules that take long, of other folders.
LONG = (
    "tests/privacy/test_no_person_leaves.py",
    "tests/snapshot/test_whole_way.py",
    "tests/provenance/test_explain.py",
)


def group_of(nodeid: str) -> str:
    """What has to run in one process: a folder, or a module."""
    path = nodeid.partition("::")[0]
    folder = path.split("/")[1]
    return folder if folder in SHARING else path


class Groups(LoadScopeScheduling):
    """Gives whole groups to processes (`-n`), in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    """Schedule by groups: markers for `--dist loadgroup` get lost with pytest 9.2."""
    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long groups first."""
    order = [*SHARING[:3], *LONG, *SHARING[3:]]
    place = {group: number for number, group in enumerate(order)}
    items.sort(key=lambda item: place.get(group_of(item.nodeid), len(place)))


def pytest_unconfigure() -> None:
    """Keep pytest's closing line the last one."""
    atexit.register(silence_stderr)
