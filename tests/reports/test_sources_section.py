"""What was delivered of what was expected, and what the report rests on."""

from __future__ import annotations

import pytest
from made_release import DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Picture, Table
from opora.reports.sections.sources import sources


def expected(
    release: MadeRelease, dataset: str, state: str, login: str | None = None, **more: object
) -> None:
    """A row of delivery_completeness."""
    release.add(
        "delivery_completeness",
        {
            "half_year": NOW,
            "dataset": dataset,
            "dataset_ru": {"staff": "Кадры", "schools": "Перечень"}[dataset],
            "territory": DISTRICT,
            "school_login": login,
            "state": state,
            "severity": "critical",
            "due_on": "2024-07-10",
            "rows_open": 0,
            "timeliness": "not_judged",
            **more,
        },
    )


@pytest.fixture
def delivered(release: MadeRelease) -> MadeRelease:
    """Three schools owe staff: one in time, one late, one nothing; the district owes schools."""
    for login in ("s1", "s2", "s3"):
        release.school(login, f"Школа {login}")
    expected(release, "staff", "delivered", "s1", timeliness="on_time")
    expected(release, "staff", "delivered", "s2", timeliness="late")
    expected(release, "staff", "missing", "s3", timeliness="missing")
    expected(release, "schools", "partly", rows_open=4)
    return release


def test_the_chart_says_who_delivered_what(delivered: MadeRelease) -> None:
    (picture,) = [b for b in sources(delivered.report()).blocks if isinstance(b, Picture)]

    assert picture.alternative == (
        "Кадры: сдано 1, сдано с опозданием 1, не сдано 1 (всего 3); "
        "Перечень: сдано не всё 1 (всего 1)"
    )
    (drawn,) = picture.chart.to_dict()["datasets"].values()
    assert sorted((row["label"], row["what"], row["count"]) for row in drawn) == [
        ("Кадры", "не сдано", 1),
        ("Кадры", "сдано", 1),
        ("Кадры", "сдано с опозданием", 1),
        ("Перечень", "сдано не всё", 1),
    ]


def test_what_is_missing_is_named_with_its_sender(delivered: MadeRelease) -> None:
    tables = [b for b in sources(delivered.report()).blocks if isinstance(b, Table)]

    assert [said(row) for row in tables[-1].rows] == [
        "Кадры | Школа s3 | не сдано | 10.07.2024 | 0",
        "Перечень | Округ | сдано не всё | 10.07.2024 | 4",
    ]


def test_a_region_sums_up_by_territory(delivered: MadeRelease) -> None:
    delivered.school("s4", "Школа s4", OTHER_DISTRICT)
    expected(delivered, "staff", "delivered", "s4", territory=OTHER_DISTRICT)

    tables = [b for b in sources(delivered.report(REGION)).blocks if isinstance(b, Table)]

    assert [said(row) for row in tables[-1].rows] == [
        "Округ | 4 | 2 | 1 | 1",
        "Район | 1 | 1 | 0 | 0",
    ]


def test_all_delivered_is_said_in_a_sentence(release: MadeRelease) -> None:
    release.school("s1", "Школа")
    expected(release, "staff", "delivered", "s1")

    told = said(sources(release.report()))

    assert "Сдано всё, что ожидалось." in told
    assert "Своевременность не оценивается" in told


def delivery(release: MadeRelease, path: str, received: int, rejected: int, **more: object) -> None:
    """A row of deliveries."""
    release.add(
        "deliveries",
        {
            "half_year": NOW,
            "path": path,
            "status": "accepted",
            "rows_received": received,
            "rows_accepted": received - rejected,
            "rows_quarantined": rejected,
            "rows_open": 0,
            "is_rereading": False,
            **more,
        },
    )


def test_rows_received_are_those_accepted_and_those_rejected(release: MadeRelease) -> None:
    delivery(release, "a.csv", 1200, 3, rows_open=1)
    # two of the three were read again and taken
    delivery(release, "a.csv", 2, 0, is_rereading=True)
    delivery(release, "b.csv", 0, 0, status="refused")

    told = said(sources(release.report()))

    assert "файлов за полугодие поступило 2." in told
    assert "Строк получено 1 200 = принято 1 197 + отклонено 3." in told
    assert "принято при повторном чтении 2, ждут исправления 1." in told
    assert "Целиком не принято файлов: 1." in told


def test_without_anything_it_says_so(release: MadeRelease) -> None:
    told = said(sources(release.report()))

    assert "Оценочных процедур, результаты которых относятся к этому полугодию, нет." in told
    assert "За полугодие ничего не ожидалось." in told
    assert "Файлов за это полугодие не поступало" in told


def test_what_is_not_used_for_judging_is_marked(release: MadeRelease) -> None:
    school = release.school("s1", "Школа")
    release.add(
        "dim_procedure",
        {"procedure": "vpr_math_5", "name_ru": "ВПР, 5", "procedure_kind_name_ru": "ВПР"},
    )
    release.add(
        "monitoring_snapshot_cells",
        {**school, "revision": 1, "procedure": "vpr_math_5", "assessment_year": 2024,
         "session": "spring", "participants": 1234, "is_used": False},
    )  # fmt: skip

    tables = [b for b in sources(release.report()).blocks if isinstance(b, Table)]

    assert said(tables[1].rows) == "ВПР | 2024 | весна | 1 | 1 | 1 234 | нет"
