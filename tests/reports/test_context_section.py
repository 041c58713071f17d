"""Results beside their conditions, the funnel and objectivity markers, as reports tell it."""

from __future__ import annotations

import pytest
from made_release import BEFORE, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Linked, Picture, Table
from opora.reports.charts.funnel_of_schools import limits_of
from opora.reports.charts.named_points import with_places
from opora.reports.report import Report
from opora.reports.sections.context import context

MATHS = "Математика"


def placed(
    release: MadeRelease, school: dict[str, object], against: str, funnel: str, **more: object
) -> None:
    """A school with an index of 20 whose result stands so to what was expected."""
    residual = {"above": 0.4, "as_expected": 0.0, "below": -0.4}[against]
    values: dict[str, object] = {
        "population": "RU",
        "subject_area": MATHS,
        "participants": 120,
        "wellbeing_index": 20.0,
        "state": "measured",
        "reason_ru": "",
        "flags": "",
        "actual": residual - 0.1,
        "expected": -0.1,
        "shrunken_residual": residual,
        "interval_low": residual - 0.15,
        "interval_high": residual + 0.15,
        "against_expectation": against,
        "is_resilient": False,
        "funnel_participants": 100,
        "fail_share": 10.0,
        "usual_fail_share": 10.0,
        "funnel_deviation": {"above": 2.5, "within": 0.0}[funnel],
        "funnel_position": funnel,
    }
    release.add("school_context", {**school, **values, **more})


@pytest.fixture
def report(release: MadeRelease) -> Report:
    """A resilient school, one as expected, one below and outside the funnel, one without index."""
    a, b, c, d = (release.school(f"s{place}", f"Школа {place}") for place in "abcd")
    e = release.school("se", "Школа e", OTHER_DISTRICT)
    placed(release, a, "above", "within", is_resilient=True)
    placed(release, b, "as_expected", "within")
    placed(release, c, "below", "above", fail_share=25.0, flags="u")
    placed(release, e, "above", "within")
    release.add(
        "school_context",
        {**d, "population": "RU", "subject_area": MATHS, "participants": 40,
         "state": "not_measured", "reason_ru": "Индекса нет.", "flags": ""},
    )  # fmt: skip
    release.add(
        "context_models",
        {"half_year": NOW, "population": "RU", "subject_area": MATHS, "state": "measured",
         "funnel_share": 10.0, "overdispersion": 4.0,
         "funnel_warning_deviations": 1.96, "funnel_alarm_deviations": 3.09},
    )  # fmt: skip
    return release.report()


def test_schools_are_counted_against_expectation_and_funnel(report: Report) -> None:
    told = said(context(report))
    assert (
        "Математика: из 3 школ с индексом и результатами достоверно выше ожидаемого 1 "
        "(из них резильентных 1), как ожидалось 1, достоверно ниже 1" in told
    )
    assert "выходит за пределы воронки вверх у 1 школы, вниз у 0 школ" in told


def test_resilient_schools_and_those_below_expectation_are_named(report: Report) -> None:
    tables = [block for block in context(report).blocks if isinstance(block, Table)]
    assert said(tables[0].rows) == "Школа a | Математика | 20 | 120 | +30,0 | −10,0 | " + (
        "+40,0 (от +25,0 до +55,0)"
    )
    assert tables[1].rows[0][0] == Linked("Школа c", "schools/sc.html")
    assert tables[1].rows[0][3] == "120 (мало)"


def test_what_cannot_be_compared_says_why(report: Report) -> None:
    assert "Математика, 1 школа: Индекса нет." in said(context(report))


def test_a_school_is_not_called_bad(report: Report) -> None:
    assert "школа ниже ожидаемого — не «плохая»" in said(context(report))


def test_the_picture_names_the_resilient_and_only_them(report: Report) -> None:
    picture = next(block for block in context(report).blocks if isinstance(block, Picture))
    drawn = picture.chart.to_dict()
    points = next(iter(drawn["datasets"].values()))
    assert [(point["name"], point["meaning"]) for point in points] == [
        ("Школа a", "резильентная (условия тяжёлые, результат выше)"),
        ("", "как ожидалось"),
        ("", "достоверно ниже ожидаемого"),
    ]
    assert [point["expected"] for point in points] == [-10.0, -10.0, -10.0]
    assert picture.alternative.startswith("Математика: резильентная")


