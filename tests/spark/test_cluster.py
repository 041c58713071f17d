"""What starts the parts of a cluster; that they really do, the parity tests show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from opora.errors import OporaError
from opora.home import Home
from opora.spark.cluster import Part, command
from opora.spark.session import SQL_CONFIGURATION
from opora.spark.settings import Settings

SPARK = Path("/spark")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = Settings.from_environment(Home(tmp_path))
    return replace(own, master="spark://10.0.0.1:7077", driver_host="10.0.0.2")


@pytest.mark.parametrize("part", ["master", "worker"])
def test_a_part_listens_to_the_cluster_only(settings: Settings, part: Part) -> None:
    words = command(part, settings, ["--cores", "8"], SPARK)
    assert words[0] == "/spark/bin/spark-class"
    assert words[words.index("--host") + 1] == "10.0.0.2"
    assert words[words.index("--cores") + 1] == "8"
    assert (words[-1] == "spark://10.0.0.1:7077") is (part == "worker")


def test_a_thrift_server_reads_sql_as_the_models_are_written(settings: Settings) -> None:
    words = command("thrift", settings, ["--conf", "spark.ansi=no"], SPARK)
    for name, value in SQL_CONFIGURATION.items():
        assert f"--conf={name}={value}" in words
    assert f"--conf=spark.sql.warehouse.dir={settings.warehouse}" in words
    assert "hive.server2.thrift.bind.host=127.0.0.1" in words
    # what is said last holds: ours
    assert words.index("spark.ansi=no") < words.index("--conf=spark.sql.ansi.enabled=true")


def test_a_worker_without_a_master_is_told_so(settings: Settings) -> None:
    with pytest.raises(OporaError, match=r"OPORA_SPARK_MASTER=spark://host:7077"):
        command("worker", replace(settings, master="local[*]"), [], SPARK)
