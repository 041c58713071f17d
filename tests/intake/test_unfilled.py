"""Rows that a form asks for and nobody filled in: they are left out, and it is told how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from deliveries import Lake
from make_fixtures import CONDITIONS, RESPONSES, Cell, conditions, csv, xlsx

from opora.contracts import load_contracts
from opora.contracts.filling import asks_by
from opora.intake import sheets
from opora.lake.ledger import LedgerRow

SCHOOLS = "Логин ОО;Наименование ОО;Территория\n" + "".join(
    f"sch99000{number};Школа {number};00701000\n" for number in range(1, 5)
)
REGISTER = (
    "Логин ОО", "Год", "Результаты проанализированы", "Условия проанализированы",
    "Дата подписания", "Акт",
)  # fmt: skip

PART = "2024-H1/social_conditions/part.csv"
TOUCHED = "2024-H1/social_conditions/touched.xlsx"
ACTS = "2024-H1/analysis_register/acts.xlsx"
UNTOUCHED = "2024-H1/social_conditions/untouched.xlsx"
ANSWERS = "2024-H1/recommendation_responses/untouched.xlsx"


def asked(*given: Cell, width: int = len(CONDITIONS)) -> list[Cell]:
    """A row in which only that stands which was there beforehand."""
    return [*given, *[None] * (width - len(given))]


def of_conditions(*rows: Sequence[Cell]) -> bytes:
    return xlsx(CONDITIONS, *rows, sheet="Социальные условия")


FILES = {
    PART: csv(
        CONDITIONS, conditions(412), asked("sch990002"), asked("sch990003"), asked(" "),
        asked("sch990004"),
    ),
    TOUCHED: of_conditions(
        [*conditions(412)[:1], "03.02.2024", *conditions(412)[2:]],
        asked("sch990002"), [*asked("sch990003")[:9], 1], asked("sch990004", "—"), asked("Итого"),
    ),
    ACTS: xlsx(
        REGISTER,
        ["sch990001", 2024, "да", "да", "01.03.2024", "Акт № 1"],
        asked("sch990002", 2024, width=len(REGISTER)),
        ["sch990003", 2024, "да", None, None, None],
    ),
    UNTOUCHED: of_conditions(asked("sch990001"), asked("sch990002")),
    ANSWERS: xlsx(RESPONSES, asked("R-2023-H2-sch990001-fail_share", width=len(RESPONSES))),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    lake: Lake
    answers: dict[str, LedgerRow]

    def counts(self, path: str) -> tuple[str, int, int, int]:
        row = self.answers[path]
        return row.status, row.rows_received, row.rows_accepted, row.rows_quarantined

    def told(self, path: str) -> list[tuple[object, ...]]:
        """Sheet, row and message of what is told beside errors and warnings."""
        return self.lake.rows(
            "findings",
            "sheet, row_no, rule_id, message",
            f"severity = 'info' AND delivery_id = {self.answers[path].delivery_id}",
        )


def delivered(lake: Lake, files: dict[str, bytes]) -> Outcome:
    lake.land("history/schools/schools.csv", SCHOOLS)
    for path, content in files.items():
        lake.land(path, content)
    return Outcome(lake, lake.answers())


@pytest.fixture(scope="module")
def outcome(make_lake: Callable[[], Lake]) -> Outcome:
    return delivered(make_lake(), FILES)


def test_untouched_rows_are_left_out_and_counted(outcome: Outcome) -> None:
    assert outcome.counts(PART) == ("accepted", 1, 1, 0)
    assert outcome.told(PART) == [
        (None, 3, "social_conditions.unfilled", "Не заполнено строк: 3, они пропущены.")
    ]


def test_a_large_file_is_read_no_differently(
    make_lake: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGE_BYTES", 1)
    test_untouched_rows_are_left_out_and_counted(delivered(make_lake(), {PART: FILES[PART]}))


def test_whatever_else_stands_in_a_row_makes_it_data(outcome: Outcome) -> None:
    assert outcome.counts(TOUCHED) == ("partly_accepted", 3, 1, 2)
    delivery = outcome.answers[TOUCHED].delivery_id
    where = f"delivery_id = {delivery}"
    assert outcome.lake.rows("quarantine/social_conditions", "row_no", where) == [(4,), (5,)]
    assert outcome.told(TOUCHED) == [
        (
            "Социальные условия", 3, "social_conditions.unfilled",
            "Не заполнено строк: 1, они пропущены.",
        )
    ]  # fmt: skip


def test_a_form_may_ask_by_several_columns(outcome: Outcome) -> None:
    assert outcome.counts(ACTS) == ("partly_accepted", 2, 1, 1)
    assert [row_no for _, row_no, *_ in outcome.told(ACTS)] == [3]


@pytest.mark.parametrize(
    ("path", "asking"), [(UNTOUCHED, "Логин ОО"), (ANSWERS, "Код рекомендации")]
)
def test_a_form_that_comes_back_untouched_is_refused(
    outcome: Outcome, path: str, asking: str
) -> None:
    assert outcome.counts(path) == ("refused", 0, 0, 0)
    assert outcome.answers[path].message == (
        f"в файле нет ни одной заполненной строки: кроме «{asking}» в строках ничего не вписано. "
        "Заполните форму и отправьте файл снова."
    )
    assert outcome.told(path) == []


def test_most_forms_ask_by_nothing() -> None:
    asking = {name: asks_by(dataset) for name, dataset in load_contracts().items()}
    assert {name: columns for name, columns in asking.items() if columns} == {
        "social_conditions": {"school_login"},
        "analysis_register": {"school_login", "year"},
        "recommendation_responses": {"recommendation_id"},
    }
