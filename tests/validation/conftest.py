"""A real Spark session for the tests of rules on Spark; none where Spark is not installed."""

from __future__ import annotations

from typing import Any

import pytest
from local_spark import local_settings


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A session of two threads, configured as a run configures it."""
    pytest.importorskip("pyspark", reason="Spark is not installed here: see `make spark`")
    from opora.spark.session import open_session

    return open_session(local_settings(tmp_path_factory.mktemp("spark"), threads=2, memory="2g"))
