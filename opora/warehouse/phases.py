"""The phases of a build, in order, and which of dbt's nodes belong to which.

The analysis in Python stands in the middle: it reads models and writes tables that marts read.
Belongs here: names and selections. Running them is `build`.
"""

from __future__ import annotations

MODELS, ANALYSIS, MARTS = "models", "analysis", "marts"
PHASES = (MODELS, ANALYSIS, MARTS)

#: What depends on the analysis, directly or not; everything else is built before it.
AFTER_ANALYSIS = "source:analysis+"

#: dbt's arguments for the phases that are dbt's.
SELECTIONS = {
    MODELS: ("--exclude", AFTER_ANALYSIS),
    MARTS: ("--select", AFTER_ANALYSIS),
}
