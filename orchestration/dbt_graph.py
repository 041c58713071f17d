"""dbt's models and tests as Dagster sees them: keys, groups, descriptions.

Belongs here: translation. Running dbt is `opora.warehouse`; showing a run is `assets.warehouse`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from opora.warehouse.lists import IS_LISTED, is_listed
from opora.warehouse.phases import MODELS, PHASES
from orchestration.stations import AFTER_PHASE, BY_DBT_FOLDER, RULES


class Translator(DagsterDbtTranslator):
    """Stations for groups; words for people; a check for every test.

    `after`: unique ids of nodes -> the last phase in Python that they are built after.
    """

    def __init__(self, after: Mapping[str, str]) -> None:
        """Translate for a project that is built in these phases."""
        super().__init__()
        self._after = after

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Schema and table as readers know them: two schemas may have tables of one name."""
        if dbt_resource_props["resource_type"] == "model":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The station of the phase or the folder that the model belongs to; seeds are rules."""
        if dbt_resource_props["resource_type"] == "seed":
            return RULES
        phase = self._after.get(dbt_resource_props["unique_id"])
        if phase is not None:
            return AFTER_PHASE[phase]
        return BY_DBT_FOLDER[dbt_resource_props["fqn"][1]]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The model's own words; its SQL follows, for who wants to check them."""
        words = dbt_resource_props.get("description", "")
        russian = dbt_resource_props.get("config", {}).get("meta", {}).get("description_ru", "")
        sql = dbt_resource_props.get("raw_code", "").strip()
        shown = f"```sql\n{sql}\n```" if sql else ""
        return "\n\n".join(part for part in (russian and f"**{russian}**", words, shown) if part)

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A test's check; a test over several models belongs to the first that is built last."""
        test = self.get_resource_props(manifest, unique_id)
        tested = test["depends_on"]["nodes"]
        last = max(tested, key=lambda node: PHASES.index(self._after.get(node, MODELS)))
        owner = test.get("attached_node") or last
        if self.get_asset_spec(manifest, owner, project).key != asset_spec.key:
            return None
        return dg.AssetCheckSpec(
            test["name"],
            asset=asset_spec.key,
            description=test.get("description") or _what_holds(test),
            blocking=test["config"]["severity"].lower() == "error",
            metadata={IS_LISTED: True} if is_listed(test) else None,
        )


def _what_holds(test: Mapping[str, Any]) -> str:
    generic = test.get("test_metadata") or {}
    settings = {k: v for k, v in generic.get("kwargs", {}).items() if k != "model"}
    named = "; ".join(f"{key}: {value}" for key, value in settings.items())
    return f"{generic.get('name', test['name'])} ({named})" if named else str(test["name"])
