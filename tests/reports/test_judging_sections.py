"""Conclusions, problems and limits: every sentence holds by construction, none is about nothing."""

from __future__ import annotations

import pytest
from made_release import DISTRICT, NOW, REGION, MadeRelease, said

from opora.reports.blocks import Picture, Table
from opora.reports.sections.conclusions import conclusions
from opora.reports.sections.limits import limits
from opora.reports.sections.problems import problems

LAST_YEAR = "2023-H1"


def indicator(release: MadeRelease, code: str, **values: object) -> None:
    """An indicator of the district, as the revision has it."""
    if not release.source.connection.execute(
        "SELECT 1 FROM newest.marts.dim_indicator WHERE indicator = ?", [code]
    ).fetchone():
        release.add(
            "dim_indicator",
            {"indicator": code, "name_ru": f"Показатель {code}", "position": int(code[-1])},
        )
    shown = {"half_year": NOW, "revision": 1, "territory": DISTRICT, "indicator": code,
             "plan": 100.0, "state": "measured", "is_met": "interim", "coverage": 100.0,
             "flags": "", "numerator": 1, "denominator": 2}  # fmt: skip
    release.add("monitoring_snapshot", {**shown, **values})


@pytest.fixture
def known(release: MadeRelease) -> MadeRelease:
    """A release of the half-year before, too, and a last day that is known."""
    release.school("s1", "Школа")
    release.add("dim_half_year", {"half_year": LAST_YEAR, "name_ru": "то же год назад"})
    release.add("snapshot_manifest", {"half_year": LAST_YEAR, "revision": 1, "is_in_force": True})
    release.add(
        "dim_half_year", {"half_year": "2024-H2", "ends_on": "2024-12-31", "is_latest": True}
    )
    return release


def test_met_and_not_met_are_what_the_mart_says(known: MadeRelease) -> None:
    indicator(known, "2.1", value=100.0, is_met="met")
    indicator(known, "2.2", value=47.04, plan=50.0, is_met="not_met")
    indicator(known, "2.3", value=None, state="not_applicable", is_met="not_judged")

    told = said(conclusions(known.report()))

    assert (
        "План 2024 года выполнен по 1 из 2 показателей, которые оцениваются: 2.1 (100,0 % при "
        "плане 100,0 %). Не выполнен: 2.2 «диагностика педагогов» (47,0 % при плане 50,0 %)" in told
    )
    assert "2.2 «диагностика педагогов»: 47,0 % при плане 50,0 % (−3,0 п. п.)." in said(
        problems(known.report())
    )
    assert "Показатель 2.3: не применимо." in said(limits(known.report()))


def test_in_the_middle_of_a_year_nothing_is_met_or_missed(known: MadeRelease) -> None:
    indicator(known, "2.1", value=100.0)
    indicator(known, "2.2", value=49.99, plan=50.0)

    told = said(conclusions(known.report()))

    assert "Плановое значение 2024 года уже достигнуто по 1 из 2 показателей: 2.1" in told
    assert "Пока ниже плана: 2.2 «диагностика педагогов» (50,0 % при плане 50,0 %)" in told
    assert "выполнен" not in told
    assert "Не выполнен" not in said(problems(known.report()))


def test_values_are_compared_with_the_same_half_year_before(known: MadeRelease) -> None:
    for code, then, now in (("2.1", 50.0, 60.0), ("2.2", 50.0, 40.5), ("2.3", 50.0, 50.0)):
        indicator(known, code, half_year=LAST_YEAR, value=then)
        indicator(known, code, value=now)
    indicator(known, "2.4", half_year=LAST_YEAR, value=None, state="not_measured")
    indicator(known, "2.4", value=10.0)

    assert (
        "По сравнению с тем же полугодием 2023 года значения выросли: 2.1 (+10,0 п. п.); "
        "снизились: 2.2 (−9,5 п. п.); не изменились: 2.3." in said(conclusions(known.report()))
    )


def test_without_a_year_before_nothing_is_compared(known: MadeRelease) -> None:
    indicator(known, "2.1", value=50.0)

    assert "По сравнению" not in said(conclusions(known.report()))


def counted(release: MadeRelease, code: str, school: dict[str, object], **values: object) -> None:
    """A school that counts in an indicator."""
    shown = {"revision": 1, "indicator": code, "territory": DISTRICT, "in_denominator": True}
    release.add("monitoring_snapshot_schools", {**school, **shown, **values})


def test_schools_that_an_indicator_misses_are_named_where_it_counts_schools(
    known: MadeRelease,
) -> None:
    first, second = known.school("s2", "Вторая"), known.school("s3", "Третья")
    counted(known, "2.1", first, in_numerator=False, numerator=0, denominator=1)
    counted(known, "2.1", second, in_numerator=True, numerator=1, denominator=1)
    # an indicator of teachers
    counted(known, "2.2", first, in_numerator=False, numerator=0, denominator=7)

    told = said(problems(known.report()))

    assert "В показателе 2.1 пока не засчитано школ: 1 из 2 (Вторая)." in told
    assert "2.2" not in told
    assert "не засчитано школ: 1 из 2." in said(problems(known.report(REGION)))


