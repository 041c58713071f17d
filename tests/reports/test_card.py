"""What the card of a school says to its director, part by part."""

from __future__ import annotations

import pytest
from made_release import BEFORE, DISTRICT, NOW, REGION, MadeRelease, said

from opora.reports.blocks import Marked, Picture, Section, Table
from opora.reports.card import CARD, card_of
from opora.reports.html import html
from opora.reports.report import Report
from opora.reports.sections.school.about import about
from opora.reports.sections.school.conditions import conditions
from opora.reports.sections.school.deliveries import deliveries
from opora.reports.sections.school.findings import findings
from opora.reports.sections.school.indicators import indicators
from opora.reports.sections.school.measures import measures
from opora.reports.sections.school.recommendations import recommendations
from opora.reports.sections.school.results import results
from opora.reports.sections.school.risks import risks
from opora.reports.sections.school.support import support

ONE, OTHER = "sch990001", "sch990002"


@pytest.fixture
def one(release: MadeRelease) -> dict[str, object]:
    """The school of the card; another one lies beside it."""
    key = release.school(ONE, "Школа № 1")
    release.school(OTHER, "Школа № 2")
    return key


def table(section: Section, number: int = 0) -> Table:
    return [block for block in section.blocks if isinstance(block, Table)][number]


def test_a_school_of_which_nothing_is_known_has_a_card(
    release: MadeRelease, one: dict[str, object]
) -> None:
    page = card_of(release.report(), ONE, ())
    told = said(page.sections)
    assert (page.title, page.is_card, page.is_draft) == ("Школа № 1", True, True)
    assert "О списках сведений нет: на конец полугодия школа не работала." in told
    assert "Результатов оценочных процедур у школы нет." in told
    assert "Выводов, требующих внимания, за полугодие нет." in told
    assert "Рекомендаций, которые школе ещё предстоит выполнить, нет." in told
    assert "Школа № 2" not in told
    assert page.line in html(page)


def test_what_the_school_is_and_on_which_lists(
    release: MadeRelease, one: dict[str, object]
) -> None:
    release.source.connection.execute(
        "UPDATE marts.dim_school SET kind = 'basic', settlement_kind = 'rural', "
        "opened_on = '2001-09-01', closed_on = '2024-08-31' WHERE school_login = 'sch990001'"
    )
    listed = {"is_official": True, "valid_from": "2023-02-01", "basis_document": "Приказ № 5"}
    rules = {"computed_state": "measured", "computed_reason_ru": "Две процедуры."}
    release.add(
        "school_status",
        {**one, "category": "lps", **listed, "is_on_cutoff": True, **rules, "is_computed": True,
         "agreement": "agree_listed"},
        {**one, "category": "dcs", **listed, "is_on_cutoff": False, "valid_to": "2024-05-31",
         "end_reason": "results", **rules, "is_computed": False, "agreement": "agree_not_listed"},
        {**one, "category": "hub", "is_official": False, "is_on_cutoff": False},
    )  # fmt: skip
    report = release.report()
    report.words = {
        ("school_kind", "basic"): "Основная школа",
        ("settlement_kind", "rural"): "Село",
        ("end_reason", "results"): "По результатам",
    }
    section = about(report, ONE)
    assert said(section).startswith(
        "Код sch990001, основная школа, село, открыта 01.09.2001, закрыта 31.08.2024."
    )
    assert table(section).rows == (
        ("ШНОР", "в списке с 01.02.2023 (Приказ № 5)", "относится. Две процедуры.",
         "список и расчёт совпадают"),
        ("ШНСУ", "в списке с 01.02.2023 по 31.05.2024, по результатам (Приказ № 5)",
         "не относится. Две процедуры.", "список и расчёт совпадают"),
    )  # fmt: skip


