"""The stations of the data, in order, as Dagster shows them.

Belongs here: names that several files share, so that the graph reads from 1 to 9.
"""

from __future__ import annotations

LANDING = "1_landing"
LAKE = "2_lake"
RULES = "3_rules"
STAGING = "4_staging"
INTERMEDIATE = "5_intermediate"
ANALYSIS = "6_analysis"
MARTS = "7_marts"
CYCLE = "8_cycle"
PUBLISHED = "9_published"

#: The folder of a dbt model or source -> its station; of a model that no phase in Python precedes.
BY_DBT_FOLDER = {
    "rules": RULES,
    "staging": STAGING,
    "intermediate": INTERMEDIATE,
    "analysis": ANALYSIS,
    "marts": MARTS,
    "cycle": CYCLE,
}
#: A phase in Python -> the station of all that is built from its tables, whatever its folder.
AFTER_PHASE = {"analysis": MARTS, "cycle": CYCLE}

#: One slot for everything that writes; the lock in OPORA_HOME guards the same thing against the
#: command line.
WRITER_POOL = "opora_writer"
