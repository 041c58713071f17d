"""What a report tells of risk profiles: the heat map and the counts of factors."""

from __future__ import annotations

import pytest
from made_release import NOW, REGION, MadeRelease, said

from opora.reports.blocks import Picture
from opora.reports.sections.risks import risks


def risk(
    release: MadeRelease, school: dict[str, object], factor: str, source: str, **more: object
) -> None:
    """A row of school_risk."""
    release.add(
        "school_risk",
        {
            **school,
            "risk_factor": factor,
            "name_ru": {"staff": "Кадры", "motivation": "Мотивация"}[factor],
            "source": source,
            "measure": "significance",
            "state": "measured",
            **more,
        },
    )


@pytest.fixture
def profiled(release: MadeRelease) -> MadeRelease:
    """A: staff high by both, motivation medium and doubted. B: staff high by data. C: none."""
    a, b, c = (release.school(f"s{place}", f"Школа {place}") for place in "abc")
    of_a: dict[str, object] = {"profile_year": 2024}
    both = {"agreement": "confirmed", "significance": "high"}
    risk(release, a, "staff", "profile", **of_a, **both, is_verified=True)
    risk(release, a, "staff", "data", **of_a, agreement="confirmed", significance="medium")
    risk(
        release,
        a,
        "motivation",
        "profile",
        **of_a,
        agreement="no_data",
        significance="medium",
        is_verified=False,
    )
    risk(release, b, "staff", "data", agreement="data_only", significance="low")
    risk(release, b, "staff", "data", agreement="data_only", significance="high")
    risk(release, c, "staff", "data", agreement="neither", significance="low")
    risk(release, c, "motivation", "data", agreement="no_data", state="suppressed")
    return release


def test_fields_say_significance_and_where_it_comes_from(profiled: MadeRelease) -> None:
    section = risks(profiled.report())

    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    fields = {(row["school"], row["factor"]): (row["significance"], row["letter"]) for row in rows}
    assert fields == {
        ("Школа a", "Кадры"): ("высокая", "В+"),
        ("Школа a", "Мотивация"): ("средняя", "С?"),
        ("Школа b", "Кадры"): ("высокая", "в"),
    }
    assert picture.alternative == (
        "Высокая значимость. Школа a: Кадры; Школа b: Кадры (только по данным)"
    )


def test_factors_are_counted_by_schools(profiled: MadeRelease) -> None:
    told = said(risks(profiled.report()))

    assert "Школ с действующим рисковым профилем «500+» (2024 года) — 1 из 3." in told
    # by the profile high, medium, verified, confirmed by data; by data alone
    assert "Кадры | 1 | 0 | 1 | 1 | 1" in told
    assert "Мотивация | 0 | 1 | 0 | 0 | 0" in told


def test_a_region_has_bars_of_factors_and_no_schools(profiled: MadeRelease) -> None:
    section = risks(profiled.report(REGION))

    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    assert [(row["label"], row["what"], row["count"]) for row in rows] == [
        ("Кадры", "высокая", 1),
        ("Кадры", "только по данным", 1),
        ("Мотивация", "средняя", 1),
    ]
    assert "Школа a" not in said(section)


def test_without_profiles_and_factors_it_says_so(release: MadeRelease) -> None:
    school = release.school("s1", "Одна")
    risk(release, school, "staff", "data", agreement="neither", significance="low")

    told = said(risks(release.report()))

    assert "Действующих рисковых профилей «500+» у школ нет (школ — 1)." in told
    assert "Значимых рисковых факторов ни профили, ни данные не называют." in told
    assert NOW not in told
