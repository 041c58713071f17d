"""One demonstration municipality for all tests of this folder: it is the same each time."""

from pathlib import Path

import pytest

from opora.demo import KnownAnswers, write_municipality


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "landing"


@pytest.fixture(scope="session")
def answers(landing: Path) -> KnownAnswers:
    return write_municipality(landing)