def test_the_funnel_has_a_point_per_school_and_the_limits(report: Report) -> None:
    pictures = [block for block in context(report).blocks if isinstance(block, Picture)]
    points = next(iter(pictures[1].chart.to_dict()["datasets"].values()))
    schools = [point for point in points if point.get("line") is None]
    assert [(each["share"], each["position"], each["name"]) for each in schools] == [
        (10.0, "в пределах", ""),
        (10.0, "в пределах", ""),
        (25.0, "выше пределов", "Школа c"),
    ]
    assert len({point["line"] for point in points if point.get("line")}) == 5
    assert "Школа c, Математика: 25,0\u00a0% при обычной 10,0\u00a0%" in pictures[1].alternative


def test_limits_are_widened_by_the_overdispersion() -> None:
    # of 100 results at a usual share of 10 %: sqrt(4 · 0.1 · 0.9 / 100) = 6 points, 1.96 times it
    model = {
        "subject_area": MATHS, "funnel_share": 10.0, "overdispersion": 4.0,
        "funnel_warning_deviations": 1.96, "funnel_alarm_deviations": 3.09,
    }  # fmt: skip
    at_the_end = {
        line["line"]: line["share"] for line in limits_of(model, 100) if line["participants"] == 100
    }
    assert at_the_end["обычная доля"] == 10.0
    assert at_the_end["пределы, сверху"] == pytest.approx(10 + 11.76, abs=0.01)
    assert at_the_end["пределы, снизу"] == 0.0
    assert at_the_end["дальние пределы, сверху"] == pytest.approx(10 + 18.54, abs=0.01)


def test_without_a_funnel_there_are_no_limits() -> None:
    model = {"subject_area": MATHS, "funnel_share": None, "overdispersion": None}
    assert limits_of(model, 100) == []


def test_names_are_moved_apart_and_keep_their_order() -> None:
    points = [{"x": 0, "y": height, "name": name} for height, name in ((1.0, "а"), (1.0, "б"))]
    points.append({"x": 5, "y": 9.0, "name": ""})
    places = with_places(points, "x", "y", 10, 10)
    # they stand a twentieth of the picture's height apart, half of it on each side
    assert [place["name_y"] for place in places] == [0.75, 1.25, None]
    assert [place["name_x"] for place in places] == [0.2, 0.2, None]


def test_without_a_model_the_funnel_still_stands(report: Report) -> None:
    report.source.connection.execute(
        "UPDATE newest.marts.school_context SET state = 'not_measured', reason_ru = 'Школ мало.', "
        "against_expectation = NULL, is_resilient = NULL"
    )
    section = context(report)
    told = said(section)
    assert "Математика: результаты с условиями не сопоставлены; доля не преодолевших" in told
    assert "Математика, 4 школы: Школ мало." in told
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    assert [picture.caption.partition(":")[0] for picture in pictures] == ["Воронка"]


def test_markers_are_a_reason_to_look_and_stand_with_their_reason(
    report: Report, release: MadeRelease
) -> None:
    release.add("dim_procedure", {"procedure": "vpr_math_5", "name_ru": "ВПР, математика"})
    for half_year, marker in ((NOW, "top_marks"), (NOW, "same_score"), (BEFORE, "narrow_spread")):
        release.add(
            "objectivity_markers",
            {"half_year": half_year, "school_id": 1, "school_login": "sa",
             "procedure": "vpr_math_5", "marker": marker, "state": "measured",
             "reason_ru": f"признак {marker}"},
        )  # fmt: skip
    told = said(context(report))
    assert "Работ с признаками: 1 (1 школа). Признак — повод проверить" in told
    assert "Школа a | ВПР, математика | признак same_score" in told
    assert "narrow_spread" not in told
    regional = said(context(release.report(REGION)))
    assert "Признаки необъективности по территориям" in regional
    assert "Округ | 1 | 1" in regional
    assert "признак same_score" not in regional


def test_a_region_counts_by_municipality(report: Report, release: MadeRelease) -> None:
    section = context(release.report(REGION))
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.rows == (
        ("Округ", "4", "3", "1", "1", "1", "1", "1", "0"),
        ("Район", "1", "1", "1", "0", "0", "0", "0", "0"),
    )
    assert not any(isinstance(block, Picture) for block in section.blocks)
    assert "Школа a" not in said(section)


def test_without_results_there_is_no_section(release: MadeRelease) -> None:
    release.school("sa", "А")
    assert not context(release.report()).blocks
