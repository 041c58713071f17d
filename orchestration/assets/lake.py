"""Station 2: the lake. Deliveries are read, checked by their contracts, and kept as typed rows.

Belongs here: which assets a taking makes and what their pages show. The taking itself is
`opora.pipeline.take`; one step does all datasets, because they are checked against each other.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import dagster as dg

from opora.contracts import Dataset
from opora.home import HISTORY
from opora.pipeline.take import take
from opora.pipeline.validators import validator_of
from orchestration.assets.landing import HALF_YEARS_KEY, HISTORY_KEY, lying, observation
from orchestration.checks import (
    conservation,
    conservation_spec,
    dataset_check_specs,
    dataset_checks,
    taken,
    taken_spec,
)
from orchestration.lake_facts import LakeFacts, read_lake
from orchestration.markdown import bar, table
from orchestration.resources import Installation
from orchestration.stations import LAKE, WRITER_POOL

LEDGER_KEY = dg.AssetKey(["lake", "ledger"])
FINDINGS_KEY = dg.AssetKey(["lake", "findings"])
QUARANTINE_KEY = dg.AssetKey(["lake", "quarantine"])
HISTORY_ROWS_KEY = dg.AssetKey(["lake", HISTORY])

_KINDS = {"parquet"}
_CHECKED = {"parquet", "greatexpectations"}
_COLUMN_SCHEMA = "dagster/column_schema"


def dataset_key(name: str) -> dg.AssetKey:
    """The asset of a dataset's accepted rows."""
    return dg.AssetKey(["lake", name])


