"""Settings of a Spark session on this machine, for tests that need a real one and no cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from opora.home import Home
from opora.spark.settings import Settings


def local_settings(folder: Path, threads: int, memory: str) -> Settings:
    """Everything below `folder`, whatever the environment says of Spark."""
    return replace(
        Settings.from_environment(Home(folder)),
        method="session",
        master=f"local[{threads}]",
        memory=memory,
        warehouse=folder / "warehouse",
        driver_host="127.0.0.1",
    )
