"""Which recommendations are issued, stay open and are closed: by hand, and what always holds."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.cycle.recommend import Papers, half_year_name, half_year_number, recommend

H = ["2022-H1", "2022-H2", "2023-H1", "2023-H2", "2024-H1", "2024-H2"]
LINEAGE = "sch990001-staffing_plan"
FINDING = "sch990001/risk_factor/teacher_shortage"
FIRST = f"R-2022-H1-{LINEAGE}"

Rows = list[dict[str, Any]]


def asked(*half_years: str, lineage: str = LINEAGE, finding: str = FINDING, pause: int = 4) -> Rows:
    """What the rules ask for in some half-years."""
    return [
        {
            "half_year": half_year,
            "lineage": lineage,
            "school_login": "sch990001",
            "finding_id": finding,
            "rule": "staffing_plan",
            "object_id": "",
            "repeat_after_half_years": pause,
        }
        for half_year in half_years
    ]


def answer(recommendation: str, accepted: bool, half_year: str | None) -> Rows:
    return [
        {
            "recommendation_id": recommendation,
            "accepted": accepted,
            "delivered_half_year": half_year,
        }
    ]


def measure(
    recommendation: str,
    status: str,
    ends_on: str | None = None,
    delivered: str | None = None,
    starts_on: str = "2022-09-01",
) -> Rows:
    return [
        {
            "recommendation_id": recommendation,
            "status": status,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "delivered_half_year": delivered,
        }
    ]


def frame(rows: Rows, columns: str) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=columns.split())
    for day in {"starts_on", "ends_on"} & set(found):
        found[day] = pd.to_datetime(found[day])
    return found


def issued(
    wanted: Rows,
    answers: Rows | None = None,
    measures: Rows | None = None,
    findings: list[tuple[str, str]] | None = None,
    half_years: list[str] | None = None,
) -> pd.DataFrame:
    """What is issued; unless told otherwise, a finding stands where the rules ask because of it."""
    asked_for = frame(
        wanted,
        "half_year lineage school_login finding_id rule object_id repeat_after_half_years",
    )
    standing = findings
    if standing is None:
        standing = list(zip(asked_for["half_year"], asked_for["finding_id"], strict=True))
    return recommend(
        half_years or H,
        asked_for,
        pd.DataFrame(standing, columns=["half_year", "finding_id"]),
        Papers(
            frame(answers or [], "recommendation_id accepted delivered_half_year"),
            frame(measures or [], "recommendation_id status starts_on ends_on delivered_half_year"),
        ),
    )


def spells(found: pd.DataFrame) -> list[tuple[object, ...]]:
    """Issued, ordinal, closed, why; None where it is open."""
    columns = found[["half_year", "ordinal", "closed_half_year", "closed_reason"]]
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in columns.itertuples(index=False)
    ]


def test_it_is_issued_when_it_first_appears_and_not_again_while_it_is_open() -> None:
    found = issued(asked("2022-H2", "2023-H1", "2023-H2", "2024-H1", "2024-H2"))
    assert spells(found) == [("2022-H2", 1, None, None)]
    assert found["recommendation_id"].tolist() == [f"R-2022-H2-{LINEAGE}"]


def test_it_is_closed_when_its_finding_is_gone_and_issued_again_when_it_is_back() -> None:
    found = issued(asked("2022-H1", "2022-H2", "2023-H2", "2024-H1", "2024-H2"))
    assert spells(found) == [("2022-H1", 1, "2023-H1", "resolved"), ("2023-H2", 2, None, None)]


def test_it_stays_open_while_its_finding_stands_though_the_rules_ask_no_more() -> None:
    standing = [(half_year, FINDING) for half_year in H[:4]]
    found = issued(asked("2022-H1"), findings=standing)
    assert spells(found) == [("2022-H1", 1, "2024-H1", "resolved")]


def test_a_practice_stays_open_while_another_finding_speaks_for_it() -> None:
    other = "sch990001/risk_factor/low_motivation"
    wanted = asked("2022-H1") + asked("2022-H2", finding=other)
    found = issued(wanted)
    assert spells(found) == [("2022-H1", 1, "2023-H1", "resolved")]
    assert found["finding_id"].tolist() == [FINDING]


def test_declined_it_is_issued_again_after_the_pause_if_its_finding_stands() -> None:
    declined = answer(FIRST, accepted=False, half_year="2022-H2")
    # closed in 2022-H2, and two half-years later
    found = issued(asked(*H, pause=2), declined)
    assert spells(found) == [("2022-H1", 1, "2022-H2", "declined"), ("2023-H2", 2, None, None)]
    assert spells(issued(asked(*H[:3], pause=2), declined)) == [
        ("2022-H1", 1, "2022-H2", "declined")
    ]


def test_an_accepted_recommendation_stays_open() -> None:
    found = issued(asked(*H), answer(FIRST, accepted=True, half_year="2022-H2"))
    assert spells(found) == [("2022-H1", 1, None, None)]


def test_an_answer_from_the_history_belongs_to_the_half_year_of_issue() -> None:
    found = issued(asked(*H, pause=2), answer(FIRST, accepted=False, half_year=None))
    assert spells(found) == [("2022-H1", 1, "2022-H1", "declined"), ("2023-H1", 2, None, None)]


def test_an_answer_in_the_last_half_year_closes_what_was_issued_in_it() -> None:
    found = issued(asked("2024-H2"), answer(f"R-2024-H2-{LINEAGE}", False, "2024-H2"))
    assert spells(found) == [("2024-H2", 1, "2024-H2", "declined")]


def test_an_answer_after_the_last_monitored_half_year_changes_nothing_yet() -> None:
    found = issued(asked(*H[:3]), answer(FIRST, False, "2023-H2"), half_years=H[:3])
    assert spells(found) == [("2022-H1", 1, None, None)]


def test_it_is_done_in_the_half_year_in_which_its_measure_ends() -> None:
    found = issued(asked(*H), measures=measure(FIRST, "done", ends_on="2023-06-30"))
    assert spells(found)[0] == ("2022-H1", 1, "2023-H1", "done")
    found = issued(asked(*H), measures=measure(FIRST, "done", ends_on="2023-07-01"))
    assert spells(found)[0] == ("2022-H1", 1, "2023-H2", "done")
    # four half-years after 2023-H1 there is none; after 2022-H2 there is 2024-H2
    found = issued(asked(*H), measures=measure(FIRST, "done", ends_on="2022-12-31"))
    assert spells(found) == [("2022-H1", 1, "2022-H2", "done"), ("2024-H2", 2, None, None)]


def test_a_measure_without_an_end_is_done_when_it_was_delivered_else_when_it_began() -> None:
    delivered = measure(FIRST, "done", delivered="2023-H1", starts_on="2022-09-01")
    assert spells(issued(asked(*H), measures=delivered))[0] == ("2022-H1", 1, "2023-H1", "done")
    begun = measure(FIRST, "done", starts_on="2022-09-01")
    assert spells(issued(asked(*H), measures=begun))[0] == ("2022-H1", 1, "2022-H2", "done")


def test_a_measure_done_before_the_issue_closes_at_once() -> None:
    found = issued(asked(*H[:2]), measures=measure(FIRST, "done", ends_on="2021-05-01"))
    assert spells(found) == [("2022-H1", 1, "2022-H1", "done")]


def test_a_measure_that_is_not_done_keeps_it_open() -> None:
    done = measure(FIRST, "done", ends_on="2022-12-01")
    assert spells(issued(asked(*H), measures=done + measure(FIRST, "in_progress"))) == [
        ("2022-H1", 1, None, None)
    ]


def test_a_cancelled_measure_does_not_count() -> None:
    done = measure(FIRST, "done", ends_on="2022-12-01")
    cancelled = measure(FIRST, "cancelled", ends_on="2023-12-01")
    assert spells(issued(asked(*H[:3]), measures=done + cancelled)) == [
        ("2022-H1", 1, "2022-H2", "done")
    ]
    assert spells(issued(asked(*H), measures=cancelled)) == [("2022-H1", 1, None, None)]


def test_the_last_of_several_measures_closes_it() -> None:
    first = measure(FIRST, "done", ends_on="2022-12-01")
    last = measure(FIRST, "done", ends_on="2023-12-01")
    assert spells(issued(asked(*H), measures=last + first)) == [("2022-H1", 1, "2023-H2", "done")]


def test_a_measure_done_after_the_end_of_the_finding_comes_too_late() -> None:
    found = issued(asked("2022-H1"), measures=measure(FIRST, "done", ends_on="2023-03-01"))
    assert spells(found) == [("2022-H1", 1, "2022-H2", "resolved")]


def test_in_one_half_year_papers_come_before_findings_and_done_before_declined() -> None:
    wanted = asked("2022-H1")
    done = measure(FIRST, "done", ends_on="2022-07-01")
    declined = answer(FIRST, accepted=False, half_year="2022-H2")
    assert spells(issued(wanted, declined)) == [("2022-H1", 1, "2022-H2", "declined")]
    assert spells(issued(wanted, declined, done)) == [("2022-H1", 1, "2022-H2", "done")]
    earlier = answer(FIRST, accepted=False, half_year="2022-H1")
    assert spells(issued(wanted, earlier, done)) == [("2022-H1", 1, "2022-H1", "declined")]


def test_half_years_that_are_not_monitored_pass_all_the_same() -> None:
    monitored = ["2022-H1", "2023-H2", "2024-H2"]
    declined = answer(FIRST, accepted=False, half_year="2022-H2")
    found = issued(asked(*monitored, pause=2), declined, half_years=monitored)
    assert spells(found) == [("2022-H1", 1, "2022-H2", "declined"), ("2023-H2", 2, None, None)]
    # nobody looked in between: it is found gone in the next monitored half-year
    gone = issued(asked("2022-H1"), half_years=monitored)
    assert spells(gone) == [("2022-H1", 1, "2023-H2", "resolved")]


def test_an_answer_to_what_was_never_issued_has_no_effect() -> None:
    answers = answer(f"R-2022-H2-{LINEAGE}", False, "2022-H2")
    answers += answer("R-2022-H1-nobody", False, "2022-H2") + answer("№ 7", False, "2022-H2")
    measures = measure(f"R-2023-H1-{LINEAGE}", "done", ends_on="2023-02-01")
    assert spells(issued(asked(*H), answers, measures)) == [("2022-H1", 1, None, None)]


def test_nothing_is_recommended_where_nothing_is_asked_for() -> None:
    assert issued([]).empty
    assert issued([], answer(FIRST, False, "2022-H2"), measure(FIRST, "done")).empty


def test_half_years_are_counted() -> None:
    assert half_year_number("2023-H1") - half_year_number("2022-H2") == 1
    assert [half_year_name(half_year_number(each)) for each in H] == H


# -- what always holds --------------------------------------------------------------------------

LINEAGES = [f"sch99000{number}-rule" for number in range(3)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rows, list[tuple[str, str]], Rows, Rows]:
    """What rules ask for, what stands, answers and measures, of issued and of unknown ids."""
    wanted: Rows = []
    standing: list[tuple[str, str]] = []
    for lineage in LINEAGES:
        finding = f"{lineage}/finding"
        pause = draw(st.integers(1, 4))
        found = draw(st.sets(st.sampled_from(H)))
        standing += [(half_year, finding) for half_year in sorted(found)]
        for half_year in sorted(found):
            if draw(st.booleans()):
                wanted += asked(half_year, lineage=lineage, finding=finding, pause=pause)
    ids = st.builds(
        lambda h, lineage: f"R-{h}-{lineage}", st.sampled_from(H), st.sampled_from(LINEAGES)
    )
    answers: Rows = []
    for one in sorted(draw(st.sets(ids, max_size=6))):
        answers += answer(one, draw(st.booleans()), draw(st.none() | st.sampled_from(H)))
    measures: Rows = []
    for one in draw(st.lists(ids, max_size=6)):
        status = draw(st.sampled_from(["done", "in_progress", "cancelled"]))
        ends_on = draw(st.none() | st.sampled_from(["2022-03-01", "2023-10-01", "2024-02-01"]))
        measures += measure(one, status, ends_on, draw(st.none() | st.sampled_from(H)))
    return wanted, standing, answers, measures


@given(cases())
@settings(max_examples=60, deadline=None)
def test_at_most_one_of_a_lineage_is_open_at_any_time(
    case: tuple[Rows, list[tuple[str, str]], Rows, Rows],
) -> None:
    wanted, standing, answers, measures = case
    found = issued(wanted, answers, measures, standing)
    assert found["recommendation_id"].is_unique
    for _, rows in found.groupby("lineage"):
        assert rows["ordinal"].tolist() == list(range(1, len(rows) + 1))
        # each is closed before the next one is issued
        closed = rows["closed_half_year"].tolist()[:-1]
        assert all(
            not pd.isna(end) and end < begin
            for end, begin in zip(closed, rows["half_year"].tolist()[1:], strict=True)
        )
    ended = found.dropna(subset="closed_half_year")
    assert (ended["half_year"] <= ended["closed_half_year"]).all()
    assert (found["closed_half_year"].isna() == found["closed_reason"].isna()).all()


@given(cases(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_neither_the_order_of_rows_nor_papers_of_unknown_ids_change_anything(
    case: tuple[Rows, list[tuple[str, str]], Rows, Rows], random: Any
) -> None:
    wanted, standing, answers, measures = case
    found = issued(wanted, answers, measures, standing)
    known = set(found["recommendation_id"])
    fewer = [
        [row for row in rows if row["recommendation_id"] in known] for rows in (answers, measures)
    ]
    for rows in (wanted, standing, answers, measures):
        random.shuffle(rows)
    pd.testing.assert_frame_equal(found, issued(wanted, answers, measures, standing))
    pd.testing.assert_frame_equal(found, issued(wanted, fewer[0], fewer[1], standing))
