"""The stations of the data, in order, as Dagster shows them.

Belongs here: names that several files share, so that the graph reads from 01 to 11.
"""

from __future__ import annotations

LANDING = "01_landing"
LAKE = "02_lake"
RULES = "03_rules"
STAGING = "04_staging"
INTERMEDIATE = "05_intermediate"
ANALYSIS = "06_analysis"
MARTS = "07_marts"
CYCLE = "08_cycle"
SNAPSHOT = "09_snapshot"
PUBLISHED = "10_published"
REPORTED = "11_reported"

#: The folder of a dbt model or source -> its station; of a model that no phase in Python precedes.
BY_DBT_FOLDER = {
    "rules": RULES,
    "staging": STAGING,
    "intermediate": INTERMEDIATE,
    "analysis": ANALYSIS,
    "marts": MARTS,
    "cycle": CYCLE,
    "snapshot": SNAPSHOT,
    "open_marts": SNAPSHOT,
}
#: A phase in Python -> the station of all that is built from its tables, whatever its folder.
AFTER_PHASE = {"analysis": MARTS, "cycle": CYCLE, "snapshot": SNAPSHOT}

#: One slot for everything that writes; the lock in OPORA_HOME guards the same thing against the
#: command line.
WRITER_POOL = "opora_writer"
