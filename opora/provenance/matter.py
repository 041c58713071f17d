# ruff: noqa: S608 - SQL is the trade of this module: values are typed, texts are literals
"""Which rows of a dataset can matter to an indicator of a half-year: of its time and its kind.

Belongs here: the conditions, as SQL over the columns of a dataset; they follow the models, and
tests hold them to the models' numbers. Not here: which rows a later delivery replaced (`rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

from opora.contracts import Dataset
from opora.home import Home
from opora.provenance.period import Period
from opora.rules import load_rule
from opora.snapshot.traces import ASSESSED
from opora.sql import literal, quoted


@dataclass(frozen=True)
class Matter:
    """What an indicator looks at in a half-year.

    Attributes:
        period: the time.
        categories: the lists whose schools it counts; empty where it counts all schools.
        results: (procedure kind, subject, grade, assessment year, session) of the results it can
            be judged on, with the half-year of their window.
        positions: positions of those who count as teachers.
    """

    period: Period
    categories: tuple[str, ...]
    results: tuple[tuple[str, str, int, int, str, str], ...]
    positions: tuple[str, ...]

    def reads(self, dataset: Dataset) -> bool:
        """Whether rows of a dataset can matter at all, which no list does to all schools."""
        return dataset.name != "school_lists" or bool(self.categories)

    def condition(self, dataset: Dataset) -> str:
        """SQL over the columns of a dataset: whether a row is of the time and kind that matter."""
        special = {
            "school_lists": self._on_list,
            "staff": self._teaches,
            "social_conditions": self._observed,
            "competence_diagnostics": self._diagnosed,
        }
        if dataset.name in special:
            return special[dataset.name]()
        if dataset.is_assessment:
            key = ", ".join(ASSESSED)
            return f"({key}) in (select ({key}) from wanted_results)"
        start, end = self._days()
        names = {column.name for column in dataset.stored_columns}
        conditions = []
        if dataset.event_date:
            conditions.append(f"{quoted(dataset.event_date)} between {start} and {end}")
        if "valid_from" in names:
            conditions.append(_touches(start, end))
        if "year" in names:
            conditions.append(f"year = {self.period.year}")
        # neither an act nor a succession counts before its day
        conditions += [
            f"coalesce({quoted(day)}, {end}) <= {end}"
            for day in ("signed_on", "on")
            if day in names
        ]
        return " and ".join(conditions) or "true"

    def wanted_results(self) -> str:
        """SQL that makes the temporary table `wanted_results` of what `results` lists."""
        columns = (*ASSESSED, "half_year")
        rows = ", ".join(
            f"({literal(kind)}, {literal(subject)}, {grade}, {year}, {literal(session)}, "
            f"{literal(half_year)})"
            for kind, subject, grade, year, session, half_year in self.results
        )
        empty = f"({', '.join(['null'] * len(columns))})"
        return (
            f"create or replace temp table wanted_results as select * from (values {rows or empty})"
            f" as results ({', '.join(columns)}) where procedure_kind is not null"
        )

    def _days(self) -> tuple[str, str]:
        return f"date '{self.period.year_starts_on}'", f"date '{self.period.ends_on}'"

    def _on_list(self) -> str:
        categories = ", ".join(literal(each) for each in self.categories)
        return f"category in ({categories}) and {_touches(*self._days())}"

    def _teaches(self) -> str:
        positions = ", ".join(literal(each) for each in self.positions)
        _, end = self._days()
        part_timers = self.period.thresholds.get("external_part_timers_count") == 1
        return f"{_touches(end, end)} and position in ({positions})" + (
            "" if part_timers else " and not coalesce(is_external_part_time, false)"
        )

    def _observed(self) -> str:
        _, end = self._days()
        months = int(self.period.thresholds["conditions_validity_months"])
        return f"observed_on <= {end} and observed_on > {end} - interval {months} month"

    def _diagnosed(self) -> str:
        _, end = self._days()
        thresholds = self.period.thresholds
        months = int(12 * thresholds["diagnostic_validity_years"])
        kinds = " ".join(
            f"when {literal(kind)} then {thresholds[f'diagnostic_counts_{kind}']}"
            for kind in ("subject", "method")
        )
        other = thresholds["diagnostic_counts_other"]
        return (
            f"held_on <= {end} and held_on + interval {months} month > {end} "
            f"and case kind {kinds} else {other} end = 1 "
            "and (score is not null or coalesce(trim(level), '') <> '')"
        )


def _touches(start: str, end: str) -> str:
    return f"valid_from <= {end} and coalesce(valid_to, {start}) >= {start}"


def read_matter(home: Home, period: Period, counts_lps: bool, counts_dcs: bool) -> Matter:
    """What an indicator of that period looks at, by the rules in force.

    `counts_lps`, `counts_dcs`: whether it counts the schools of these lists. An indicator of listed
    schools is judged on the procedures that lists are judged on, one of all schools on any.
    """
    categories = tuple(
        name for name, counts in (("lps", counts_lps), ("dcs", counts_dcs)) if counts
    )
    results = [
        (
            procedure["procedure_kind"],
            procedure["subject"],
            procedure["programme_grade"],
            window["assessment_year"],
            window["session"],
            window["half_year"],
        )
        for window in load_rule("assessment_windows", home)
        for procedure in load_rule("procedures", home)
        if window["procedure_kind"] == procedure["procedure_kind"]
        and window["is_used"]
        and window["half_year"] <= period.half_year
        and period.year - 1 <= window["assessment_year"] <= period.year
        and (procedure["judges_lists"] or not categories)
    ]
    positions = [row["position"] for row in load_rule("positions", home) if row["is_pedagogical"]]
    return Matter(period, categories, tuple(results), tuple(positions))
