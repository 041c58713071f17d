"""What a report tells of methodical help: which school lacks what, hubs, the way off the lists."""

from __future__ import annotations

import pytest
from made_release import DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Picture, Table
from opora.reports.sections.methodical_help import HELP, methodical_help


def counts(release: MadeRelease, school: dict[str, object], indicator: str, reason: str) -> None:
    """The school counts in an indicator; without a reason it has what is asked for."""
    release.add(
        "monitoring_snapshot_schools",
        {
            **school,
            "revision": 1,
            "indicator": indicator,
            "territory": DISTRICT,
            "in_denominator": True,
            "in_numerator": not reason,
            "numerator": 0 if reason else 1,
            "denominator": 1,
            "reason": reason or "Есть.",
        },
    )


@pytest.fixture
def helped(release: MadeRelease) -> MadeRelease:
    """Two schools: one has all, one lacks an agreement and doesn't count in 2.3.3."""
    whole, lacking = release.school("sch1", "Школа А"), release.school("sch2", "Школа Б")
    for place, (indicator, name) in enumerate(HELP):
        release.add("dim_indicator", {"indicator": indicator, "name_ru": name, "position": place})
        counts(release, whole, indicator, "")
    counts(release, lacking, "2.3.1", "")
    counts(release, lacking, "2.3.2", "Нет соглашения.")
    shares = (("2.3.1", 2, 2, 100.0), ("2.3.2", 1, 2, 50.0), ("2.3.3", 1, 1, 100.0))
    for indicator, numerator, denominator, value in shares:
        for territory in (DISTRICT, REGION):
            release.add(
                "monitoring_snapshot",
                {
                    "half_year": NOW,
                    "revision": 1,
                    "territory": territory,
                    "indicator": indicator,
                    "plan": 100.0,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value,
                    "state": "measured",
                    "is_met": "not_met" if value < 100 else "met",
                    "flags": "",
                },
            )
    return release


def test_what_is_missing_is_named_with_its_reason(helped: MadeRelease) -> None:
    section = methodical_help(helped.report())

    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.rows == (
        (
            "Сетевое взаимодействие с опорной школой",
            "Нет соглашения.",
            "1",
            "Школа Б",
        ),
    )
    told = said(section)
    assert "Методическая работа: 2 из 2 (100,0 %), план — 100,0 %, план выполнен." in told
    assert "с опорной школой: 1 из 2 (50,0 %), план — 100,0 %, план не выполнен." in told


def test_the_matrix_leaves_blank_what_does_not_concern_a_school(helped: MadeRelease) -> None:
    section = methodical_help(helped.report())

    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    fields = {(row["school"], row["help"].partition("\n")[0]): row["answer"] for row in rows}
    assert fields == {
        ("Школа А", "Методическая работа"): "да",
        ("Школа А", "Сетевое взаимодействие с"): "да",
        ("Школа А", "Адресная методическая"): "да",
        ("Школа Б", "Методическая работа"): "да",
        ("Школа Б", "Сетевое взаимодействие с"): "нет",
    }
    assert "Школа Б: Сетевое взаимодействие" in picture.alternative


def test_a_picture_has_room_for_forty_schools_those_that_lack_something_first(
    helped: MadeRelease,
) -> None:
    for number in range(40):
        counts(helped, helped.school(f"x{number:02}", f"Школа {number:02}"), "2.3.1", "")

    section = methodical_help(helped.report())

    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    drawn = {row["school"] for row in rows}
    assert len(drawn) == 40
    assert "Школа Б" in drawn
    assert "Показано строк: 40, ещё 2 — в приложении (Excel)." in said(section)


def test_a_region_compares_its_districts(helped: MadeRelease) -> None:
    told = said(methodical_help(helped.report(REGION)))

    assert "Округ | 100,0 % | 50,0 % | 100,0 %" in told
    assert "Школа Б" not in told


def test_hubs_that_need_a_decision_come_with_the_explanation(helped: MadeRelease) -> None:
    """A has a hub of the neighbouring district, with an agreement; C without one; B has none."""
    helped.school("sch3", "Школа В")
    hub = helped.school("hub1", "Лицей", OTHER_DISTRICT)
    pairs = (
        (1, "sch1", "matched", hub["school_id"], "with_this_hub", "Подобран Лицей."),
        (3, "sch3", "matched", hub["school_id"], "none", "Договора нет."),
        (4, "sch2", "not_matched", None, "none", "Опорной школы нет: места заняты."),
    )
    ids = {"sch1": 1, "sch2": 2, "sch3": 3}
    for place, login, state, hub_id, agreement, explanation in pairs:
        helped.add(
            "hub_matches",
            {
                "half_year": NOW,
                "school_id": ids[login],
                "school_login": login,
                "state": state,
                "hub_id": hub_id,
                "hub_login": None if hub_id is None else "hub1",
                "hub_places": None if hub_id is None else 3,
                "agreement_state": agreement,
                "place_in_line": place,
                "explanation_ru": explanation,
            },
        )

    told = said(methodical_help(helped.report()))

    assert "списков), — 3. Подобрана — 2, из них с действующим договором именно с ней — 1." in told
    assert "Школа Б | не подобрана | Опорной школы нет: места заняты." in told
    assert "Подобран Лицей." not in told
    assert told.index("Школа Б | не подобрана") < told.index("Школа В | Лицей | Договора нет.")
    assert "Лицей | 3 | Школа А, Школа В" in told


def test_stages_and_overdue_roadmaps_are_told(helped: MadeRelease) -> None:
    stages = (
        ("behind", "Отстаёт", 1, 1),
        ("on_track", "Идёт", 1, 2),
        ("returned", "Вернулась", 0, 3),
    )
    for stage, name, schools, position in stages:
        helped.add(
            "transition_by_territory",
            {
                "half_year": NOW,
                "territory": DISTRICT,
                "stage": stage,
                "name_ru": name,
                "schools": schools,
                "followed_schools": 2,
                "share": 50.0 * schools,
                "state": "measured",
                "position": position,
            },
        )
    helped.add(
        "transition_by_territory",
        {
            "half_year": NOW,
            "territory": REGION,
            "stage": "behind",
            "name_ru": "Отстаёт",
            "schools": 9,
        },
    )
    for school_id, login, overdue in ((1, "sch1", 0), (2, "sch2", 1)):
        helped.add(
            "school_transition",
            {
                "half_year": NOW,
                "school_id": school_id,
                "school_login": login,
                "stage_ru": "Отстаёт" if overdue else "Идёт",
                "overdue": overdue,
                "text_ru": f"Просрочено — {overdue}.",
            },
        )

    told = said(methodical_help(helped.report()))

    assert "Отстаёт: 1 (50,0 %); Идёт: 1 (50,0 %)" in told
    assert "Отстаёт: 9" not in told
    assert "Школа Б | Отстаёт | Просрочено — 1." in told
    assert "Просрочено — 0." not in told


def test_without_listed_schools_it_says_so(release: MadeRelease) -> None:
    release.school("sch1", "Одна")

    assert "Школ, которых касаются эти показатели, нет." in said(methodical_help(release.report()))
