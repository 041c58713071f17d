"""Every defect of a file: one clear answer, everybody else is taken, nothing is lost.

All fixtures are delivered at once, the good and the bad ones; each test looks at its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from deliveries import Lake
from make_fixtures import FIXTURES, ISSUED, decisions, fixtures

from opora.lake.issued import add_issued
from opora.lake.ledger import LedgerRow
from opora.pipeline.take import Taken

SUPPORT = "methodical_support"
MARKS = "assessment_marks"
CONDITIONS = "social_conditions"
RESPONSES = "recommendation_responses"
MEASURES = "measures"
DECISIONS = "management_decisions"
LINKS = "decision_links"


@dataclass(frozen=True)
class Case:
    """A defect: the dataset whose folder it lies in, and the answer's status and words.

    `rows`: received, accepted, quarantined; `name`: how the bad file is called, if that is the
    defect.
    """

    defect: str
    status: str
    words: tuple[str, ...]
    rows: tuple[int, int, int] = (0, 0, 0)
    dataset: str = SUPPORT
    name: str | None = None


CASES = [
    Case("empty_file", "refused", ("файл пустой", "Выгрузите его заново")),
    Case("truncated_xlsx", "refused", ("повреждена или передана не целиком", "отправьте снова")),
    Case("password_protected_xlsx", "refused", ("защищена паролем", "Снимите пароль")),
    Case("wrong_extension", "refused", ("«.xlsx»", "внутри текстовая таблица (CSV)", "Сохраните")),
    Case("unknown_encoding", "refused", ("кодировка", "Сохраните его как «CSV UTF-8»")),
    Case("missing_heading", "refused", ("лист «Отчёт», строка 3", "«Тема»", "добавьте")),
    Case("doubled_heading", "refused", ("лист «Отчёт», строка 2", "«Тема»", "дважды", "Оставьте")),
    Case(
        "text_for_number",
        "rejected",
        ("Лист «Условия», строка 2", "«Всего обучающихся»", "«много»", "целое число", "Впишите"),
        (1, 0, 1),
        CONDITIONS,
    ),
    Case(
        "unknown_school",
        "partly_accepted",
        ("1 из 2", "Строка 3", "«sch999999»", "«Логин ОО»", "нет в перечне школ", "Проверьте"),
        (2, 1, 1),
    ),
    Case(
        "event_outside_half_year",
        "partly_accepted",
        ("Строка 4", "«Дата проведения»", "«01.07.2024»", "полугодие папки", "Проверьте дату"),
        (2, 1, 1),
    ),
    Case(
        "folder_disagrees",
        "refused",
        ("папка называет набор «Методическая работа»", "«Социальные условия»", "Переложите"),
    ),
    Case(
        "per_cents_not_100",
        "rejected",
        ("Строка 2", "сумма должна быть равна числу участников", "100", "Проверьте числа"),
        (1, 0, 1),
        MARKS,
    ),
    Case(
        "declared_total_differs",
        "accepted",
        ("Строка 3", "«Количество участников»", "стоит 41", "получается 40", "Проверьте"),
        (1, 1, 0),
        MARKS,
    ),
    Case("line_of_2_gb", "refused", ("нет ни одного перевода строки", "Выгрузите файл заново")),
    Case("dots_in_path", "refused", ("«..»", "Переименуйте"), name=r"..\..\fail.csv"),
    Case("dots_in_sheet_name", "refused", ("имя листа «..»", "Переименуйте лист")),
    Case(
        "formula_cell",
        "rejected",
        ("Лист «Лист1», строка 2", "«Тема»", "стоит «=HYPERLINK", "формула", "без знака «=»"),
        (1, 0, 1),
    ),
    Case(
        "answer_to_unknown_recommendation",
        "rejected",
        ("«R-2023-H2-sch990001-nobody_issued»", "нет среди выданных", "Проверьте код"),
        (1, 0, 1),
        RESPONSES,
    ),
    Case(
        "answer_due_before_recommendation",
        "rejected",
        ("Срок раньше начала полугодия, в котором выдана рекомендация", "Проверьте срок"),
        (1, 0, 1),
        RESPONSES,
    ),
    Case(
        "measure_for_unknown_school",
        "partly_accepted",
        ("Строка 3", "«sch999999»", "нет в перечне школ", "Проверьте логин"),
        (2, 1, 1),
        MEASURES,
    ),
    Case(
        "measure_for_unknown_recommendation",
        "rejected",
        ("«R-2023-H2-sch990001-nobody_issued»", "будет принята, как только", "выдана"),
        (1, 0, 1),
        MEASURES,
    ),
    Case(
        "measure_ends_before_start",
        "rejected",
        ("«Окончание» раньше, чем в графе «Начало»", "Проверьте обе даты"),
        (1, 0, 1),
        MEASURES,
    ),
    Case(
        "decision_due_before_taken",
        "rejected",
        ("«Срок» раньше, чем в графе «Дата решения»", "Проверьте обе даты"),
        (1, 0, 1),
        DECISIONS,
    ),
    Case(
        "two_decisions_one_act",
        "rejected",
        ("2 из 2", "с таким же органом, номером и датой", "под прежним кодом", "проверьте номер"),
        (2, 0, 2),
        DECISIONS,
    ),
    Case(
        "decision_before_recommendation",
        "rejected",
        ("раньше, чем началось полугодие", "Проверьте код рекомендации и дату решения"),
        (1, 0, 1),
        LINKS,
    ),
    Case(
        "link_of_unknown_decision",
        "rejected",
        ("«не было»", "«Код решения»", "нет среди принятых", "сдайте само решение"),
        (1, 0, 1),
        LINKS,
    ),
    Case(
        "link_to_unknown_object",
        "rejected",
        ("7 из 7", "«нет такого»", "«Код объекта»"),
        (7, 0, 7),
        LINKS,
    ),
]


@dataclass(frozen=True)
class Outcome:
    """What came of the batch of all fixtures."""

    lake: Lake
    taken: Taken
    release: Path

    def answer(self, case: Case, verdict: str) -> LedgerRow:
        """The answer to one of a case's files."""
        return next(
            row
            for row in self.taken.ledger
            if case.defect in row.path and verdict in Path(row.path.replace("\\", "/")).name
        )