def test_elements_of_the_cycle_are_quoted(known: MadeRelease) -> None:
    for place, (state, missing) in enumerate(
        (("present", None), ("partial", "Не охвачено школ — 1 из 2."), ("absent", "Нет решений."))
    ):
        known.add(
            "cycle_completeness",
            {"half_year": NOW, "territory": DISTRICT, "position": place, "stage_ru": "Меры",
             "name_ru": f"Принятие {place}", "state": state, "missing_ru": missing},
        )  # fmt: skip

    assert (
        "Из 3 элементов управленческого цикла полностью представлены 1, частично 1, "
        "отсутствуют 1." in said(conclusions(known.report()))
    )
    told = said(problems(known.report()))
    assert (
        "«Меры: принятие 1» — представлено не полностью. Не охвачено школ — 1 из 2. | "
        "«Меры: принятие 2» — отсутствует. Нет решений." in told
    )
    assert "принятие 0" not in told


def test_what_is_overdue_says_as_of_which_day(known: MadeRelease) -> None:
    school = known.school("s2", "Вторая")
    for days in (3, 21):
        known.add(
            "recommendations",
            {**school, "state": "overdue", "days_overdue": days, "answer": "none"},
        )
    known.add("recommendations", {**school, "state": "open", "answer": "none"})
    known.add(
        "measures",
        {**school, "measure_id": "М-1", "starts_on": "2024-02-01", "ends_on": "2024-12-01",
         "state": "overdue", "days_overdue": 30},
    )  # fmt: skip

    assert (
        "На 31.12.2024 просрочены: рекомендаций — 2 (школ — 1, без ответа — 2, самая давняя — на "
        "21 день); мер — 1 (самая давняя — на 30 дней)." in said(problems(known.report()))
    )


def test_findings_are_counted_by_kind_and_severity(known: MadeRelease) -> None:
    first, second = known.school("s2", "Вторая"), known.school("s3", "Третья")
    for school, severity in ((first, "high"), (first, "low"), (second, "medium")):
        known.add("findings", {**school, "kind": "weak_procedure", "severity": severity})

    blocks = problems(known.report()).blocks

    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert said(table.rows) == "Слабые результаты процедуры | 2 | 3 | 1 | 1 | 1"
    (picture,) = [block for block in blocks if isinstance(block, Picture)]
    assert picture.alternative.endswith("выводов 3, из них высокой серьёзности 1")


def test_limits_tell_what_figures_cannot_say(known: MadeRelease) -> None:
    school = known.school("s2", "Вторая")
    indicator(known, "2.1", value=50.0, coverage=68.42, flags="p")
    known.add(
        "dim_procedure",
        {"procedure": "oge", "name_ru": "ОГЭ, математика"},
        {"procedure": "vpr", "name_ru": "ВПР, русский язык"},
    )
    for flags in ("u", ""):
        known.add(
            "monitoring_snapshot_cells",
            {**school, "revision": 1, "procedure": "oge", "flags": flags, "state": "measured",
             "objectivity_markers": "top_marks" if flags else ""},
        )  # fmt: skip
    for procedure, is_comparable in (("oge", False), ("vpr", True)):
        known.add(
            "school_dynamics_procedures",
            {**school, "procedure": procedure, "is_comparable": is_comparable},
        )
    known.add("social_wellbeing_index", {**school, "state": "not_measured"})
    known.add(
        "person_match_rate",
        {"half_year": NOW, "diagnosed_persons": 4, "found_in_staff": 3, "match_rate": 75.0},
    )

    told = said(limits(known.report()))

    for sentence in (
        "показатели: 2.1 — 68,4 %.",
        "ещё не сдана): 2.1.",
        "В 1 из 2 результатов (школа, работа, этап) участников мало",
        "с признаками необъективности: 1.",
        "Шкала изменилась по сравнению с прошлым годом: «ОГЭ, математика».",
        "нет у 1 из 1 школ",
        "Из 4 человек, прошедших диагностику, среди работников школ найдены 3 (75,0 %",
    ):
        assert sentence in told
    # nobody is on a list here
    assert "неудачного года" not in told


def test_nothing_is_said_of_nothing(release: MadeRelease) -> None:
    report = release.report()

    assert said(conclusions(report).blocks) == "Оснований для выводов за это полугодие нет."
    assert said(problems(report).blocks) == (
        "Проблем, о которых говорят данные полугодия, не выявлено."
    )
    assert said(limits(report).blocks) == "Их нет."
