"""What a report tells of diagnostics: sums of schools, deficits, and how far people were found."""

from __future__ import annotations

import pytest
from made_release import DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Picture
from opora.reports.sections.diagnostics import diagnostics


def _fact(territory: str, numerator: int, denominator: int, value: float) -> dict[str, object]:
    return {
        "half_year": NOW, "revision": 1, "territory": territory, "indicator": "2.2", "plan": 50.0,
        "numerator": numerator, "denominator": denominator, "value": value, "state": "measured",
        "is_met": "interim", "flags": "",
    }  # fmt: skip


@pytest.fixture
def two_schools(release: MadeRelease) -> MadeRelease:
    """«Большая»: 10 of 40 teachers; «Малая»: nobody of 5; «Прочая» is on no list; a district and
    its region."""
    release.add("dim_indicator", {"indicator": "2.2", "name_ru": "Диагностика", "position": 3})
    for login, name, done, teachers in (
        ("sch1", "Большая", 10, 40),
        ("sch2", "Малая", 0, 5),
        ("sch3", "Прочая", 0, 0),
    ):
        school = release.school(login, name)
        release.add(
            "monitoring_snapshot_schools",
            {
                **school, "revision": 1, "indicator": "2.2", "territory": DISTRICT,
                "in_denominator": teachers > 0, "in_numerator": done > 0, "numerator": done,
                "denominator": teachers, "reason": f"Прошли {done} из {teachers}.",
            },
        )  # fmt: skip
    release.add("monitoring_snapshot", _fact(DISTRICT, 10, 45, 22.2), _fact(REGION, 19, 60, 31.7))
    release.add("monitoring_snapshot", _fact(OTHER_DISTRICT, 9, 15, 60.0))
    return release


def test_a_district_shows_its_schools_where_most_are_missing_first(
    two_schools: MadeRelease,
) -> None:
    section = diagnostics(two_schools.report())

    told = said(section)
    assert "10 из 45 (22,2 %), план — 50,0 %, выполнение плана оценивается по итогам года" in told
    assert "Большая: 10 из 40; Малая: 0 из 5" in told
    assert "Школы, где диагностику не прошёл никто" in told
    assert "Прошли 0 из 5." in told and "Прошли 10 из 40." not in told
    assert "Прочая" not in told
    drawn = next(block for block in section.blocks if isinstance(block, Picture)).chart.to_dict()
    rows = [
        (row["label"], row["what"], row["count"]) for row in next(iter(drawn["datasets"].values()))
    ]
    assert rows == [
        ("Большая", "прошли диагностику", 10),
        ("Большая", "не прошли", 30),
        ("Малая", "не прошли", 5),
    ]


def test_a_region_shows_its_districts_and_names_no_school(two_schools: MadeRelease) -> None:
    told = said(diagnostics(two_schools.report(REGION)))

    assert "19 из 60 (31,7 %)" in told
    assert "Округ | 50,0 % | 22,2 % | 10 | 45" in told
    assert "Район | 50,0 % | 60,0 % | 9 | 15" in told
    assert "Большая" not in told


def test_deficits_are_counted_by_block_and_school(two_schools: MadeRelease) -> None:
    for school_id, login, severity, is_listed in (
        (1, "sch1", "high", True),
        (2, "sch2", "high", False),
    ):
        two_schools.add(
            "findings",
            {
                "half_year": NOW, "school_id": school_id, "school_login": login,
                "finding_id": f"{login}/competence_deficit/x", "kind": "competence_deficit",
                "name_ru": "Оценивание", "severity": severity, "is_listed": is_listed,
            },
        )  # fmt: skip
    two_schools.add(
        "person_match_rate",
        {"half_year": NOW, "diagnosed_persons": 50, "found_in_staff": 48, "match_rate": 96.0},
    )

    told = said(diagnostics(two_schools.report()))

    assert "Оценивание | 2 | 2 | 1" in told
    assert "из 50 прошедших диагностику найдены среди работников школ 48 (96,0 %)" in told


def test_without_diagnostics_it_says_so(release: MadeRelease) -> None:
    release.school("sch1", "Одна")

    told = said(diagnostics(release.report()))

    assert "Школ, в которых учитывают педагогов, прошедших диагностику, нет." in told
    assert "Дефицитов по блокам диагностик анализ этого полугодия не выявил." in told