def test_where_the_school_counts_and_why_not(release: MadeRelease, one: dict[str, object]) -> None:
    codes = ("2.1.2", "2.2", "2.3.1", "2.3.2", "2.3.3")
    for position, code in enumerate(codes):
        release.add("dim_indicator", {"indicator": code, "name_ru": "Доля", "position": position})
    key = {**one, "revision": 1, "territory": DISTRICT}
    counted = {**key, "in_denominator": True}
    release.add(
        "monitoring_snapshot_schools",
        {**counted, "indicator": "2.1.2", "in_numerator": False, "numerator": 0, "denominator": 1,
         "reason": "Доля выросла."},
        {**counted, "indicator": "2.2", "in_numerator": True, "numerator": 5, "denominator": 29,
         "reason": "5 из 29."},
        {**counted, "indicator": "2.3.1", "in_numerator": True, "numerator": 1, "denominator": 1,
         "reason": "Три мероприятия."},
        {**key, "indicator": "2.3.2", "in_denominator": False, "reason": "Школы нет в списках."},
        {**key, "indicator": "2.3.3", "in_denominator": False, "reason": "Школы нет в списках."},
    )  # fmt: skip
    section = indicators(release.report(), ONE)
    assert table(section).rows == (
        ("2.1.2 Доля", Marked("не засчитана", "bad"), "Доля выросла."),
        ("2.2 Доля", "5 из 29", "5 из 29."),
        ("2.3.1 Доля", Marked("засчитана", "good"), "Три мероприятия."),
    )
    assert said(section.blocks[-1]) == (
        "Не учитывается в показателях 2.3.2, 2.3.3. Школы нет в списках."
    )


def add_years(release: MadeRelease, one: dict[str, object]) -> None:
    """Two years of a procedure: 10 of 20 and 6 of 20 here, 3 of 30 and nobody in the other."""
    release.add("dim_procedure", {"procedure": "p", "name_ru": "ОГЭ", "programme_grade": 9})
    other = {"half_year": NOW, "school_id": 2, "school_login": OTHER}
    before, now = {"half_year": BEFORE}, {"half_year": NOW}
    base = {"procedure": "p", "session": "main"}
    raw, none = {"judged_on": "raw"}, {"judged_on": "none"}
    release.add(
        "school_dynamics_procedures",
        {**one, **before, **base, **none, "participants": 20, "fail_share": 50.0},
        {**other, **before, **base, **none, "participants": 30, "fail_share": 10.0},
        {**one, **now, **base, **raw, "participants": 20, "fail_share": 30.0,
         "fail_share_before": 50.0, "fail_share_change": -20.0, "reason_ru": "Ниже."},
        {**other, **now, **base, **none, "participants": 0, "reason_ru": "Не проводилась."},
    )  # fmt: skip


def test_years_of_a_school_stand_beside_all_schools_here(
    release: MadeRelease, one: dict[str, object]
) -> None:
    add_years(release, one)
    section = results(release.report(), ONE)
    picture = section.blocks[0]
    assert isinstance(picture, Picture)
    (drawn,) = picture.chart.to_dict()["datasets"].values()
    assert [(row["year"], row["what"], row["share"], row["is_comparable"]) for row in drawn] == [
        ("2023", "территория", 26.0, False),
        ("2023", "школа", 50.0, False),
        ("2024", "территория", 30.0, True),
        ("2024", "школа", 30.0, True),
    ]
    assert said(picture.alternative) == "ОГЭ: 2024 год, школа 30,0 %, территория 30,0 %"
    assert [said(cell) for cell in table(section).rows[0]] == [
        "ОГЭ", "20", "50,0 %", "30,0 %", "−20,0 п. п.",
    ]  # fmt: skip


def test_what_cannot_be_compared_says_why(release: MadeRelease, one: dict[str, object]) -> None:
    add_years(release, one)
    told = said(results(release.report(), OTHER))
    assert "ОГЭ: Не проводилась." in told
    assert "Процедуры, сравнимые с прошлым годом" not in told


