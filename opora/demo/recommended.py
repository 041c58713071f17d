"""What Opora will recommend to the municipality's schools, as far as their papers answer to it.

Papers name recommendations by code, so whoever invents papers has to know the codes beforehand.
That can be told of two kinds of findings: a school that has been on the official list from the
first half-year on, and risk factors that the imported profile names and no data speak of.

Belongs here: those findings, and when their recommendations are issued and closed. Not here: the
papers (`answered`, `measures`, `decisions`), or all other findings, which the papers leave alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from opora.demo.calendar import HALF_YEARS, HalfYear
from opora.demo.truth import Row
from opora.rules import load_rule

#: Risk factors of which the pipeline has data of its own beside the profile.
WITH_DATA = ("teacher_shortage", "insufficient_competence", "high_risk_of_failing")
_SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, order=True)
class Finding:
    """Something found at a school; the code is the same in every half-year."""

    school_login: str
    kind: str
    detail: str
    severity: str

    @property
    def id(self) -> str:
        """The code of the finding."""
        return f"{self.school_login}/{self.kind}/{self.detail}"


@dataclass(frozen=True)
class Recommendation:
    """A recommendation that was issued."""

    id: str
    lineage: str
    finding: Finding
    rule: str
    addressee: str
    half_year: str
    repeat_after: int


@dataclass
class Recommended:
    """The register of recommendations over the half-years."""

    #: What is open, by lineage, in the order of issue.
    open: dict[str, Recommendation] = field(default_factory=dict)
    _again_from: dict[str, int] = field(default_factory=dict)
    #: Recommendation -> when its finding was gone.
    _resolved: dict[str, int] = field(default_factory=dict)
    #: Schools on the official list in the first half-year; all other entries can't be told.
    _listed: set[str] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)

    def cut_off(self, half_year: HalfYear, findings: Iterable[Finding]) -> None:
        """Close what is resolved and issue what is new, as of the last day of a half-year."""
        now = HALF_YEARS.index(half_year.key)
        wanted = {one.lineage: one for one in self._told(findings, now)}
        for lineage in self.open.keys() - wanted.keys():
            self._resolved[self.open.pop(lineage).id] = now
        for lineage, one in wanted.items():
            if lineage not in self.open and now >= self._again_from.get(lineage, 0):
                self.open[lineage] = one

    def close(self, recommendation: Recommendation, half_year: str) -> None:
        """It was declined or done in a half-year: it comes again a while after, if still found."""
        closed = HALF_YEARS.index(half_year)
        if self.open.get(recommendation.lineage) == recommendation:
            del self.open[recommendation.lineage]
        elif self._resolved.get(recommendation.id, -1) < closed:
            return
        self._again_from[recommendation.lineage] = closed + recommendation.repeat_after

    def _told(self, findings: Iterable[Finding], now: int) -> list[Recommendation]:
        findings = sorted(findings)
        listed = {finding.id for finding in findings if finding.kind == "status"}
        if now == 0:
            self._listed = listed
        # Whether the computed status found a school earlier, or finds it longer, isn't known here.
        self._lost |= self._listed ^ listed
        return [
            recommendation
            for finding in findings
            if finding.id not in self._lost
            for recommendation in _recommended(finding, HALF_YEARS[now])
        ]


def found_in_profiles(profiles: Iterable[Row]) -> set[Finding]:
    """Risk factors of which only the profile speaks."""
    return {
        Finding(row["school_login"], "risk_factor", row["risk_factor"], row["significance"])
        for row in profiles
        if row["risk_factor"] not in WITH_DATA and row["significance"] != "low"
    }


def found_on_list(logins: Iterable[str]) -> set[Finding]:
    """Schools on the official list for low results; how severe that is depends on results."""
    return {Finding(login, "status", "lps", "medium") for login in logins}


def _recommended(finding: Finding, half_year: str) -> Iterable[Recommendation]:
    for rule in _rules():
        place = (finding.kind, finding.detail)
        is_severe = _SEVERITIES.index(finding.severity) <= _SEVERITIES.index(rule["least_severity"])
        if (rule["finding"], rule["detail"]) == place and is_severe:
            lineage = f"{finding.school_login}-{rule['rule']}-{finding.detail}"
            yield Recommendation(
                id=f"R-{half_year}-{lineage}", lineage=lineage, finding=finding,
                rule=rule["rule"], addressee=rule["addressee"], half_year=half_year,
                repeat_after=rule["repeat_after_half_years"],
            )  # fmt: skip


def _rules() -> list[dict[str, Any]]:
    """Rules for one detail of a finding, whatever the school: the others need more to be known."""
    return [
        rule
        for rule in load_rule("recommendation_rules")
        if rule["kind"] == "targeted" and rule["detail"] and rule["applies_to"] == "all"
    ]
