"""Every day: which datasets are awaited, and from whom, as a check on each dataset of the lake.

Belongs here: specs and results of these checks. What is awaited on a day is
`opora.quality.freshness`, which `opora status` shows as well; when the checks run is `schedules`.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb

from opora.contracts import Dataset
from opora.errors import OporaError
from opora.quality.freshness import Awaited, Sender, awaited, published_marts, senders
from orchestration.assets.lake import dataset_key
from orchestration.markdown import table
from orchestration.resources import Installation

DELIVERED = "delivered_in_time"

_SHOWN = 50
_HEADINGS = ("полугодие", "код", "название", "что не так")
_STATES = {
    "missing": "ничего не сдано",
    "rejected": "все строки отклонены",
    "partly": "сдано не всё",
}
_GRAVE = (dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR)


def freshness_checks(
    datasets: Mapping[str, Dataset], today: Callable[[], dt.date]
) -> dg.AssetChecksDefinition:
    """A check per dataset, none of them blocking; `today`: the day on the office's wall."""

    @dg.multi_asset_check(
        name="ask_who_is_missing",
        specs=[
            dg.AssetCheckSpec(
                DELIVERED,
                asset=dataset_key(dataset.name),
                description="All who owe this dataset have delivered it for the half-year that is "
                "due next, and for the one that was due last. Yellow from some days before it is "
                "due on (rules: dataset_schedule), red when it is overdue and critical.",
            )
            for dataset in datasets.values()
        ],
    )
    def ask_who_is_missing(installation: Installation) -> Iterator[dg.AssetCheckResult]:
        yield from results(installation, datasets, today())

    return ask_who_is_missing


def results(
    installation: Installation, datasets: Collection[str], on: dt.date
) -> Iterator[dg.AssetCheckResult]:
    """The results on a day; each warns where nothing is published that could be asked."""
    try:
        with published_marts(installation.home) as connection:
            found = awaited(connection, on)
            for name in datasets:
                yield _result(connection, name, [each for each in found if each.dataset == name])
    except OporaError as error:
        for name in datasets:
            yield _checked(name, dg.AssetCheckSeverity.WARN, str(error), {})


def _result(
    connection: duckdb.DuckDBPyConnection, name: str, found: Collection[Awaited]
) -> dg.AssetCheckResult:
    if not found:
        return _checked(name, None, "Nobody owes it: it comes when there is something to tell.", {})
    severities = [severity for each in found if (severity := _severity(each)) is not None]
    rows = [
        (each.half_year, sender.login or sender.territory, sender.name_ru or "", _words(sender))
        for each in found
        for sender in senders(connection, each.half_year, name, _SHOWN)
    ]
    absent = sum(each.missing + each.partly for each in found)
    if absent > len(rows):
        rows.append(("…", "", "", f"и ещё {absent - len(rows)}"))
    return _checked(
        name,
        max(severities, key=_GRAVE.index, default=None),
        " ".join(_sentence(each) for each in found),
        {
            "missing": sum(each.missing for each in found),
            "partly": sum(each.partly for each in found),
            "due_on": ", ".join(f"{each.half_year}: {each.due_on}" for each in found),
            "from_whom": table(_HEADINGS, rows, empty="Сдали все."),
        },
    )


def _severity(each: Awaited) -> dg.AssetCheckSeverity | None:
    """None: the check passes. Something that is only incomplete is never red."""
    if each.stage in ("complete", "waiting") or each.severity == "info":
        return None
    is_absent = each.missing > 0 or not each.is_known
    if each.stage == "overdue" and each.severity == "critical" and is_absent:
        return dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckSeverity.WARN


def _sentence(each: Awaited) -> str:
    if not each.is_known:
        return (
            f"{each.half_year}: due on {each.due_on}, {each.stage}; nothing was delivered at all."
        )
    counted = f"{each.missing} of {each.expected} are missing"
    if each.partly:
        counted += f", {each.partly} have delivered part of it"
    if each.stage == "complete":
        counted = f"all {each.expected} have delivered"
    return f"{each.half_year}: due on {each.due_on}, {each.stage}; {counted}."


def _words(sender: Sender) -> str:
    rows = f"; отклонённых строк ждёт исправления: {sender.rows_open}" if sender.rows_open else ""
    return _STATES[sender.state] + rows


def _checked(
    name: str,
    severity: dg.AssetCheckSeverity | None,
    description: str,
    metadata: dict[str, Any],
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=dataset_key(name),
        check_name=DELIVERED,
        passed=severity is None,
        severity=severity or dg.AssetCheckSeverity.WARN,
        description=description,
        metadata=metadata,
    )