def test_sessions_of_a_procedure_are_named_apart(
    release: MadeRelease, one: dict[str, object]
) -> None:
    release.add("dim_procedure", {"procedure": "p", "name_ru": "ВПР", "programme_grade": 5})
    for session in ("spring", "autumn"):
        release.add(
            "school_dynamics_procedures",
            {**one, "procedure": "p", "session": session, "judged_on": "raw", "participants": 10,
             "fail_share": 10.0, "fail_share_before": 20.0, "fail_share_change": -10.0},
        )  # fmt: skip
    report = release.report()
    report.words = {("session", "spring"): "Весна", ("session", "autumn"): "Осень"}
    assert [row[0] for row in table(results(report, ONE)).rows] == ["ВПР, осень", "ВПР, весна"]


def test_results_are_held_against_what_conditions_let_expect(
    release: MadeRelease, one: dict[str, object]
) -> None:
    release.add(
        "school_context",
        {**one, "subject_area": "Математика", "wellbeing_index": 20.46, "state": "measured",
         "flags": "u", "expected": -0.0963, "actual": 0.268, "shrunken_residual": 0.3149,
         "interval_low": 0.182, "interval_high": 0.449, "against_expectation": "above",
         "is_resilient": True, "fail_share": 6.66, "usual_fail_share": 11.3},
        {**one, "subject_area": "Русский язык", "wellbeing_index": 20.46, "state": "not_measured",
         "flags": "", "reason_ru": "Участников нет."},
    )  # fmt: skip
    section = conditions(release.report(), ONE)
    assert [said(cell) for cell in table(section).rows[0]] == [
        "Математика (низкая надёжность)", "−9,6", "+26,8", "+31,5 (от +18,2 до +44,9)",
        "достоверно выше ожидаемого", "6,7 % (11,3 %)",
    ]  # fmt: skip
    told = said(section)
    assert "(ИСБШ) — 20,5 из 100" in told
    assert "«Математика»: школа резильентная" in told
    assert "«Русский язык». Участников нет." in told


def test_risk_factors_of_profile_and_data_stand_in_one_line(
    release: MadeRelease, one: dict[str, object]
) -> None:
    profile, data = {"source": "profile", "measure": "significance"}, {"source": "data"}
    low = {"risk_factor": "b", "name_ru": "Дисциплина", "agreement": "no_data"}
    high = {"risk_factor": "a", "name_ru": "Кадры", "agreement": "confirmed"}
    release.add(
        "school_risk",
        {**one, **low, **profile, "significance": "low", "is_verified": False},
        {**one, **high, **profile, "significance": "high", "is_verified": True},
        {**one, **high, **data, "significance": "medium", "reason_ru": "Мало учителей."},
        {**one, **high, **data, "significance": "low", "reason_ru": "Совместителей нет."},
        {**one, **data, "risk_factor": "c", "name_ru": "Успеваемость", "significance": "low",
         "agreement": "neither", "reason_ru": "Ничего."},
        # of eleven teachers eleven are each of them
        {**one, **data, "risk_factor": "d", "name_ru": "Компетентность", "significance": "high",
         "agreement": "data_only", "diagnostic_kind": "subject", "reason_ru": "11 из 11."},
    )  # fmt: skip
    assert table(risks(release.report(), ONE)).rows == (
        ("Кадры", Marked("высокая", "bad"), "да", "Данные подтверждают. Мало учителей."),
        ("Компетентность", Marked("не назван", "quiet"), "—", "Видно по диагностике педагогов."),
        ("Дисциплина", Marked("низкая", "quiet"), "нет",
         "По данным об этом факторе судить нельзя."),
    )  # fmt: skip


