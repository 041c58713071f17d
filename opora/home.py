"""Where things lie: the folders of one installation (`OPORA_HOME`) and of the project itself.

Belongs here: paths, and nothing that reads or writes the files behind them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upath import UPath

    #: A path of the lake: on a disk, or on object storage with (almost) the same methods.
    LakePath = Path | UPath

#: The folder that holds `dbt_project/` and `data_contracts/`.
REPOSITORY = Path(__file__).resolve().parent.parent

#: The folder under `landing/` for files that cover several half-years.
HISTORY = "history"


@dataclass(frozen=True)
class Home:
    """The folders of one installation; everything Opora writes lies below `root`, or in the lake.

    `lake_at`: where the lake lies if not there, a folder or `s3://bucket/prefix`.
    """

    root: Path
    lake_at: str | None = None

    @classmethod
    def from_environment(cls) -> Home:
        """The home that `OPORA_HOME` names (default `./var`), its lake where `OPORA_LAKE` says."""
        root = Path(os.environ.get("OPORA_HOME", "var")).absolute()
        return cls(root, os.environ.get("OPORA_LAKE") or None)

    @property
    def landing(self) -> Path:
        """Files as delivered; never changed."""
        return self.root / "landing"

    @property
    def lake(self) -> LakePath:
        """Everything intake has written."""
        if self.lake_at is None:
            return self.root / "lake"
        if "://" not in self.lake_at:
            return Path(self.lake_at).absolute()
        # imported here: who has the lake on a disk needs none of it
        from opora.objects.filesystem import folder_at

        return folder_at(self.lake_at, self.private / "outgoing")

    @property
    def accepted(self) -> LakePath:
        """Typed rows that passed their contract, a folder per dataset."""
        return self.lake / "accepted"

    @property
    def quarantine(self) -> LakePath:
        """Typed rows that failed a critical rule, a folder per dataset."""
        return self.lake / "quarantine"

    @property
    def ledger(self) -> LakePath:
        """What was delivered, in order; a batch counts once its ledger file is here."""
        return self.lake / "ledger"

    @property
    def findings(self) -> LakePath:
        """What was found in the deliveries: rule, place, reason."""
        return self.lake / "findings"

    @property
    def issued_recommendations(self) -> LakePath:
        """Every recommendation that was ever issued; only grows."""
        return self.lake / "issued_recommendations.parquet"

    @property
    def lake_rules(self) -> LakePath:
        """Validated overrides of the rules' data."""
        return self.lake / "rules"

    @property
    def snapshots(self) -> Path:
        """Write-once half-yearly snapshots: the only approved history."""
        return self.root / "snapshots"

    @property
    def warehouse(self) -> Path:
        """What can be deleted and rebuilt: the private file and the releases."""
        return self.root / "warehouse"

    @property
    def build_file(self) -> Path:
        """The pipeline's own DuckDB file; no BI tool opens it."""
        return self.warehouse / "build.duckdb"

    @property
    def releases(self) -> Path:
        """Published DuckDB files, each under its own name."""
        return self.warehouse / "releases"

    @property
    def published_file(self) -> Path:
        """The name that readers open: a symlink to the newest release."""
        return self.warehouse / "opora.duckdb"

    @property
    def reports(self) -> Path:
        """Pages for people."""
        return self.root / "reports"

    @property
    def rules(self) -> Path:
        """The department's own rules, which override the seeds by key."""
        return self.root / "rules"

    @property
    def private(self) -> Path:
        """Salt, Dagster storage, logs, work files: never part of a release."""
        return self.root / "private"
