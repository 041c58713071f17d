"""Papers that wait for a recommendation count if it is issued, and only then."""

from __future__ import annotations

from functools import partial

import pandas as pd

from opora.cycle.issue import decide_with_papers
from opora.cycle.papers import DeliveredPapers
from opora.cycle.recommend import recommend

LINEAGE = "sch990001-staffing_plan"
FIRST, SECOND = f"R-2023-H1-{LINEAGE}", f"R-2024-H1-{LINEAGE}"
HALF_YEARS = ["2023-H1", "2023-H2", "2024-H1"]
NO_ANSWERS = pd.DataFrame(
    columns=["waits", "paper", "recommendation_id", "accepted", "delivered_half_year"]
).astype({"waits": bool})


def measure(recommendation: str, *, waits: bool, status: str = "done") -> dict[str, object]:
    """A row of one and the same measure, which ended in 2023-H1."""
    return {
        "waits": waits,
        "paper": 1,
        "recommendation_id": recommendation,
        "status": status,
        "starts_on": "2023-02-01",
        "ends_on": "2023-05-01",
        "delivered_half_year": "2023-H1",
    }


def closed(*measures: dict[str, object], register: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Id and reason of closing of all that is issued; the finding stands all the time."""
    asked = pd.DataFrame(
        {
            "half_year": HALF_YEARS,
            "lineage": LINEAGE,
            "school_login": "sch990001",
            "finding_id": "sch990001/a",
            "rule": "staffing_plan",
            "object_id": "",
            "repeat_after_half_years": 2,
        }
    )
    decide = partial(recommend, HALF_YEARS, asked, asked[["half_year", "finding_id"]])
    papers = DeliveredPapers(NO_ANSWERS, pd.DataFrame(measures))
    issued = decide_with_papers(decide, papers, frozenset(register))
    reasons = issued["closed_reason"].fillna("")
    return list(zip(issued["recommendation_id"], reasons, strict=True))


def test_a_paper_that_waits_counts_when_its_recommendation_is_issued() -> None:
    assert closed(measure(FIRST, waits=True)) == [(FIRST, "done"), (SECOND, "")]


def test_a_correction_that_names_what_is_never_issued_replaces_nothing() -> None:
    measures = measure("R-2023-H1-nobody", waits=True), measure(FIRST, waits=False)
    assert closed(*measures) == [(FIRST, "done"), (SECOND, "")]
    # neither does one that names the right thing in a half-year in which it was not issued
    measures = measure(f"R-2023-H2-{LINEAGE}", waits=True), measure(FIRST, waits=False)
    assert closed(*measures) == [(FIRST, "done"), (SECOND, "")]


def test_a_correction_that_names_what_was_issued_in_earlier_times_counts() -> None:
    measures = measure("R-2022-H2-gone", waits=True), measure(FIRST, waits=False)
    assert closed(*measures, register=("R-2022-H2-gone",)) == [(FIRST, "")]


def test_a_correction_that_makes_its_own_recommendation_impossible_ends() -> None:
    """With it the first one stays open, and the second, which it names, is not issued."""
    measures = measure(SECOND, waits=True), measure(FIRST, waits=False)
    assert closed(*measures) == [(FIRST, "")]
