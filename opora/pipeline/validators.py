"""What runs the rules of a batch: Great Expectations in DuckDB, or on Spark.

Belongs here: choosing, and where rows lie that Spark need not be brought. Not here: running the
rules (`opora.validation`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opora.contracts import load_contracts
from opora.home import Home
from opora.intake.workbench import Workbench
from opora.lake.files import folder_of
from opora.pipeline.batch import MakeValidator, in_duckdb
from opora.warehouse import chosen_engine

if TYPE_CHECKING:
    from opora.validation.gx import SuiteRunner
    from opora.validation.spark.tables import WhereLying


def validator_of(home: Home) -> MakeValidator:
    """That of the engine on which the installation builds; OporaError where it is missing."""
    ensure_engine(home)
    if chosen_engine(home) == "duckdb":
        return in_duckdb

    def on_spark(bench: Workbench, docs: Path | None) -> SuiteRunner:
        from opora.spark.session import open_session
        from opora.spark.settings import Settings
        from opora.validation.spark.validator import SparkValidator

        session = open_session(Settings.from_environment(home))
        return SparkValidator(
            bench.connection, session, bench.folder / "spark", docs, rows_in_parquet(home, bench)
        )

    return on_spark


def ensure_engine(home: Home) -> None:
    """Raise OporaError where the engine is missing: before a file is opened, a paper signed."""
    if chosen_engine(home) == "spark":
        from opora.spark.session import ensure_installed

        ensure_installed()


def rows_in_parquet(home: Home, bench: Workbench) -> WhereLying:
    """Large files on the workbench and the lake are Parquet already, and read where they lie.

    A lake on object storage is brought to the nodes by DuckDB, which knows its credentials.
    """
    from opora.validation.spark.tables import Lying

    datasets = load_contracts()

    def lying(view: str) -> Lying | None:
        kind, _, dataset = view.partition("_")
        if kind == "incoming":
            parts = [str(path) for path in bench.part_files(datasets[dataset]).values()]
            rest = f"SELECT * FROM rows_{dataset} WHERE NOT is_total"
            return Lying(parts, rest, "NOT is_total") if parts else None
        accepted = home.accepted
        if kind == "accepted" and isinstance(accepted, Path):
            return Lying([str(file.path) for file in folder_of(accepted / dataset).standing])
        return None

    return lying
