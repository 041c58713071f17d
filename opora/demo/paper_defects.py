"""What is wrong on purpose in the papers of the cycle: each kind that the chain must not take.

Belongs here: rows that are rejected. Papers that are taken although the chain has a flaw belong to
the papers themselves (`cycle`, `decisions`, `measures`).
"""

from __future__ import annotations

import datetime as dt

from opora.demo.half_year_files import UNKNOWN_LOGIN, HalfYearFiles
from opora.demo.truth import Row

#: A decision of the first half-year that has any, and where the codes of later findings begin.
_EARLY_DECISION, _LATER = "УР-2021-H1-1", "R-2022"


def measure_of_unknown_school(found: HalfYearFiles) -> None:
    """A measure of a school that nobody has registered."""
    delivery = found.find("measures")
    row = {**_measure(found, 97), "school_login": UNKNOWN_LOGIN}
    found.reject("measure_of_unknown_school", "a measure of a school that is not registered",
                 delivery, "measures.school_login.known", [row])  # fmt: skip


def measure_ends_before_it_begins(found: HalfYearFiles) -> None:
    """A measure whose deadline is before its first day."""
    delivery = found.find("measures")
    row = _measure(found, 98)
    row["ends_on"] = row["starts_on"] - dt.timedelta(days=30)
    found.reject("measure_ends_before_it_begins", "a deadline before the first day",
                 delivery, "measures.dates_in_order", [row])  # fmt: skip


def decided_before_found(found: HalfYearFiles) -> None:
    """A decision about a recommendation that was issued only after it."""
    delivery = found.find("decision_links")
    row = next(
        row
        for row in delivery.rows
        if row["object_kind"] == "recommendation" and row["object_id"] > _LATER
    )
    found.reject("decided_before_found", "a decision dated before what it answers was found",
                 delivery, "decision_links.decided_after_finding",
                 [{**row, "decision_id": _EARLY_DECISION}])  # fmt: skip


def doubled_act(found: HalfYearFiles) -> None:
    """Two decisions that claim to be the same act."""
    delivery = found.find("management_decisions")
    row = {**delivery.rows[0], "number": f"{found.half_year[2:]}-97/01-08"}
    rows = [{**row, "decision_id": f"УР-{found.half_year}-{number}"} for number in (97, 98)]
    found.reject("doubled_act", "two decisions with one issuer, number and date",
                 delivery, "management_decisions.one_act_one_decision", rows)  # fmt: skip


def unknown_recommendation(found: HalfYearFiles) -> None:
    """An answer to a recommendation, and a measure after one, that nobody has issued."""
    answers, measures = found.find("recommendation_responses"), found.find("measures")
    code = f"R-{found.half_year}-{UNKNOWN_LOGIN}-transition_roadmap-lps"
    found.reject("unknown_recommendation", "an answer to what was never recommended", answers,
                 "recommendation_responses.recommendation_id.known",
                 [{**answers.rows[0], "recommendation_id": code}])  # fmt: skip
    row = {**_measure(found, 96), "recommendation_id": code}
    found.reject("measure_without_recommendation", "a measure after what was never recommended",
                 measures, "measures.recommendation_id.known", [row])  # fmt: skip


def _measure(found: HalfYearFiles, number: int) -> Row:
    """A measure that waits for nothing."""
    row = found.find("measures").rows[0]
    code = f"МЕР-{found.half_year}-{number}"
    return {**row, "measure_id": code, "recommendation_id": None}
