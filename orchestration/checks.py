"""The checks of the lake: what the contracts say of the rows, and that no row was lost.

Belongs here: specs and results of checks, each a sentence and a table. dbt's tests are checks of
their own (`assets.warehouse`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from opora.contracts import Dataset, Rule
from orchestration.lake_facts import Answer, Counted, FailedRule, LakeFacts
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
    yield conservation(facts, asset, dataset.name)
    yield _totals(facts, dataset, asset)


def _rules(facts: LakeFacts, dataset: Dataset, asset: dg.AssetKey) -> dg.AssetCheckResult:
    failed = facts.failed_rules(dataset.name)
    rules = {rule.id: rule for rule in dataset.rules}
    places = sum(each.rows for each in failed)
    sentence = f"{len(dataset.rules)} rules, all hold"
    if failed:
        sentence = f"{len(failed)} of {len(dataset.rules)} rules failed, in {places} places"
    is_critical = any(each.severity == "critical" for each in failed)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=RULES,
        passed=all(each.severity == "info" for each in failed),
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        description=f"{facts.title}: {sentence}",
        metadata={
            "failing_places": places,
            "failed_rules": table(
                ("rule", "severity", "rows", "files", "what must hold", "what the sender reads"),
                [_failed(each, rules.get(each.rule_id)) for each in failed],
                empty="Every rule holds.",
            ),
            "data_docs": dg.MetadataValue.path(str(facts.home.reports / "data_docs/index.html")),
        },
    )


def _failed(failed: FailedRule, rule: Rule | None) -> tuple[object, ...]:
    """A row of the table; a rule that left its contract since has no words any more."""
    words = (rule.description, rule.message_ru.replace("{value}", "…")) if rule else ("", "")
    return (f"`{failed.rule_id}`", failed.severity, failed.rows, failed.files, *words)


def conservation(facts: LakeFacts, asset: dg.AssetKey, dataset: str | None) -> dg.AssetCheckResult:
    """Ledger against Parquet, delivery by delivery; of one dataset or (None) of all."""
    booked = {(a.dataset, a.delivery_id): a for a in facts.answers if dataset in (None, a.dataset)}
    lies: dict[tuple[str | None, int], Counted] = {
        (c.dataset, c.delivery_id): c for c in facts.counted if dataset in (None, c.dataset)
    }
    places = sorted(booked.keys() | lies.keys(), key=lambda place: (place[1], str(place[0])))
    received = sum(answer.received for answer in booked.values())
    accepted = sum(counted.accepted for counted in lies.values())
    quarantined = sum(counted.quarantined for counted in lies.values())
    differences = [
        row for place in places if (row := _difference(booked.get(place), lies.get(place)))
    ]
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=CONSERVATION,
        passed=not differences,
        description=f"{facts.title}: {received} received; in the lake {accepted} accepted + "
        f"{quarantined} quarantined",
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
                differences,
                empty="Ledger and lake agree for every delivery.",
            ),
        },
    )


def _difference(answer: Answer | None, lies: Counted | None) -> tuple[object, ...] | None:
    """A row of the table where ledger and lake disagree about a delivery."""
    accepted, quarantined = (lies.accepted, lies.quarantined) if lies else (0, 0)
    if answer is None:
        assert lies is not None  # noqa: S101 - one of the two knows the delivery
        return (lies.dataset, lies.delivery_id, "not in the ledger", 0, accepted, quarantined)
    booked = (answer.received, answer.accepted, answer.quarantined)
    if booked == (accepted + quarantined, accepted, quarantined):
        return None
    return (
        answer.dataset,
        answer.delivery_id,
        answer.path,
        answer.received,
        f"{answer.accepted} / {accepted}",
        f"{answer.quarantined} / {quarantined}",
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
        description=f"{facts.title}: {sentence}",
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
        description=f"{facts.title}: {sentence}",
        metadata={
            "not_taken": table(
                ("file", "dataset", "status", "what the sender reads"),
                [(a.path, a.dataset or "", a.status, a.message or "") for a in waiting[:_SHOWN]],
                empty="Every file was taken.",
            ),
            "files_not_taken": len({answer.path for answer in waiting}),
        },
    )
