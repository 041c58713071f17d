"""How results moved and what the indicator made of it, as reports tell it."""

from __future__ import annotations

import pytest
from made_release import DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Linked, Marked, Picture, Table
from opora.reports.charts.dynamics_of_territories import dynamics_of_territories
from opora.reports.report import Report
from opora.reports.sections.directions import DIRECTIONS
from opora.reports.sections.dynamics import dynamics


def moved(
    release: MadeRelease, school: dict[str, object], direction: str, before: float, now: float
) -> None:
    """A school whose share went from `before` to `now`; half of it is left after shrinkage."""
    change = now - before
    release.add(
        "school_dynamics",
        {
            **school,
            "state": "measured",
            "judged_on": "raw",
            "direction": direction,
            "reason_ru": "доли",
            "participants": 100,
            "fail_share_before": before,
            "fail_share": now,
            "raw_change": change,
            "shrunken_change": change / 2,
            "interval_low": change / 2 - 3,
            "interval_high": change / 2 + 3,
        },
    )


def on_lists(
    release: MadeRelease, school: dict[str, object], *categories: str, counts: bool | None
) -> None:
    """A listed school, and whether the indicator counts it (None: it can't be judged)."""
    for category in categories:
        release.add("school_status", {**school, "category": category, "is_official": True})
    release.add(
        "monitoring_snapshot_schools",
        {
            **school,
            "revision": 1,
            "indicator": "2.1.2",
            "territory": DISTRICT,
            "in_denominator": counts is not None,
            "in_numerator": bool(counts),
            "reason": f"почему {school['school_login']}",
        },
    )


@pytest.fixture
def report(release: MadeRelease) -> Report:
    """Two listed schools, better and worse; one on both lists that can't be judged; two others."""
    a, b, c, d = (release.school(f"s{place}", f"Школа {place}") for place in "abcd")
    e = release.school("se", "Школа e", OTHER_DISTRICT)
    moved(release, a, "improved", 40, 30)
    moved(release, b, "worsened", 10, 12.5)
    moved(release, d, "worsened", 5, 25)
    moved(release, e, "mixed", 20, 19)
    release.add(
        "school_dynamics",
        {**c, "state": "not_measured", "judged_on": "none", "direction": "not_judged",
         "reason_ru": "Не оценивается. Шкала изменилась."},
    )  # fmt: skip
    on_lists(release, a, "lps", counts=True)
    on_lists(release, b, "dcs", counts=False)
    on_lists(release, c, "lps", "dcs", counts=None)
    release.add("dim_indicator", {"indicator": "2.1.2", "name_ru": "Динамика", "position": 2})
    for territory in (DISTRICT, REGION):
        release.add(
            "monitoring_snapshot",
            {
                "half_year": NOW,
                "revision": 1,
                "territory": territory,
                "indicator": "2.1.2",
                "plan": 100,
                "numerator": 1,
                "denominator": 2,
                "value": 50,
                "state": "measured",
                "coverage": 66.66,
            },
        )
    return release.report()


def tables(report: Report) -> list[Table]:
    """The tables of the section."""
    return [block for block in dynamics(report).blocks if isinstance(block, Table)]


def test_the_indicator_is_told_with_its_plan_and_coverage(report: Report) -> None:
    told = said(dynamics(report))
    assert "50,0 % (1 из 2 школ), план 100,0 %; оценить удалось 66,7 % школ списков" in told


def test_an_unmeasured_indicator_is_no_nought(report: Report) -> None:
    report.source.connection.execute(
        "UPDATE newest.marts.monitoring_snapshot SET value = NULL, state = 'not_measured'"
    )
    told = said(dynamics(report))
    assert "положительной динамикой: не измерено." in told
    assert "0,0 %" not in told.partition("Динамика школ")[0]


def test_what_is_counted_stands_with_the_reason_the_uncounted_first(report: Report) -> None:
    assert tables(report)[1].rows == (
        (
            Linked("Школа b", "schools/sb.html"),
            "ШНСУ",
            Marked("не засчитана", "warn"),
            "почему sb",
            "+1,3 (от\u00a0−1,8\u00a0до\u00a0+4,3)",
        ),
        (
            Linked("Школа c", "schools/sc.html"),
            "ШНОР, ШНСУ",
            Marked("не оценивается", "quiet"),
            "почему sc",
            "—",
        ),
        (
            Linked("Школа a", "schools/sa.html"),
            "ШНОР",
            Marked("засчитана", "good"),
            "почему sa",
            "−5,0 (от\u00a0−8,0\u00a0до\u00a0−2,0)",
        ),
    )


