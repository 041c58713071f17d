"""What a report tells of effects: in points, with the interval, the verdict and its reason."""

from __future__ import annotations

import pytest
from made_release import NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Picture
from opora.reports.sections.effectiveness import effectiveness


def effect(release: MadeRelease, kind: str, **more: object) -> None:
    """A row of effectiveness, measured over the region unless said otherwise."""
    release.add(
        "effectiveness",
        {
            "half_year": NOW,
            "population": REGION,
            "measure_kind": kind,
            "measure_kind_ru": kind.capitalize(),
            "state": "measured",
            "reason_ru": "",
            "schools": 6,
            "is_descriptive": False,
            **more,
        },
    )


@pytest.fixture
def reviewed(release: MadeRelease) -> MadeRelease:
    """Three kinds at a school here: proven, only described, not measured; a fourth elsewhere."""
    here = release.school("sa", "Школа А")
    there = release.school("sb", "Школа Б", OTHER_DISTRICT)
    effect(
        release,
        "обучение",
        raw_change=0.3,
        comparable_change=0.1,
        effect=0.2,
        interval_low=0.05,
        interval_high=0.35,
        verdict="continue",
        verdict_reason_ru="Прибавили больше похожих.",
    )
    effect(
        release,
        "кадры",
        raw_change=-0.2,
        comparable_change=-0.1,
        effect=-0.1,
        is_descriptive=True,
        verdict="too_early",
        verdict_reason_ru="Школ мало.",
    )
    effect(release, "оснащение", state="not_measured", reason_ru="Похожих школ нет.")
    effect(release, "иное", effect=0.5, raw_change=0.5, comparable_change=0.0, verdict="stop")
    for kind in ("обучение", "кадры", "оснащение"):
        release.add("effectiveness_schools", {**here, "population": REGION, "measure_kind": kind})
    release.add("effectiveness_schools", {**there, "population": REGION, "measure_kind": "иное"})
    return release


def test_effects_are_told_in_points_with_their_verdict(reviewed: MadeRelease) -> None:
    told = said(effectiveness(reviewed.report()))

    assert "Сравниваются школы всей территории «Область»" in told
    # schools with the measure, of these here, before and after, comparable schools, effect
    assert "Обучение | 6 | 1 | +30,0 | +10,0 | +20,0 (от +5,0 до +35,0) | продолжать" in told
    assert "Кадры | 6 | 1 | −20,0 | −10,0 | −10,0 (описательно) | судить рано" in told
    assert "Оснащение | 6 | 1 | — | — | не измерено | —" in told
    assert "Продолжать: «Обучение». Прибавили больше похожих." in told
    assert "Вывода нет: «Оснащение». Похожих школ нет." in told


def test_kinds_that_no_school_here_has_are_left_out(reviewed: MadeRelease) -> None:
    assert "Иное" not in said(effectiveness(reviewed.report()))
    assert "Иное" in said(effectiveness(reviewed.report(REGION)))


def test_the_picture_has_no_interval_where_the_effect_is_only_described(
    reviewed: MadeRelease,
) -> None:
    section = effectiveness(reviewed.report())

    picture = next(block for block in section.blocks if isinstance(block, Picture))
    datasets = picture.chart.to_dict()["datasets"].values()
    drawn = {row["kind"]: row for rows in datasets for row in rows if "kind" in row}
    assert set(drawn) == {"Обучение", "Кадры *"}
    assert (drawn["Обучение"]["low"], drawn["Обучение"]["high"]) == (5.0, 35.0)
    assert drawn["Кадры *"]["low"] is None
    assert drawn["Кадры *"]["raw"] == -20.0
    assert drawn["Обучение"]["verdict"] == "продолжать"


def test_without_measures_or_estimates_it_says_so(release: MadeRelease) -> None:
    school = release.school("sa", "Школа А")
    assert "школы территории не начинали" in said(effectiveness(release.report()))

    effect(release, "кадры", state="not_measured", reason_ru="Рано.", verdict="too_early")
    release.add("effectiveness_schools", {**school, "population": REGION, "measure_kind": "кадры"})

    told = said(effectiveness(release.report()))
    assert "Оценить эффект пока нельзя ни по одному виду мер." in told
    assert "Судить рано: «Кадры». Рано." in told
