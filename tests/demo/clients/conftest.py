"""The demonstration municipality as its readers reach it: a file, a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from department_server import DepartmentServer, department_server, publish_to

from opora.demo import KnownAnswers
from opora.home import Home


@pytest.fixture(scope="session")
def release(home: Home, taken: KnownAnswers) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(home.published_file, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def server(
    home: Home, taken: KnownAnswers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DepartmentServer]:
    """A server that holds the release."""
    with department_server(tmp_path_factory.mktemp("server")) as server:
        publish_to(server, home)
        yield server


@pytest.fixture(scope="session")
def desk(home: Home, taken: KnownAnswers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the documentation runs its snippets: it holds `var`."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "var").symlink_to(home.root, target_is_directory=True)
    return desk
