"""The checks of the lake: what the contracts say of the rows, and that no row was lost.

Belongs here: specs and results of checks, each a sentence and a table. dbt's tests are checks of
their own (`assets.warehouse`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from opora.contracts import Dataset
from orchestration.lake_facts import Answer, Counted, LakeFacts
from orchestration.markdown import table

RULES = "contract_rules"
CONSERVATION = "received_equals_accepted_plus_quarantined"
TOTALS = "declared_totals"
TAKEN = "every_file_taken"

#: What an officer has to act on before the half-year can be taken as it is.
_NOT_TAKEN = ("blocked", "refused", "rejected")
_SHOWN = 50


def dataset_check_specs(dataset: Dataset, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The checks of one dataset."""
    worst = "red: rows were rejected; yellow: rows are kept, with a remark"
    return [
        dg.AssetCheckSpec(
            RULES,
            asset=asset,
            description=f"All {len(dataset.rules)} rules of the contract, run by Great "
            f"Expectations over the delivered rows ({worst}).",
        ),
        conservation_spec(asset),
        dg.AssetCheckSpec(
            TOTALS,
            asset=asset,
            description="Total rows in the files («Итого») agree with the rows they sum up.",
        ),
    ]


def conservation_spec(asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check that no row was lost or made up."""
    return dg.AssetCheckSpec(
        CONSERVATION,
        asset=asset,
        description="For every delivery: the rows that the ledger says came in are those that lie "
        "in the Parquet files of the lake, accepted or quarantined.",
    )


def taken_spec(asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check that nothing waits for its sender."""
    return dg.AssetCheckSpec(
        TAKEN,
        asset=asset,
        description="No file was refused or rejected, and no half-year is blocked; what was good "
        "before stays as it is.",
    )


def dataset_checks(
    facts: LakeFacts, dataset: Dataset, asset: dg.AssetKey
) -> Iterator[dg.AssetCheckResult]:
    """The results for one dataset."""
    yield _rules(facts, dataset, asset)
    yield conservation(facts, [dataset.name], asset)
    yield _totals(facts, dataset, asset)


def _rules(facts: LakeFacts, dataset: Dataset, asset: dg.AssetKey) -> dg.AssetCheckResult:
    found = facts.findings(dataset.name)
    rules = {rule.id: rule for rule in dataset.rules}
    rows = [
        (
            f"`{each.rule_id}`",
            each.severity,
            each.rows,
            each.files,
            rules[each.rule_id].description if each.rule_id in rules else "",
            rules[each.rule_id].message_ru if each.rule_id in rules else "",
        )
        for each in found
    ]
    is_critical = any(each.severity == "critical" for each in found)
    is_passed = all(each.severity == "info" for each in found)
    sentence = f"{len(dataset.rules)} rules, all hold"
    if found:
        places = sum(each.rows for each in found)
        sentence = f"{len(found)} of {len(dataset.rules)} rules failed, in {places} places"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=RULES,
        passed=is_passed,
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        description=sentence,
        metadata={
            "rules": len(dataset.rules),
            "failed": table(
                ("rule", "severity", "rows", "files", "what must hold", "what the sender reads"),
                rows,
                empty="Every rule holds.",
            ),
            "data_docs": dg.MetadataValue.path(str(facts.home.reports / "data_docs/index.html")),
        },
    )


def conservation(facts: LakeFacts, datasets: list[str], asset: dg.AssetKey) -> dg.AssetCheckResult:
    """Ledger against Parquet, delivery by delivery."""
    rows = []
    received = accepted = quarantined = 0
    for dataset in datasets:
        booked = {a.delivery_id: a for a in _booked(facts, dataset)}
        counted = facts.counted(dataset)
        for delivery in sorted(booked.keys() | counted.keys()):
            answer, lies = booked.get(delivery), counted.get(delivery, Counted())
            received += answer.received if answer else 0
            accepted += lies.accepted
            quarantined += lies.quarantined
            if not _agree(answer, lies):
                rows.append(
                    (
                        dataset,
                        delivery,
                        answer.path if answer else "not in the ledger",
                        answer.received if answer else 0,
                        f"{answer.accepted if answer else 0} / {lies.accepted}",
                        f"{answer.quarantined if answer else 0} / {lies.quarantined}",
                    )
                )
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=CONSERVATION,
        passed=not rows,
        description=f"{received} received, {accepted} accepted + {quarantined} quarantined",
        metadata={
            "received": received,
            "accepted": accepted,
            "quarantined": quarantined,
            "differences": table(
                (
                    "dataset",
                    "delivery",
                    "file",
                    "received",
                    "accepted: ledger / lake",
                    "quarantined: ledger / lake",
                ),
                rows,
                empty="Ledger and lake agree for every delivery.",
            ),
        },
    )


def _booked(facts: LakeFacts, dataset: str) -> list[Answer]:
    return [answer for answer in facts.answers if answer.dataset == dataset]


def _agree(answer: Answer | None, lies: Counted) -> bool:
    return (
        answer is not None
        and answer.received == lies.accepted + lies.quarantined
        and answer.accepted == lies.accepted
        and answer.quarantined == lies.quarantined
    )


def _totals(facts: LakeFacts, dataset: Dataset, asset: dg.AssetKey) -> dg.AssetCheckResult:
    declared = sum(answer.totals for answer in facts.of_dataset(dataset.name))
    differing = facts.differing_totals(dataset.name)
    sentence = "the files declare no totals"
    if declared:
        sentence = f"{declared} total rows, {differing} numbers in them differ from the rows"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=TOTALS,
        passed=differing == 0,
        severity=dg.AssetCheckSeverity.WARN,
        description=sentence,
        metadata={"total_rows": declared, "differing": differing},
    )


def taken(facts: LakeFacts, asset: dg.AssetKey) -> dg.AssetCheckResult:
    """What waits for its sender, with the sentence the sender was given."""
    waiting = [answer for answer in facts.standing if answer.status in _NOT_TAKEN]
    blocked = sorted({str(answer.half_year) for answer in waiting if answer.status == "blocked"})
    sentence = f"{len(facts.standing)} answers, nothing waits for its sender"
    if waiting:
        sentence = f"{len({answer.path for answer in waiting})} files were not taken"
    if blocked:
        sentence += f"; blocked, last good rows stay: {', '.join(blocked)}"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=TAKEN,
        passed=not waiting,
        severity=dg.AssetCheckSeverity.ERROR,
        description=sentence,
        metadata={
            "not_taken": table(
                ("file", "dataset", "status", "what the sender reads"),
                [(a.path, a.dataset or "", a.status, a.message or "") for a in waiting[:_SHOWN]],
                empty="Every file was taken.",
            ),
            "files_not_taken": len({answer.path for answer in waiting}),
        },
    )