def test_findings_are_a_line_per_kind_and_severity(
    release: MadeRelease, one: dict[str, object]
) -> None:
    weak = {**one, "kind": "weak_procedure", "severity": "high"}
    release.add(
        "findings",
        {**weak, "finding_id": "1", "name_ru": "ОГЭ", "value": 40.0, "half_years": 2},
        {**weak, "finding_id": "2", "name_ru": "ВПР", "value": 56.25, "half_years": 1},
        {**one, "kind": "missing_support", "severity": "medium", "finding_id": "3",
         "indicator": "2.3.2", "name_ru": "Доля", "half_years": 1},
    )  # fmt: skip
    rows = table(findings(release.report(), ONE)).rows
    assert [[said(cell) for cell in row] for row in rows] == [
        ["высокая", "Слабые процедуры",
         "ВПР — 56,3 % не преодолели порог (1); ОГЭ — 40,0 % не преодолели порог (2)"],
        ["средняя", "Нет поддержки по показателю",
         "2.3.2 «сетевое взаимодействие с опорной школой» (1)"],
    ]  # fmt: skip


def advise(release: MadeRelease, one: dict[str, object], number: int, **more: object) -> None:
    release.add(
        "recommendations",
        {**one, "recommendation_id": f"R-{number}", "addressee": "school", "severity": "high",
         "text_ru": f"Совет {number}.", "due_on": f"2024-08-{number:02}", "state": "open",
         "answer": "none", **more},
    )  # fmt: skip


def test_a_school_reads_what_is_left_to_do(release: MadeRelease, one: dict[str, object]) -> None:
    release.source.connection.execute("UPDATE marts.dim_half_year SET is_latest = half_year = ?",
                                      [NOW])  # fmt: skip
    for number in range(1, 10):
        advise(release, one, number)
    advise(release, one, 11, severity="medium", state="overdue", days_overdue=12, answer="accepted")
    advise(release, one, 12, state="closed", closed_half_year=NOW)
    advise(release, one, 13, state="closed", closed_half_year=BEFORE, half_year=BEFORE)
    advise(release, one, 14, addressee="curator")
    section = recommendations(release.report(), ONE)
    rows = table(section).rows
    assert [row[0] for row in rows] == [f"Совет {number}." for number in range(1, 9)]
    assert rows[0][2:] == ("01.08.2024", "в работе, ответа нет")
    told = said(section)
    assert "Ещё 2 — в приложении к отчёту муниципалитета (Excel)." in told
    assert "Рекомендации школе, которые уже сняты или выполнены: 1." in told
    assert "Муниципальной службе и куратору даны рекомендации об этой школе: 1." in told
    assert "состояние на 30.06.2024" in told


def test_an_overdue_recommendation_stands_out(release: MadeRelease, one: dict[str, object]) -> None:
    release.source.connection.execute("UPDATE marts.dim_half_year SET is_latest = half_year = ?",
                                      [NOW])  # fmt: skip
    advise(release, one, 1, state="overdue", days_overdue=12, answer="accepted")
    (row,) = table(recommendations(release.report(), ONE)).rows
    assert row[3] == Marked("просрочена, дней: 12; принята", "bad")


def test_of_a_hub_its_name_is_told_and_nothing_else(
    release: MadeRelease, one: dict[str, object]
) -> None:
    release.add(
        "hub_matches",
        {**one, "state": "matched", "hub_id": 2, "hub_login": OTHER, "matched_since": NOW,
         "agreement_state": "none", "explanation_ru": "ИСБШ 17,1 и 4,6."},
    )  # fmt: skip
    release.add(
        "school_transition",
        {**one, "stage_ru": "Отстаёт от дорожной карты", "text_ru": "Шагов — 3, просрочено — 1."},
    )
    told = said(support(release.report(), ONE))
    assert "Предлагаемая опорная школа — Школа № 2 (с полугодия 2024-H1)." in told
    assert "Договора о сетевом взаимодействии нет." in told
    assert "отстаёт от дорожной карты. Шагов — 3, просрочено — 1." in told
    assert "4,6" not in told


