"""A small installation, and the definitions for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import dagster as dg
import pytest

from opora.home import Home
from opora.warehouse.invocation import target_folder
from orchestration.definitions import definitions_of


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation where dbt has read the project: that takes seconds."""
    return Home(tmp_path_factory.mktemp("parsed"))


@pytest.fixture(scope="session")
def defs(parsed: Home) -> dg.Definitions:
    """The definitions; runs are given the home of their test as a resource."""
    return definitions_of(parsed)


@pytest.fixture(scope="session")
def make_home(
    tmp_path_factory: pytest.TempPathFactory, parsed: Home, defs: dg.Definitions
) -> Callable[[], Home]:
    """New installations, each with a copy of what dbt has read."""

    def make() -> Home:
        home = Home(tmp_path_factory.mktemp("home"))
        shutil.copytree(target_folder(parsed), target_folder(home))
        home.landing.mkdir(parents=True)
        return home

    return make


@pytest.fixture
def home(make_home: Callable[[], Home]) -> Home:
    return make_home()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance
