"""Checks whose newest result is a failure.

Belongs here: reading results, and Russian words for our own checks. dbt's tests are told by their
names; numbers of rows are told, rows are not.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg
from dagster import AssetCheckEvaluation
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from opora.alerts.settings import Settings
from opora.alerts.trouble import Level, Seen, Trouble
from opora.contracts import load_contracts
from orchestration.checks import CONSERVATION, RULES, TOTALS

_WORDS = {
    RULES: "строки нарушают правила контракта",
    CONSERVATION: "получено не равно принятому и отклонённому вместе",
    TOTALS: "итоги в файлах не сходятся со строками",
}
_CONCLUDED = {
    AssetCheckExecutionRecordStatus.SUCCEEDED,
    AssetCheckExecutionRecordStatus.FAILED,
}


def checks_seen(
    instance: dg.DagsterInstance, keys: Sequence[dg.AssetCheckKey], settings: Settings
) -> Seen:
    """What failed, and what is well; a check that is about to run is as it was."""
    newest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    troubles, well = [], []
    for key, record in newest.items():
        if record.status not in _CONCLUDED or record.evaluation is None:
            continue
        if record.evaluation.passed:
            well.append(f"check {_name(key)}")
        else:
            troubles.append(_trouble(key, record.evaluation, settings))
    return Seen(tuple(troubles), well=frozenset(well))


def _name(key: dg.AssetCheckKey) -> str:
    return f"{key.asset_key.to_user_string()}:{key.name}"


def _trouble(
    key: dg.AssetCheckKey, evaluation: AssetCheckEvaluation, settings: Settings
) -> Trouble:
    asset = key.asset_key.to_user_string()
    contract = load_contracts().get(key.asset_key.path[-1])
    is_of_lake = key.asset_key.path[0] == "lake" and contract is not None
    subject = f"«{contract.title_ru}»" if contract and is_of_lake else asset
    level: Level = "error" if evaluation.severity == dg.AssetCheckSeverity.ERROR else "warning"
    places = evaluation.metadata.get("failing_places")
    counted = f", мест: {places.value}" if places is not None else ""
    return Trouble(
        kind="check",
        name=_name(key),
        level=level,
        title=f"проверка {subject}",
        state=_WORDS.get(key.name, f"не пройдена, {key.name}"),
        what=f"Проверка {key.name} таблицы {asset}{counted}.",
        todo="Откройте проверку: в ней сказано, что найдено. Исправьте данные или правило и "
        "запустите расчёт ещё раз.",
        where=settings.link(
            f"/assets/{'/'.join(key.asset_key.path)}?view=checks&checkDetail={key.name}",
            f"Dagster, Assets, {asset}, Checks",
        ),
        datasets=(contract.name,) if contract and is_of_lake else (),
    )