def history_asset(datasets: Mapping[str, Dataset]) -> dg.AssetsDefinition:
    """What the files of landing/history brought, in all datasets at once."""

    @dg.multi_asset(
        name="take_history",
        specs=[
            dg.AssetSpec(
                HISTORY_ROWS_KEY,
                deps=[HISTORY_KEY],
                group_name=LAKE,
                kinds=_CHECKED,
                description="Rows from files that cover several half-years, in whatever datasets "
                "they feed. Taken first: half-years are checked against the schools and compared "
                "with the results that lie here.",
            )
        ],
        check_specs=[taken_spec(HISTORY_ROWS_KEY), conservation_spec(HISTORY_ROWS_KEY)],
        pool=WRITER_POOL,
    )
    def take_history(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        facts = _take(context, installation, datasets, frozenset([None]))
        metadata = _ledger_metadata(facts, datasets)
        yield dg.MaterializeResult(asset_key=HISTORY_ROWS_KEY, metadata=metadata)
        yield taken(facts, HISTORY_ROWS_KEY)
        yield conservation(facts, HISTORY_ROWS_KEY, None)

    return take_history


def half_year_assets(
    datasets: Mapping[str, Dataset], partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """Accepted rows of every dataset, the ledger and the findings, for some half-years."""

    @dg.multi_asset(
        name="take_half_year",
        specs=[
            *(_dataset_spec(dataset) for dataset in datasets.values()),
            dg.AssetSpec(
                LEDGER_KEY,
                deps=[HALF_YEARS_KEY, HISTORY_ROWS_KEY],
                group_name=LAKE,
                kinds=_KINDS,
                description="What was delivered, in which order, and what became of it: one row "
                "per file and dataset. Append-only; received = accepted + quarantined.",
            ),
            dg.AssetSpec(
                FINDINGS_KEY,
                deps=[HALF_YEARS_KEY, HISTORY_ROWS_KEY],
                group_name=LAKE,
                kinds=_CHECKED,
                description="What the rules of the contracts found in the deliveries: rule, file, "
                "sheet, row, column, and the sentence that the sender reads. Rows that failed a "
                "critical rule lie in lake/quarantine.",
            ),
            dg.AssetSpec(
                QUARANTINE_KEY,
                deps=[HALF_YEARS_KEY, HISTORY_ROWS_KEY],
                group_name=LAKE,
                kinds=_CHECKED,
                description="Rows that failed a critical rule, of all datasets, each with its "
                "reasons; what became of them since is in marts/quarantine_rows.",
            ),
        ],
        check_specs=[
            *(
                spec
                for dataset in datasets.values()
                for spec in dataset_check_specs(dataset, dataset_key(dataset.name))
            ),
            taken_spec(LEDGER_KEY),
        ],
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WRITER_POOL,
    )
    def take_half_year(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        facts = _take(context, installation, datasets, frozenset(context.partition_keys))
        for period in context.partition_keys:
            for key, metadata in _metadata(facts.of_half_year(period), datasets):
                context.add_asset_metadata(metadata, asset_key=key, partition_key=period)
        yield dg.MaterializeResult(asset_key=LEDGER_KEY)
        yield dg.MaterializeResult(asset_key=FINDINGS_KEY)
        yield dg.MaterializeResult(asset_key=QUARANTINE_KEY)
        for dataset in datasets.values():
            key = dataset_key(dataset.name)
            yield dg.MaterializeResult(asset_key=key)
            yield from dataset_checks(facts, dataset, key)
        yield taken(facts, LEDGER_KEY)

    return take_half_year


def _take(
    context: dg.AssetExecutionContext,
    installation: Installation,
    datasets: Mapping[str, Dataset],
    periods: frozenset[str | None],
) -> LakeFacts:
    with installation.writing(context.log) as home:
        found = lying(home, frozenset(datasets))
        for period in periods:
            context.log_event(observation(period, found.get(period, [])))
        done = take(home, periods, validator=validator_of(home))
        context.log.info(
            f"{len({row.path for row in done.ledger})} new files, "
            f"{sum(row.rows_accepted for row in done.ledger)} rows accepted, "
            f"{sum(row.rows_quarantined for row in done.ledger)} quarantined"
        )
        return read_lake(home, datasets, periods)


def _dataset_spec(dataset: Dataset) -> dg.AssetSpec:
    return dg.AssetSpec(
        dataset_key(dataset.name),
        deps=[HALF_YEARS_KEY, HISTORY_ROWS_KEY],
        group_name=LAKE,
        kinds=_CHECKED,
        description=f"**{dataset.title_ru}.** {dataset.description}\n\n{dataset.description_ru}\n\n"
        f"Contract: `data_contracts/{dataset.name}.yaml`, version {dataset.version}, "
        f"{len(dataset.rules)} rules. One row: {dataset.grain}",
        metadata={
            _COLUMN_SCHEMA: dg.TableSchema(
                [
                    dg.TableColumn(column.name, column.duckdb_type, column.description)
                    for column in dataset.stored_columns
                ]
            ),
        },
    )


def _metadata(
    facts: LakeFacts, datasets: Mapping[str, Dataset]
) -> Iterator[tuple[dg.AssetKey, dict[str, Any]]]:
    """What the pages show for one half-year."""
    yield LEDGER_KEY, _ledger_metadata(facts, datasets)
    yield FINDINGS_KEY, _findings_metadata(facts, datasets)
    for dataset in datasets.values():
        yield dataset_key(dataset.name), _dataset_metadata(facts, dataset)


def _dataset_metadata(facts: LakeFacts, dataset: Dataset) -> dict[str, Any]:
    answers = facts.of_dataset(dataset.name)
    return {
        "dagster/partition_row_count": facts.accepted(dataset.name),
        "quarantined": facts.quarantined(dataset.name),
        "files": table(
            ("file", "status", "received", "accepted", "quarantined"),
            [(a.path, a.status, a.received, a.accepted, a.quarantined) for a in answers],
            empty="Nothing was delivered.",
        ),
        "rows_lie_in": dg.MetadataValue.path(str(facts.home.accepted / dataset.name)),
        "quarantine_lies_in": dg.MetadataValue.path(str(facts.home.quarantine / dataset.name)),
        "data_docs": dg.MetadataValue.path(str(facts.home.reports / "data_docs/index.html")),
    }


def _ledger_metadata(facts: LakeFacts, datasets: Collection[str]) -> dict[str, Any]:
    rows = []
    for name in datasets:
        answers = facts.of_dataset(name)
        accepted, quarantined = facts.accepted(name), facts.quarantined(name)
        if answers or accepted or quarantined:
            received = accepted + quarantined
            rows.append((name, len(answers), accepted, quarantined, bar(accepted, received)))
    return {
        "files": len({answer.path for answer in facts.standing}),
        "by_dataset": table(
            ("dataset", "files", "rows accepted", "rows quarantined", "share accepted"),
            rows,
            empty="Nothing was delivered.",
        ),
        "ledger_lies_in": dg.MetadataValue.path(str(facts.home.ledger)),
    }


def _findings_metadata(facts: LakeFacts, datasets: Collection[str]) -> dict[str, Any]:
    rows = [
        (f"`{found.rule_id}`", found.severity, found.rows, found.files)
        for dataset in datasets
        for found in facts.failed_rules(dataset)
    ]
    return {
        "findings": sum(row[2] for row in rows),
        "by_rule": table(("rule", "severity", "rows", "files"), rows, empty="No finding."),
        "findings_lie_in": dg.MetadataValue.path(str(facts.home.findings)),
    }
