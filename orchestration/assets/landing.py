"""Station 1: what lies in the landing zone. Opora never writes there.

Belongs here: showing which files came, and when. Taking them is station 2.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

import dagster as dg

from opora.home import HISTORY, Home
from opora.intake.landing import discover
from orchestration.markdown import table
from orchestration.stations import LANDING

HALF_YEARS_KEY = dg.AssetKey(["landing", "half_years"])
HISTORY_KEY = dg.AssetKey(["landing", HISTORY])

_SHOWN = 40


@dataclass(frozen=True)
class Lying:
    """A file as the folder shows it, unopened."""

    path: str
    period: str | None
    bytes: int
    changed_ns: int


def lying(home: Home, datasets: frozenset[str]) -> dict[str | None, list[Lying]]:
    """Half-year (None: history and misplaced files) -> its files."""
    found: dict[str | None, list[Lying]] = {}
    for file in discover(home, datasets):
        stat = file.path.stat()
        seen = Lying(file.relative, file.half_year, stat.st_size, stat.st_mtime_ns)
        found.setdefault(file.half_year, []).append(seen)
    return found


def fingerprint(files: list[Lying]) -> str:
    """Changes with every new, changed or removed file; opens none."""
    facts = sorted((file.path, file.bytes, file.changed_ns) for file in files)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def landing_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetSpec]:
    """The two halves of the landing zone; others write them, so Dagster only watches."""
    return [
        dg.AssetSpec(
            HALF_YEARS_KEY,
            partitions_def=partitions,
            group_name=LANDING,
            kinds={"csv", "excel", "parquet"},
            description="The folders `landing/2024-H1/<dataset>/`: files as they were delivered, "
            "one folder per half-year. Nothing is ever changed here.",
        ),
        dg.AssetSpec(
            HISTORY_KEY,
            group_name=LANDING,
            kinds={"csv", "excel", "parquet"},
            description="The folder `landing/history/<dataset>/`: files that cover several "
            "half-years, such as the results since 2018.",
        ),
    ]


def observation(period: str | None, files: list[Lying]) -> dg.AssetObservation:
    """What was found lying in a half-year's folder (None: the history)."""
    rows = [
        (
            file.path,
            f"{file.bytes / 1024:.1f}",
            dt.datetime.fromtimestamp(file.changed_ns / 1e9).strftime("%Y-%m-%d %H:%M"),
        )
        for file in files[:_SHOWN]
    ]
    return dg.AssetObservation(
        HISTORY_KEY if period is None else HALF_YEARS_KEY,
        partition=period,
        metadata={
            "files": len(files),
            "bytes": sum(file.bytes for file in files),
            "listing": table(("file", "KiB", "changed"), rows, empty="No file."),
        },
    )
