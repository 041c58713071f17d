"""The computed status for low results a second time: plain Python over the truth, after domain.md.

Belongs here: an implementation that shares nothing with the pipeline but the rules' data, and the
history of any status. Not here: the status by social conditions, and cells that carry objectivity
markers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from expected import Municipality, cut_off

from opora.rules import load_rule

#: Procedure and calendar year -> participants and those below the threshold.
Results = dict[tuple[str, int], tuple[int, int]]


@dataclass(frozen=True)
class Rules:
    """The wording of the rule that holds."""

    fail_share: Fraction
    procedures: int
    years: int
    any_procedure: bool
    least_participants: int


@dataclass(frozen=True)
class Status:
    """What the rules say of one school; `grounds`: each rule that fired and its procedure."""

    is_judged: bool
    grounds: frozenset[tuple[str, str]]

    @property
    def is_lps(self) -> bool:
        return bool(self.grounds)


def lps_statuses(
    municipality: Municipality, half_year: str, rules: Rules | None = None
) -> dict[str, Status]:
    """Every open school of a half-year, by the rules as they stand unless others are given."""
    year = cut_off(half_year).year
    results = school_results(municipality, half_year)
    return {
        school: _status(results.get(school, {}), year, rules or standing_rules(half_year))
        for school in municipality.open_schools(cut_off(half_year))
    }


def school_results(municipality: Municipality, half_year: str) -> dict[str, Results]:
    """What each school's pooled procedures gave, of all that was held by the half-year."""
    day = cut_off(half_year)
    results: dict[str, Results] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for (login, code, year, session), (participants, failed) in municipality.cells.items():
        procedure = municipality.by_code(code)
        if procedure["judges_lists"] and municipality.held_in(code, year, session) <= half_year:
            of_school = results[municipality.now(login, day)]
            place = (procedure["pooled_with"] or code, year)
            before = of_school[place]
            of_school[place] = (before[0] + participants, before[1] + failed)
    return results


def standing_rules(half_year: str) -> Rules:
    """The rules as they stand in a half-year."""
    day = cut_off(half_year)
    values = {
        row["rule"]: Fraction(str(row["value"]))
        for row in load_rule("thresholds")
        if row["procedure"] is None
        and row["rule"].startswith("lps_")
        and row["valid_from"] <= day <= (row["valid_to"] or dt.date.max)
    }
    return Rules(
        fail_share=values["lps_fail_share"],
        procedures=int(values["lps_procedures"]),
        years=int(values["lps_years"]),
        any_procedure=values["lps_years_any_procedure"] == 1,
        least_participants=int(values["lps_least_participants"]),
    )


def changed_rules(half_year: str) -> Iterator[tuple[str, Rules]]:
    """Each scenario that changes a number or the wording."""
    rules = standing_rules(half_year)
    for row in load_rule("sensitivity_scenarios"):
        if row["category"] != "lps" or row["change"] == "leave_out_marked":
            continue
        name = row["rule"].removeprefix("lps_").removeprefix("years_")
        if row["change"] == "flip":
            yield row["scenario"], replace(rules, **{name: not getattr(rules, name)})
        else:
            step = Fraction(str(row["amount"]))
            yield row["scenario"], replace(rules, **{name: getattr(rules, name) + step})


def histories(
    municipality: Municipality, statuses: Mapping[str, Mapping[str, bool]]
) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """(half-year, school) -> change against the half-year before, and since when it lasts.

    `statuses` holds what is known, by half-year; a successor takes over what went into it.
    """
    half_years = sorted(statuses)
    found = {}
    for place, half_year in enumerate(half_years):
        day = cut_off(half_year)
        known, were_in = [], []
        for earlier in reversed(half_years[:place]):
            known.append({municipality.now(login, day) for login in statuses[earlier]})
            were_in.append(
                {
                    municipality.now(login, day)
                    for login, is_in in statuses[earlier].items()
                    if is_in
                }
            )
        for school, is_in in statuses[half_year].items():
            change = None
            if known and school in known[0]:
                was_in = school in were_in[0]
                change = {
                    (True, True): "stayed",
                    (True, False): "entered",
                    (False, True): "left",
                    (False, False): "out",
                }[is_in, was_in]
            lasting = 0
            while is_in and lasting < len(were_in) and school in were_in[lasting]:
                lasting += 1
            found[half_year, school] = (change, half_years[place - lasting] if is_in else None)
    return found


def _status(results: Results, year: int, rules: Rules) -> Status:
    judged = {
        place: Fraction(failed, participants)
        for place, (participants, failed) in results.items()
        if participants >= max(1, rules.least_participants)
    }
    running = range(year - rules.years + 1, year + 1)
    failing = {
        of_year: {p for p, y in judged if y == of_year and judged[p, y] >= rules.fail_share}
        for of_year in running
    }
    grounds = set()
    if len(failing[year]) >= rules.procedures:
        grounds |= {("two_procedures", procedure) for procedure in failing[year]}
    if rules.any_procedure:
        if all(failing.values()):
            grounds |= {("two_years_any_procedure", procedure) for procedure in failing[year]}
    else:
        always = set.intersection(*failing.values())
        grounds |= {("two_years", procedure) for procedure in always}
    return Status(any(y == year for _, y in judged), frozenset(grounds))
