"""A real Spark session for the tests of rules on Spark; none where Spark is not installed."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A session of two threads, configured as a run configures it."""
    pytest.importorskip("pyspark", reason="Spark is not installed here: see `make spark`")
    from opora.spark.session import open_session
    from opora.spark.settings import Settings

    folder = tmp_path_factory.mktemp("spark")
    return open_session(
        Settings(
            method="session",
            master="local[2]",
            memory="2g",
            host="127.0.0.1",
            port=0,
            user="opora",
            warehouse=folder / "warehouse",
            private=folder / "private",
            driver_host="127.0.0.1",
        )
    )