def test_measures_and_what_became_of_results(release: MadeRelease, one: dict[str, object]) -> None:
    for number in range(1, 9):
        release.add(
            "measures",
            {**one, "half_year": BEFORE, "measure_id": f"М{number}", "kind_ru": "Семинар",
             "starts_on": f"2023-09-{number:02}", "state": "done"},
        )  # fmt: skip
    release.add(
        "measures",
        {**one, "measure_id": "М9", "kind_ru": "Курсы", "starts_on": "2024-03-01",
         "ends_on": "2024-05-01", "responsible": "Директор", "state": "overdue"},
        {**one, "measure_id": "М10", "kind_ru": "Потом", "starts_on": "2024-07-01",
         "state": "planned"},
    )  # fmt: skip
    release.add(
        "effectiveness_schools",
        {**one, "measure_kind": "any", "measure_kind_ru": "Все меры вместе", "verdict": "too_early",
         "verdict_reason_ru": "Рано.", "finding_ru": "Результаты выросли."},
        {**one, "measure_kind": "other", "measure_kind_ru": "Иное", "verdict_reason_ru": "Нельзя.",
         "finding_ru": "Не показывается."},
    )  # fmt: skip
    section = measures(release.report(), ONE)
    assert table(section).rows[0] == (
        "Курсы (М9)", "01.03.2024", "01.05.2024", "Директор", Marked("просрочена", "bad"),
    )  # fmt: skip
    assert table(section).rows[1][0] == "Семинар (М8)"
    assert table(section).more == "Более ранних мер: 3."
    assert table(section, 1).rows == (
        ("Все меры вместе", Marked("судить рано", "quiet"), "Рано."),
        ("Иное", Marked("вывода нет", "quiet"), "Нельзя."),
    )
    told = said(section)
    assert "Результаты выросли." in told
    assert "Не показывается." not in told
    assert "М10" not in told


def test_what_is_missing_from_the_school(release: MadeRelease, one: dict[str, object]) -> None:
    expected = {"half_year": NOW, "school_login": ONE, "territory": DISTRICT, "parts_expected": 2,
                "due_on": "2024-07-10"}  # fmt: skip
    release.add(
        "delivery_completeness",
        {**expected, "dataset_ru": "Кадры", "state": "delivered", "parts_delivered": 2},
        {**expected, "dataset_ru": "Меры", "state": "missing", "parts_delivered": 0},
        {**expected, "dataset_ru": "Итоги", "state": "partly", "parts_delivered": 1,
         "rows_open": 9},
    )  # fmt: skip
    for number in range(2, 11):
        release.add(
            "quarantine_rows",
            {"half_year": NOW, "school_login": ONE, "dataset_ru": "Итоги", "path": "итоги.xlsx",
             "sheet": "Лист1", "row_no": number, "reason_ru": "Нет даты.", "resolution": "open"},
        )  # fmt: skip
    section = deliveries(release.report(), ONE)
    assert said(section.blocks[0]).endswith("сданы полностью 1 из 3.")
    assert table(section).rows == (
        ("Итоги", Marked("сданы частично", "warn"), "1 из 2", "9", "10.07.2024"),
        ("Меры", Marked("не сданы", "bad"), "0 из 2", "—", "10.07.2024"),
    )
    rejected = table(section, 1)
    assert rejected.rows[0] == ("Итоги", "итоги.xlsx, лист «Лист1»", "2", "Нет даты.")
    assert (len(rejected.rows), rejected.more) == (8, "Ещё 1 — в ответе на сдачу.")


def test_a_card_is_one_query_for_all_schools(release: MadeRelease, one: dict[str, object]) -> None:
    report: Report = release.report()
    for part in CARD:
        part(report, ONE)
    release.source.connection.execute("DROP SCHEMA newest.marts CASCADE")
    for part in CARD:
        part(report, OTHER)


def test_above_a_municipality_no_school_has_a_card(
    release: MadeRelease, one: dict[str, object]
) -> None:
    assert not release.report(REGION).speaks_of_schools
