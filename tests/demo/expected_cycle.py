"""The management cycle a second time: plain Python over the truth, after the letter of the rules.

Belongs here: the findings that plain Python can tell (lists for low results, risk factors that only
the profile speaks of, support that is missing, schools that were not analysed), what is recommended
after them, and how far answers, measures, decisions and milestones are. It shares nothing with the
pipeline or the generator but the rules' data. Not here: findings from results and diagnostics, and
recommendations of practices and materials.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from expected import Municipality, cut_off
from expected_status import lps_statuses

from opora.demo.truth import Row, Truth
from opora.rules import load_rule

_SEVERITIES = ("high", "medium", "low")
#: Risk factors that the pipeline also judges by data of its own.
_JUDGED_BY_DATA = {"teacher_shortage", "insufficient_competence", "high_risk_of_failing"}
_MISSING_SUPPORT = ("2.3.1", "2.3.2", "2.3.3")
_NOT_ANALYSED = "2.1.1"
_OPEN = ("planned", "in_progress")


@dataclass(frozen=True)
class Found:
    """A finding of a half-year."""

    school_login: str
    kind: str
    detail: str
    severity: str

    @property
    def id(self) -> str:
        return f"{self.school_login}/{self.kind}/{self.detail}"


@dataclass(frozen=True)
class Closed:
    """How a recommendation ended."""

    half_year: str
    reason: str


def is_told(finding_id: str) -> bool:
    """Whether findings of this kind are told here."""
    _, kind, detail = (*finding_id.split("/"), "")[:3]
    if kind == "risk_factor":
        return detail not in _JUDGED_BY_DATA
    return (kind, detail) in {
        ("status", "lps"),
        ("indicator_below_plan", _NOT_ANALYSED),
        *(("missing_support", indicator) for indicator in _MISSING_SUPPORT),
    }


# -- findings ---------------------------------------------------------------------------------


def findings(municipality: Municipality, half_years: Iterable[str]) -> dict[str, dict[str, Found]]:
    """By half-year and code: what is found."""
    found: dict[str, dict[str, Found]] = {}
    judged: dict[str, bool] = {}
    for half_year in sorted(half_years):
        day = cut_off(half_year)
        now = {
            school: status.is_lps
            for school, status in lps_statuses(municipality, half_year).items()
            if status.is_judged
        }
        # What was not judged anew stands for a year: for one half-year more.
        before = {municipality.now(school, day): is_lps for school, is_lps in judged.items()}
        listed = municipality.listed_on(day, "lps")
        all_found = [
            *_listed(listed, {**before, **now}, municipality.open_schools(day)),
            *_risk_factors(municipality, day),
            *_below_plan(municipality, half_year),
        ]
        found[half_year] = {one.id: one for one in all_found}
        judged = now
    return found


def _listed(listed: set[str], computed: Mapping[str, bool], working: set[str]) -> Iterator[Found]:
    for school in working:
        is_computed = computed.get(school)
        if school in listed or is_computed:
            severity = "high" if school in listed and is_computed else "medium"
            yield Found(school, "status", "lps", severity)


def _risk_factors(municipality: Municipality, day: dt.date) -> Iterator[Found]:
    valid = next(
        int(row["value"])
        for row in load_rule("thresholds")
        if row["rule"] == "risk_profile_validity_years"
    )
    profiles: dict[str, dict[int, dict[str, set[str]]]] = defaultdict(dict)
    for row in municipality.rows("risk_profiles"):
        # Profiles are delivered in the first half of their year.
        if day.year - valid <= row["year"] <= day.year:
            school = municipality.now(row["school_login"], day)
            of_year = profiles[school].setdefault(row["year"], defaultdict(set))
            of_year[row["risk_factor"]].add(row["significance"])
    for school in municipality.open_schools(day) & profiles.keys():
        for factor, said in profiles[school][max(profiles[school])].items():
            gravest = min(said, key=_SEVERITIES.index)
            if gravest != "low" and factor not in _JUDGED_BY_DATA:
                yield Found(school, "risk_factor", factor, gravest)


def _below_plan(municipality: Municipality, half_year: str) -> Iterator[Found]:
    day = cut_off(half_year)
    severity = "high" if day.month == 12 else "medium"
    concerned = {
        _NOT_ANALYSED: municipality.open_schools(day),
        "2.3.1": municipality.listed_in_year(day, "lps", "dcs"),
        "2.3.2": municipality.listed_in_year(day, "lps", "dcs"),
        "2.3.3": municipality.listed_in_year(day, "lps"),
    }
    for indicator, schools in concerned.items():
        if _plan(indicator, half_year) == 0:
            continue
        kind = "indicator_below_plan" if indicator == _NOT_ANALYSED else "missing_support"
        for school in schools - municipality.value(half_year, indicator).members:
            yield Found(school, kind, indicator, severity)


def _plan(indicator: str, half_year: str) -> float:
    year = "baseline" if half_year.startswith("2020") else half_year[:4]
    return next(
        float(row["plan"])
        for row in load_rule("indicator_plan")
        if row["territory"] is None and row["indicator"] == indicator and row["year"] == year
    )


# -- recommendations --------------------------------------------------------------------------


def recommendations(
    found: Mapping[str, Mapping[str, Found]], truth: Truth
) -> dict[str, Closed | None]:
    """By code: how each recommendation that is told here ended, None while it is open."""
    half_years = sorted(found)
    ended = _ended_by_papers(truth)
    issued: dict[str, Closed | None] = {}
    current: dict[str, tuple[str, str, int]] = {}
    not_before: dict[str, int] = {}
    for now, half_year in enumerate(half_years):
        for lineage, (code, finding_id, pause) in list(current.items()):
            by_paper = ended.get(code)
            if by_paper is not None and by_paper.half_year <= half_year:
                closed = max(by_paper.half_year, code[2:9])
                issued[code] = Closed(closed, by_paper.reason)
                not_before[lineage] = half_years.index(closed) + pause
                del current[lineage]
            elif finding_id not in found[half_year]:
                issued[code] = Closed(half_year, "resolved")
                del current[lineage]
        for finding in found[half_year].values():
            for rule in _rules(finding):
                lineage = f"{finding.school_login}-{rule['rule']}-{finding.detail}"
                if lineage not in current and now >= not_before.get(lineage, 0):
                    code = f"R-{half_year}-{lineage}"
                    issued[code] = None
                    current[lineage] = (code, finding.id, rule["repeat_after_half_years"])
    return issued


def _rules(finding: Found) -> Iterator[Row]:
    for rule in load_rule("recommendation_rules"):
        if (
            rule["kind"] == "targeted"
            and rule["finding"] == finding.kind
            and rule["detail"] in (None, finding.detail)
            and _SEVERITIES.index(finding.severity) <= _SEVERITIES.index(rule["least_severity"])
            and rule["applies_to"] == "all"
        ):
            yield rule


def _ended_by_papers(truth: Truth) -> dict[str, Closed]:
    """Recommendations that were declined, or whose measures are all done."""
    ended = {}
    of_measures: dict[str, list[Row]] = defaultdict(list)
    for row in last_rows(truth, "measures", "measure_id").values():
        if row["recommendation_id"] and row["status"] != "cancelled":
            of_measures[row["recommendation_id"]].append(row)
    for code, rows in of_measures.items():
        if all(row["status"] == "done" for row in rows):
            ended[code] = Closed(_half_year_of(max(row["ends_on"] for row in rows)), "done")
    for table in truth.tables:
        if table.dataset == "recommendation_responses" and table.half_year:
            for row in table.rows:
                if not row["accepted"]:
                    ended[row["recommendation_id"]] = Closed(table.half_year, "declined")
    return ended


def answers(truth: Truth) -> dict[str, str]:
    """By code: accepted or declined."""
    return {
        code: "accepted" if row["accepted"] else "declined"
        for code, row in last_rows(truth, "recommendation_responses", "recommendation_id").items()
    }


# -- measures, decisions, milestones ----------------------------------------------------------


def states(truth: Truth, dataset: str, code: str, due: str, day: dt.date) -> dict[str, str]:
    """By code: how far a measure or a decision is on a day."""
    return {
        key: "overdue" if row["status"] in _OPEN and row[due] < day else row["status"]
        for key, row in last_rows(truth, dataset, code).items()
    }


def last_rows(truth: Truth, dataset: str, code: str) -> dict[str, Row]:
    """The newest row of each code."""
    return {row[code]: row for row in truth.rows(dataset)}


def milestones(truth: Truth, half_year: str) -> dict[str, Counter[str]]:
    """By school that takes part in a project: the steps of its newest roadmap, by their state."""
    day = cut_off(half_year)
    done = {
        (row["school_login"], row["milestone_id"]): row["done_on"]
        for row in truth.rows("roadmap_milestones")
    }
    roadmaps: dict[str, list[Row]] = {}
    for table in truth.tables:
        if table.dataset == "roadmap_milestones" and str(table.half_year) <= half_year:
            newest: dict[str, list[Row]] = defaultdict(list)
            for row in table.rows:
                newest[row["school_login"]].append(row)
            roadmaps |= newest
    takes_part = {
        row["school_login"]
        for row in truth.rows("project_participation")
        if row["valid_from"] <= day and row["valid_to"].year == day.year
    }
    return {
        school: Counter(
            _milestone_state(row["due_on"], done[school, row["milestone_id"]], day)
            for row in roadmaps[school]
        )
        for school in takes_part & roadmaps.keys()
    }


def _milestone_state(due_on: dt.date, done_on: dt.date | None, day: dt.date) -> str:
    if done_on is not None and done_on <= day:
        return "done" if done_on <= due_on else "done_late"
    return "overdue" if due_on <= day else "not_yet_due"


def _half_year_of(day: dt.date) -> str:
    return f"{day.year}-H{1 if day.month <= 6 else 2}"