def test_schools_are_counted_by_direction(report: Report) -> None:
    counted = next(table for table in tables(report) if table.caption.startswith("Динамика рез"))
    assert counted.rows == (
        ("Школы из списков", "3", "1", "0", "0", "1", "1"),
        ("Остальные школы", "1", "0", "0", "0", "1", "0"),
    )


def test_whoever_worsened_outside_the_lists_is_named_the_gravest_first(
    release: MadeRelease, report: Report
) -> None:
    moved(release, release.school("s0", "Школа 0"), "worsened", 5, 6)
    outside = next(
        table for table in tables(release.report()) if table.caption.startswith("Вне списков")
    )
    assert said(outside.rows[0]) == (
        "Школа d | 5,0 % | 25,0 % | 100 | +20,0 п. п. | +10,0 (от +7,0 до +13,0)"
    )
    assert [row[0] for row in outside.rows[1:]] == [Linked("Школа 0", "schools/s0.html")]


def test_where_years_cannot_be_compared_the_reason_is_quoted(report: Report) -> None:
    assert "1 школа: Не оценивается. Шкала изменилась. Это Школа c." in said(dynamics(report))


def test_a_changed_scale_is_judged_on_the_place_in_the_territory(report: Report) -> None:
    report.source.connection.execute(
        "UPDATE newest.marts.school_dynamics SET state = 'measured', direction = 'improved', "
        "judged_on = 'relative_position', relative_position = 60, relative_position_before = 20, "
        "relative_position_change = 40 WHERE school_login = 'sc'"
    )
    told = said(dynamics(report))
    assert "Шкала изменилась: доли двух лет не сравниваются" in told
    assert "20 % | 60 % | +40 п. п." in told


def test_the_picture_has_the_worst_on_top_and_an_arrow_for_the_direction(report: Report) -> None:
    picture = next(block for block in dynamics(report).blocks if isinstance(block, Picture))
    drawn = picture.chart.to_dict()
    shares = drawn["hconcat"][0]["layer"]
    assert shares[0]["encoding"]["y"]["sort"] == ["Школа b · ШНСУ", "Школа a · ШНОР"]
    scale = shares[2]["encoding"]["shape"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "лучше": "triangle-left",
        "хуже": "triangle-right",
    }
    assert "лучше — 1, хуже — 1" in picture.alternative
    assert "Школа b: 10,0\u00a0% → 12,5\u00a0%" in picture.alternative


def test_schools_of_one_name_stay_apart(report: Report, release: MadeRelease) -> None:
    report.source.connection.execute("UPDATE newest.marts.dim_school SET name_ru = 'Школа'")
    section = dynamics(release.report())
    picture = next(block for block in section.blocks if isinstance(block, Picture))
    order = picture.chart.to_dict()["hconcat"][0]["layer"][0]["encoding"]["y"]["sort"]
    assert order == ["Школа (sb) · ШНСУ", "Школа (sa) · ШНОР"]


def test_without_listed_schools_all_schools_are_drawn(release: MadeRelease) -> None:
    moved(release, release.school("sa", "А"), "worsened", 1, 2)
    section = dynamics(release.report())
    assert "В этом году нет школ в списках ШНОР и ШНСУ." in said(section)
    picture = next(block for block in section.blocks if isinstance(block, Picture))
    assert picture.alternative.startswith("Школ: хуже — 1. Крайние: А: 1,0")


def test_a_region_counts_by_municipality(report: Report, release: MadeRelease) -> None:
    regional = release.report(REGION)
    section = dynamics(regional)
    told = said(section)
    assert "Округ | 100,0 % | 50,0 % | 1 из 2 | 66,7 %" in told
    assert not any(f"Школа {place}" in told for place in "abcde")
    drawn = dynamics_of_territories(
        [row for row in regional.rows("dynamics_counts") if row["is_listed"]], DIRECTIONS
    ).to_dict()
    points = next(iter(drawn["datasets"].values()))
    assert [(each["territory"], each["direction"], each["schools"]) for each in points] == [
        ("Округ", "лучше", 1),
        ("Округ", "хуже", 1),
        ("Округ", "не оценена", 1),
    ]


def test_without_dynamics_there_is_no_section(release: MadeRelease) -> None:
    release.school("sa", "А")
    assert not dynamics(release.report()).blocks
