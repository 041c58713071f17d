"""Spark and DuckDB build the same marts: on real executors, of the demonstration and of a region.

Minutes each, in the environment that has Spark: `make test-spark`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from clusters import standalone, thrift_server

from opora.demo import write_municipality, write_region
from opora.home import Home
from opora.spark.parity import differences, project_marks

pytestmark = pytest.mark.slow

pytest.importorskip("pyspark", reason="Spark has an environment of its own: make test-spark")


APPROVED = ("2022-H2", "2023-H1", "2024-H1")
OPEN = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'open_marts'"


def run(home: Home, *options: str, **environment: str) -> None:
    opora(home, "run", "--no-reports", *options, **environment)


def opora(home: Home, *arguments: str, **environment: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "opora", *arguments],
        env={**os.environ, "OPORA_HOME": str(home.root), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("demonstration"))
    write_municipality(home.landing)
    run(home)
    # what the public sees is approved: without it the open tables were empty on both sides
    opora(home, "approve", *APPROVED, "--by", "начальник управления")
    return home


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("region"))
    write_region(home.landing, home.rules, defects_every=1_000)
    run(home)
    opora(home, "approve", "2024-H1", "--by", "начальник управления")
    return home


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    with standalone(tmp_path / "cluster") as address:
        yield address


def test_the_demonstration_on_real_executors(demonstration: Home, tmp_path: Path) -> None:
    spark = beside(demonstration, tmp_path)
    run(spark, "--target", "spark", OPORA_SPARK_MASTER="local-cluster[2,1,1024]")
    assert_same(demonstration, spark)


def test_the_demonstration_by_a_thrift_server(
    demonstration: Home, tmp_path: Path, master: str
) -> None:
    spark = beside(demonstration, tmp_path)
    warehouse = spark.warehouse / "spark"
    with thrift_server(tmp_path / "thrift", warehouse, master) as port:
        run(
            spark,
            *("--target", "spark"),
            OPORA_SPARK_METHOD="thrift",
            OPORA_SPARK_PORT=str(port),
        )
    assert_same(demonstration, spark)


def test_a_region_on_a_master_with_two_workers(region: Home, tmp_path: Path, master: str) -> None:
    spark = beside(region, tmp_path)
    run(spark, "--target", "spark", OPORA_SPARK_MASTER=master)
    assert_same(region, spark)


def beside(home: Home, folder: Path) -> Home:
    """Another installation to which the same was delivered, and nothing taken.

    It has the approved revisions: what it finds must be what was signed, or it proposes another.
    """
    other = Home(folder / "home")
    for each in (home.landing, home.rules, home.snapshots):
        if each.exists():
            shutil.copytree(each, other.root / each.name)
    # the salt: people have the same keys in both
    other.private.mkdir(parents=True)
    for path in home.private.glob("*salt*"):
        shutil.copy(path, other.private)
    return other


def assert_same(one: Home, other: Home) -> None:
    ours, theirs = one.published_file.resolve(), other.published_file.resolve()
    found = differences(ours, theirs, project_marks(one))
    assert not found, "\n".join(found)
    # what is empty on both sides says nothing
    with duckdb.connect(str(ours), read_only=True) as connection:
        rows = {
            table: connection.execute(f"SELECT count(*) FROM open_marts.{table}").fetchall()
            for (table,) in connection.execute(OPEN).fetchall()
        }
    assert rows
    assert [(0,)] not in rows.values()