@pytest.fixture(scope="module")
def outcome(make_lake: Callable[[], Lake]) -> Outcome:
    lake = make_lake()
    lake.home.releases.mkdir(parents=True)
    release = lake.home.releases / "0001.duckdb"
    release.write_bytes(b"published")
    lake.land(
        "history/schools/s.csv",
        "Логин ОО;Наименование ОО;Территория\nsch990001;Школа 1;00701000\n",
    )
    lake.land("history/management_decisions/d.csv", decisions())
    half_year = {"half_year": [ISSUED[1]], "starts_on": [dt.date(2023, 7, 1)]}
    add_issued(lake.home, pd.DataFrame({"recommendation_id": [ISSUED[0]], **half_year}))
    for case in CASES:
        for file in sorted((FIXTURES / case.defect).iterdir()):
            name = case.name if file.stem == "fail" and case.name else file.name
            # Marks of one school would replace each other: they lie side by side in any order.
            lake.land(f"2024-H1/{case.dataset}/{case.defect}/{name}", file.read_bytes())
    with lake.land(f"2024-H1/{SUPPORT}/line_of_2_gb/fail.csv", "1,2;" * 300_000).open("r+b") as big:
        big.truncate(2 << 30)
    return Outcome(lake, lake.take(), release)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.defect)
def test_the_sender_gets_one_clear_answer(outcome: Outcome, case: Case) -> None:
    answer = outcome.answer(case, "fail")
    assert answer.status == case.status
    assert answer.message is not None
    for words in case.words:
        assert words in answer.message
    assert (answer.rows_received, answer.rows_accepted, answer.rows_quarantined) == case.rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.defect)
def test_the_same_file_without_the_defect_is_taken(outcome: Outcome, case: Case) -> None:
    answer = outcome.answer(case, "pass")
    assert (answer.status, answer.message) == ("accepted", None)
    assert answer.rows_accepted == answer.rows_received == 1


def test_every_defect_has_its_fixtures() -> None:
    assert {case.defect for case in CASES} == {path.name for path in FIXTURES.iterdir()}


def test_the_committed_fixtures_are_those_of_the_script() -> None:
    committed = {
        path.relative_to(FIXTURES).as_posix(): path.read_bytes() for path in FIXTURES.rglob("*.*")
    }
    assert committed == fixtures()


def test_nothing_is_lost(outcome: Outcome) -> None:
    """What was rejected lies in the quarantine with its reason, and a finding names the cell."""
    lake = outcome.lake
    assert lake.rows(f"quarantine/{SUPPORT}", "event_id, row_no, reasons") == [
        ("formula", 2, [f"{SUPPORT}.topic.readable"]),
        ("outside-2", 4, [f"{SUPPORT}.half_year"]),
        ("school-2", 3, [f"{SUPPORT}.school_login.known"]),
    ]
    assert lake.rows(f"quarantine/{CONDITIONS}", "sheet, row_no, low_income") == [
        ("Условия", 2, 10.0)
    ]
    findings = lake.rows("findings", "column_name, value", "severity = 'critical'")
    assert ("topic", '=HYPERLINK("http://x")') in findings
    assert ("pupils", "много") in findings


def test_a_link_is_told_which_of_its_ends_nobody_knows(outcome: Outcome) -> None:
    reasons = outcome.lake.rows(
        f"quarantine/{LINKS}", "object_kind, reasons", "object_id = 'нет такого'"
    )
    ends = {
        kind: [reason.removeprefix(f"{LINKS}.object_id.") for reason in each]
        for kind, each in reasons
    }
    assert ends == {kind: [f"{kind}.known"] for kind in ends}
    assert len(ends) == 7


def test_declared_and_counted_totals_are_both_kept(outcome: Outcome) -> None:
    (case,) = (case for case in CASES if case.defect == "declared_total_differs")
    (total,) = outcome.answer(case, "fail").declared_totals
    assert (total["row"], total["state"]) == (3, "measured")
    assert total["declared"]["participants"] == 41
    assert total["counted"]["participants"] == 40


def test_no_published_release_changes(outcome: Outcome) -> None:
    assert outcome.release.read_bytes() == b"published"
    assert list(outcome.lake.home.releases.iterdir()) == [outcome.release]
