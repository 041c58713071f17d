"""A home in which the four New York years are monitored, made once for all tests that ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pytest
from deliveries import Lake
from new_york import IS_THERE, NOT_THERE, deliver_by_year

from opora.pipeline.run import run


@pytest.fixture(scope="session")
def monitored_city(make_lake: Callable[[], Lake]) -> Lake:
    """Both files delivered year by year and the whole pipeline run."""
    if not IS_THERE:
        pytest.skip(NOT_THERE)
    lake = make_lake()
    deliver_by_year(lake)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(lake.home.root))
        assert run(lake.home).release is not None
    return lake


@pytest.fixture(scope="session")
def city_marts(monitored_city: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its published warehouse."""
    with duckdb.connect(str(monitored_city.home.published_file), read_only=True) as connection:
        yield connection
