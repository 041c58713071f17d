"""Assets whose freshness policy fails: what should have been made by now was not.

Belongs here: reading the states that Dagster's daemon keeps. Not here: what is due when
(`orchestration.deadline`).
"""

from __future__ import annotations

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from dagster._core.definitions.freshness import FreshnessState

from opora.alerts.settings import Settings
from opora.alerts.trouble import Level, Seen, Trouble

_LEVELS: dict[FreshnessState, Level] = {
    FreshnessState.FAIL: "error",
    FreshnessState.WARN: "warning",
}


def freshness_seen(instance: dg.DagsterInstance, graph: AssetGraph, settings: Settings) -> Seen:
    """What is late; what was never made, or can't be judged, is not."""
    watched = [node.key for node in graph.asset_nodes if node.freshness_policy is not None]
    states = instance.get_freshness_state_records(watched)
    return Seen(
        tuple(
            _trouble(key, _LEVELS[record.freshness_state], settings)
            for key, record in states.items()
            if record.freshness_state in _LEVELS
        ),
        frozenset({"freshness"}),
    )


def _trouble(key: dg.AssetKey, level: Level, settings: Settings) -> Trouble:
    asset = key.to_user_string()
    return Trouble(
        kind="freshness",
        name=asset,
        level=level,
        title=asset,
        state="не обновлено в срок",
        what="К этому дню расчёт должен был быть выполнен, а его не было.",
        todo="Посмотрите, включено ли расписание half_year_is_due и нет ли ошибок, и запустите "
        "расчёт.",
        where=settings.link(f"/assets/{'/'.join(key.path)}", f"Dagster, Assets, {asset}"),
    )
