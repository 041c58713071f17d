"""Station 9: the snapshot in Python, between the marts it keeps and those that show its revisions.

Belongs here: what its pages show. The snapshot is `opora.snapshot`, a phase of the build; approving
is a person's act (`opora approve`).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from opora.home import Home
from opora.snapshot.revisions import half_years_with_snapshots, read_revisions
from opora.snapshot.standing import Standing, standings
from opora.warehouse.phases import SNAPSHOT as PHASE
from orchestration.assets.in_python import row_counts, run_in_turn, table_specs
from orchestration.markdown import table
from orchestration.resources import Installation
from orchestration.stations import WRITER_POOL

_REVISIONS_KEY = dg.AssetKey([PHASE, "revisions"])
APPROVED = "approved_half_years_stand"

_HEADINGS = ("half-year", "revision", "state", "content hash", "made", "approved", "why it differs")


def snapshot_assets(manifest_file: Path, marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """An asset per table that the snapshot brings into the warehouse.

    `marts`: of the phases before. What fails a test in any of them is not kept for ever.
    """
    specs = table_specs(manifest_file, PHASE, after=marts)

    @dg.multi_asset(
        specs=specs,
        check_specs=[
            dg.AssetCheckSpec(
                APPROVED,
                asset=_REVISIONS_KEY,
                description="What is known today agrees with every approved half-year; yellow: a "
                "restatement is proposed and waits for opora approve.",
            )
        ],
        name="take_snapshots",
        pool=WRITER_POOL,
    )
    def take_snapshots(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        with installation.writing(context.log) as home:
            run_in_turn(context, home, PHASE)
            found = _standings(home)
            metadata = row_counts(home, specs)
            metadata[_REVISIONS_KEY] |= {"revisions": table(_HEADINGS, [_row(s) for s in found])}
            for spec in specs:
                yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata[spec.key])
            yield _checked(found)

    return take_snapshots


def _standings(home: Home) -> list[Standing]:
    """All revisions, the newest half-year first."""
    return [
        standing
        for half_year in reversed(half_years_with_snapshots(home))
        for standing in standings(read_revisions(home, half_year))
    ]


def _row(standing: Standing) -> tuple[object, ...]:
    revision = standing.revision
    approval = revision.approval
    return (
        revision.half_year,
        revision.number,
        standing.state,
        f"`{revision.content_hash[:16]}`",
        revision.manifest["made_at"][:16],
        f"{approval['approved_at'][:10]}, {approval['approved_by']}" if approval else "",
        "; ".join(each["text_ru"] for each in revision.manifest["causes"]),
    )


def _checked(found: list[Standing]) -> dg.AssetCheckResult:
    proposed = [
        each
        for each in found
        if each.state == "proposed" and each.base is not None and each.base.approval
    ]
    sentence = ", ".join(each.revision.name for each in proposed) or "nothing is to be restated"
    return dg.AssetCheckResult(
        asset_key=_REVISIONS_KEY,
        check_name=APPROVED,
        passed=not proposed,
        severity=dg.AssetCheckSeverity.WARN,
        description=sentence,
        metadata={"proposed": len(proposed)},
    )
