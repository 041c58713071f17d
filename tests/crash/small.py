"""A small municipality whose files come in two half-years, for runs that are disturbed.

Belongs here: which files lie in the landing zone. Every station has something to do: results,
marks, conditions, people, support, lists, and papers of 2021-H1 that name recommendations of
2020-H2, so that they wait where both come at once.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from opora.demo import write_municipality
from opora.demo.schools import FEWEST

BEFORE, AFTER = "2020-H2", "2021-H1"

#: The rest would only make each run longer.
_DELIVERED = frozenset({
    "schools", "school_identifiers", "school_lists", "assessment_results", "assessment_marks",
    "social_conditions", "staff", "competence_diagnostics", "methodical_support",
    "targeted_support", "recommendation_responses", "measures",
})  # fmt: skip


def deliver(landing: Path, *half_years: str) -> int:
    """Put the history and the files of some half-years into the landing zone; how many files."""
    with tempfile.TemporaryDirectory() as folder:
        write_municipality(Path(folder), schools=FEWEST, half_years=half_years)
        count = 0
        for path in sorted(Path(folder).rglob("*")):
            target = landing / path.relative_to(folder)
            if path.is_file() and path.parent.name in _DELIVERED and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
                count += 1
    return count
