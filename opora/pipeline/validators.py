"""What runs the rules of a batch: Great Expectations in DuckDB, or on Spark.

Belongs here: choosing. Not here: running them (`opora.validation`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opora.home import Home
from opora.intake.workbench import Workbench
from opora.pipeline.batch import MakeValidator, in_duckdb
from opora.warehouse import chosen_engine

if TYPE_CHECKING:
    from opora.validation.gx import SuiteRunner


def validator_of(home: Home) -> MakeValidator:
    """That of the engine on which the installation builds."""
    if chosen_engine(home) == "duckdb":
        return in_duckdb

    def on_spark(bench: Workbench, docs: Path | None) -> SuiteRunner:
        from opora.spark.session import open_session
        from opora.spark.settings import Settings
        from opora.validation.spark.validator import SparkValidator

        session = open_session(Settings.from_environment(home))
        return SparkValidator(bench.connection, session, bench.folder / "spark", docs)

    return on_spark
