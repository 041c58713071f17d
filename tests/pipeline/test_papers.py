"""Papers that come before what they name: they wait, and are taken by themselves, once."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import pytest
from deliveries import Lake

from opora.contracts import load_contracts
from opora.lake.issued import add_issued, issued_recommendations
from opora.lake.ledger import Ledger, LedgerRow
from opora.lake.recover import AWAITED, recover

STARTS = {"2023-H2": dt.date(2023, 7, 1), "2024-H1": dt.date(2024, 1, 1)}
ID = "R-2024-H1-sch990001-plan"

RESPONSES = "Код рекомендации;Принята;Комментарий;Ответственный;Срок\n"
MEASURES = "Код меры;Логин ОО;Код рекомендации;Вид меры;Начало;Окончание;Ответственный;Состояние\n"
DECISIONS = "Код решения;Кем принято;Номер;Дата решения;Содержание;Ответственный;Срок;Состояние\n"
LINKS = "Код решения;Вид объекта;Код объекта\n"


def measure(code: str, recommendation: str = ID, school: str = "sch990001") -> str:
    return f"{code};{school};{recommendation};наставничество;01.02.2024;;;в работе\n"


def decision(code: str, number: str, day: str = "28.02.2024", issuer: str = "Управление") -> str:
    return f"{code};{issuer};{number};{day};Закрепить кураторов;;;в работе\n"


def issue(lake: Lake, *ids: str) -> list[LedgerRow]:
    """What the build does: the register learns ids, then papers are recovered."""
    half_years = [each[2:9] for each in ids]
    rows = {"half_year": half_years, "starts_on": [STARTS[each] for each in half_years]}
    add_issued(lake.home, pd.DataFrame({"recommendation_id": list(ids), **rows}))
    return recover(lake.home, load_contracts().values(), {"recommendations"})[1]


@pytest.fixture
def waiting(lake_with_school: Lake) -> Lake:
    """An answer, a measure, a decision and its links, all before the recommendation is issued."""
    lake = lake_with_school
    lake.land("2024-H1/recommendation_responses/a.csv", f"{RESPONSES}{ID};да;;;01.06.2024\n")
    lake.land("2024-H1/measures/a.csv", MEASURES + measure("М-1") + measure("М-2", "R-nobody"))
    lake.land("2024-H1/management_decisions/a.csv", DECISIONS + decision("УР-1", "1"))
    lake.land(
        "2024-H1/decision_links/a.csv",
        f"{LINKS}УР-1;рекомендация;{ID}\nУР-1;мера;М-1\nУР-1;мера;М-2\nУР-1;показатель;2.2\n",
    )
    lake.take()
    return lake


def test_papers_wait_for_their_recommendation_and_links_for_their_measure(waiting: Lake) -> None:
    assert waiting.accepted("recommendation_responses", "accepted") == []
    assert waiting.accepted("measures", "measure_id") == []
    assert issue(waiting) == []
    assert waiting.accepted("decision_links", "object_id") == [("2.2",)]
    rows = issue(waiting, ID)
    assert [(row.dataset, row.status, row.rows_accepted) for row in rows] == [
        ("recommendation_responses", "accepted", 1),
        ("measures", "accepted", 1),
        ("decision_links", "accepted", 2),
    ]
    assert "которые ждали выдачи рекомендации, — 1. Присылать их снова" in str(rows[0].message)
    assert "ждали сведений о мере и выдачи рекомендации, — 2." in str(rows[2].message)
    assert waiting.accepted("measures", "measure_id") == [("М-1",)]
    assert waiting.accepted("decision_links", "object_id") == [("2.2",), (ID,), ("М-1",)]
    for row in rows:
        assert waiting.count("accepted", str(row.dataset), row.delivery_id) == row.rows_received
    assert issue(waiting, ID) == []
    assert waiting.take().ledger == []


def test_a_link_waits_for_a_measure_that_comes_with_a_later_batch(waiting: Lake) -> None:
    waiting.land("2024-H1/measures/b.csv", MEASURES + measure("М-2", ""))
    _, recovered = waiting.take().ledger
    assert (recovered.dataset, recovered.rows_accepted) == ("decision_links", 1)
    assert waiting.accepted("decision_links", "object_id") == [("2.2",), ("М-2",)]


def test_a_rule_that_could_not_be_asked_before_is_asked_when_the_wait_is_over(
    lake_with_school: Lake,
) -> None:
    """Links to a recommendation of 2024-H1: of the day before it, and of its first day."""
    lake = lake_with_school
    decisions = decision("УР-1", "1", "31.12.2023") + decision("УР-2", "2", "01.01.2024")
    lake.land("2024-H1/management_decisions/a.csv", DECISIONS + decisions)
    links = f"УР-1;рекомендация;{ID}\nУР-2;рекомендация;{ID}\n"
    lake.land("2024-H1/decision_links/a.csv", LINKS + links)
    lake.land("2024-H1/recommendation_responses/a.csv", f"{RESPONSES}{ID};да;;;31.12.2023\n")
    lake.take()
    rows = issue(lake, ID)
    assert [(row.dataset, row.status, row.rows_accepted, row.rows_quarantined) for row in rows] == [
        ("recommendation_responses", "rejected", 0, 1),
        ("decision_links", "partly_accepted", 1, 1),
    ]
    assert "1 из 2. Строка 2: Решение принято раньше, чем началось полугодие" in str(
        rows[1].message
    )
    assert lake.accepted("decision_links", "decision_id") == [("УР-2",)]
    quarantined = lake.rows("quarantine/decision_links", "decision_id, reasons")
    assert quarantined == [
        ("УР-1", ["decision_links.decided_after_finding"]),
        ("УР-1", ["decision_links.object_id.recommendation.known"]),
        ("УР-2", ["decision_links.object_id.recommendation.known"]),
    ]
    found = lake.rows("findings", "rule_id, row_no", f"delivery_id = {rows[1].delivery_id}")
    assert found == [("decision_links.decided_after_finding", 2)]
    # what failed for good waits no longer
    assert issue(lake, ID) == []


def test_killed_before_the_ledger_nothing_counts_and_the_next_one_does_it_again(
    waiting: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Ledger, "append", kill)
        with pytest.raises(KeyboardInterrupt):
            issue(waiting, ID)
    assert waiting.accepted("measures", "measure_id") == [("М-1",)]
    # a delivery comes first, or the next build: both begin with what is committed
    waiting.take()
    assert waiting.accepted("measures", "measure_id") == []
    assert [row.rows_accepted for row in issue(waiting, ID)] == [1, 1, 2]
    assert waiting.accepted("measures", "measure_id") == [("М-1",)]


def test_a_correction_in_the_meantime_wins_over_the_paper_that_waited(waiting: Lake) -> None:
    waiting.land("2024-H1/measures/b.csv", MEASURES + measure("М-1", ""))
    waiting.take()
    issue(waiting, ID)
    assert waiting.accepted("measures", "measure_id", "recommendation_id") == [("М-1", None)]


def test_the_register_only_grows(lake: Lake) -> None:
    nothing = pd.DataFrame(columns=["recommendation_id", "half_year", "starts_on"])
    assert add_issued(lake.home, nothing) == 0
    other = "R-2023-H2-sch990001-plan"
    for each in (ID, other, ID):
        rows = {"half_year": [each[2:9]], "starts_on": [STARTS[each[2:9]]]}
        add_issued(lake.home, pd.DataFrame({"recommendation_id": [each], **rows}))
    assert list(lake.home.lake.iterdir()) == [lake.home.issued_recommendations]
    assert duckdb.execute(issued_recommendations(lake.home)).fetchall() == [
        (other, "2023-H2", STARTS["2023-H2"]),
        (ID, "2024-H1", STARTS["2024-H1"]),
    ]


def test_everything_that_rows_may_wait_for_has_its_words() -> None:
    targets = {each.target for dataset in load_contracts().values() for each in dataset.references}
    assert targets == set(AWAITED)


# -- one act, one decision ------------------------------------------------------------------------


def test_the_decision_that_came_first_stays(lake_with_school: Lake) -> None:
    lake = lake_with_school
    folder = "2024-H1/management_decisions"
    lake.land(f"{folder}/a.csv", DECISIONS + decision("УР-1", "492/01-08", issuer="Отдел учёта"))
    assert lake.answers()[f"{folder}/a.csv"].status == "accepted"
    same = decision("УР-2", "№ 492 / 01-08", issuer="отдел  УЧЕТА")
    lake.land(
        f"{folder}/b.csv", DECISIONS + same + decision("УР-3", "492/01-09", issuer="Отдел учёта")
    )
    answer = lake.answers()[f"{folder}/b.csv"]
    assert (answer.status, answer.rows_accepted) == ("partly_accepted", 1)
    assert "Строка 2: Решение с таким же органом, номером и датой уже есть" in str(answer.message)
    # the same number on another day, and the same decision again, are no second act
    lake.land(
        f"{folder}/c.csv",
        DECISIONS
        + decision("УР-4", "492/01-08", "29.02.2024", "Отдел учёта")
        + decision("УР-1", "492/01-08", issuer="Отдел учета"),
    )
    assert lake.answers()[f"{folder}/c.csv"].status == "accepted"


@pytest.mark.parametrize("batches", [1, 2])
def test_the_order_decides_however_files_fall_into_batches(
    lake_with_school: Lake, batches: int
) -> None:
    """A corrected decision gives its number free; another one can't have it before."""
    lake = lake_with_school
    folder = "2024-H1/management_decisions"
    lake.land(f"{folder}/a.csv", DECISIONS + decision("УР-1", "1") + decision("УР-5", "5"))
    if batches == 2:
        lake.take()
    lake.land(f"{folder}/b.csv", DECISIONS + decision("УР-2", "1"))
    lake.land(f"{folder}/c.csv", DECISIONS + decision("УР-5", "6") + decision("УР-3", "5"))
    lake.take()
    assert lake.accepted("management_decisions", "number", "decision_id") == [
        ("1", "УР-1"),
        ("5", "УР-3"),
        ("5", "УР-5"),
        ("6", "УР-5"),
    ]
