"""What is said of places, of what to do next, and of faults that differ by their values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opora.answers.faults import ContractNames, fault_in_words
from opora.answers.told import Fault, Finding, Told
from opora.answers.words import how_to_correct, place, what_next
from opora.contracts import load_contracts
from opora.lake.ledger import LedgerRow

DATASETS = load_contracts()
EVENTS = DATASETS["methodical_support"]
ENTRY = LedgerRow(
    delivery_id=7, batch_id="", path="2024-H1/a.csv", half_year="2024-H1",
    dataset="methodical_support", format=None, encoding=None, delimiter=None, bytes=0, sha256="",
    taken_at=None, status="partly_accepted", message=None, read_with="", rows_received=9,
    rows_accepted=4, rows_quarantined=5,
)  # type: ignore[arg-type]  # fmt: skip


def fault(dataset: str, column: str, kind: str, *values: str | None, count: int = 0) -> Fault:
    """A fault of rows 2, 3 … with these values, told as the rule of the contract tells it."""
    rule = next(each for each in DATASETS[dataset].rules if each.id == f"{dataset}.{column}.{kind}")
    findings = [
        Finding(
            dataset, None, row_no, column, rule.id, rule.severity, value,
            rule.message_ru.replace("{value}", value or ""),
        )
        for row_no, value in enumerate(values, start=2)
    ]  # fmt: skip
    return Fault(count or len(findings), tuple(findings))


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (5, "строка 5"),
        ({5}, "строка 5"),
        ({3, 2}, "строки 2–3"),
        ({2, 3, 4, 7, 9, 10}, "строки 2–4, 7, 9–10"),
        (range(1, 40, 2), "строки 1, 3, 5, 7, 9, 11, 13, 15 и ещё 12"),
    ],
)
def test_rows_on_end_are_brought_together(rows: int | set[int], shown: str) -> None:
    assert place("Отчёт", rows, "Тема") == f"лист «Отчёт», {shown}, графа «Тема»"


def test_values_that_differ_leave_the_sentence() -> None:
    logins = ("sch1", "sch2", "sch1", "sch3", "sch4", "sch5", "sch6", "sch7")
    found = fault("methodical_support", "school_login", "known", *logins, count=20)
    told = fault_in_words(found, DATASETS, ContractNames(DATASETS))
    assert told.sentence.startswith("Школы с логином «…» (графа «Логин ОО») нет в перечне школ.")
    assert told.places == (
        "строки 2, 4, графа «Логин ОО»: «sch1»",
        "строка 3, графа «Логин ОО»: «sch2»",
        "строка 5, графа «Логин ОО»: «sch3»",
        "строка 6, графа «Логин ОО»: «sch4»",
        "строка 7, графа «Логин ОО»: «sch5»",
    )
    # six of twenty are named
    assert told.more == 14


def test_one_value_stands_in_the_sentence_alone() -> None:
    found = fault("methodical_support", "school_login", "known", "sch1", "sch1")
    told = fault_in_words(found, DATASETS, ContractNames(DATASETS))
    assert told.sentence.startswith("Школы с логином «sch1»")
    assert (told.places, told.more) == (("строки 2–3, графа «Логин ОО»",), 0)


def test_a_sentence_of_an_older_contract_is_kept() -> None:
    found = fault("methodical_support", "school_login", "known", "sch1", "sch2")
    older = [replace(each, message=f"Раньше: {each.value}") for each in found.listed]
    told = fault_in_words(Fault(2, tuple(older)), DATASETS, ContractNames(DATASETS))
    assert told.sentence == "Раньше: sch1"


def test_rows_that_need_not_be_sent_again_are_left_out_only_where_that_was_said() -> None:
    said = fault("recommendation_responses", "recommendation_id", "known", "r1")
    slip = fault("methodical_support", "school_login", "known", "sch1")
    assert "кроме тех, о которых сказано" in what_next(ENTRY, [slip, said], EVENTS)
    assert "кроме тех" not in what_next(ENTRY, [slip], EVENTS)


def test_a_note_alone_asks_for_nothing() -> None:
    finding = Finding("methodical_support", None, 2, None, "x", "info", None, "Не заполнено: 3.")
    note = Fault(1, (finding,))
    accepted = replace(ENTRY, status="accepted", rows_accepted=9, rows_quarantined=0)
    assert what_next(accepted, [note], EVENTS) == "Делать ничего не нужно."
    warned = Fault(1, (replace(finding, severity="warning"),))
    assert what_next(accepted, [note, warned], EVENTS).startswith("Прочитайте предупреждения.")
    assert Told((accepted,), (note, warned)).warnings == 1


@pytest.mark.parametrize(
    ("dataset", "end"),
    [
        ("methodical_support", "с теми же «Код мероприятия» и «Логин ОО» заменит прежнюю."),
        ("schools", "с тем же значением в графе «Логин ОО» заменит прежнюю."),
        ("staff", "за то же полугодие, в которых совпадает графа «Логин ОО»."),
        ("school_lists", "за то же полугодие, в которых совпадают графы «Логин ОО» и «Список»."),
    ],
)
def test_how_to_correct_names_columns_in_a_sentence(dataset: str, end: str) -> None:
    assert how_to_correct(DATASETS[dataset], has_accepted=False).endswith(end)
