"""The phases of a build, in order, and which of dbt's nodes belong to which.

Three of them are Python and stand between those of dbt: they read models and write the tables of a
dbt source that bears their name, which later models read. Belongs here: names and selections.
Running them is `build`.
"""

from __future__ import annotations

MODELS, ANALYSIS, MARTS, CYCLE, CYCLE_MARTS, SNAPSHOT, SNAPSHOT_MARTS = PHASES = (
    "models", "analysis", "marts", "cycle", "cycle_marts", "snapshot", "snapshot_marts",
)  # fmt: skip

#: The phases that are Python; what depends on their source, directly or not, is built after them.
IN_PYTHON = (ANALYSIS, CYCLE, SNAPSHOT)

#: Which nodes the phases of dbt build, as (select, exclude) in dbt's own words.
SELECTIONS = {
    MODELS: ("*", f"source:{ANALYSIS}+ source:{CYCLE}+ source:{SNAPSHOT}+"),
    MARTS: (f"source:{ANALYSIS}+", f"source:{CYCLE}+ source:{SNAPSHOT}+"),
    CYCLE_MARTS: (f"source:{CYCLE}+", f"source:{SNAPSHOT}+"),
    SNAPSHOT_MARTS: (f"source:{SNAPSHOT}+", ""),
}
