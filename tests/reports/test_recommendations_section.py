"""What a report tells of recommendations: what stood in the half-year, and what is still open."""

from __future__ import annotations

import pytest
from made_release import BEFORE, NOW, REGION, MadeRelease, said

from opora.reports.blocks import Picture
from opora.reports.sections.recommendations import recommendations

LATER = "2024-H2"


def advise(
    release: MadeRelease, school: dict[str, object], number: int, state: str, **more: object
) -> None:
    """A recommendation; targeted, to the school, of this half-year unless said otherwise."""
    release.add(
        "recommendations",
        {
            **school,
            "recommendation_id": f"R-{number}",
            "kind": "targeted",
            "addressee": "school",
            "severity": "medium",
            "text_ru": f"Совет {number}.",
            "due_on": "2024-07-30",
            "state": state,
            **more,
        },
    )


@pytest.fixture
def advised(release: MadeRelease) -> MadeRelease:
    """A: overdue from before, grave and open, a closed one of each time. B: an open one."""
    a, b = release.school("sa", "Школа А"), release.school("sb", "Школа Б")
    old = {"half_year": BEFORE}
    advise(release, a | old, 1, "overdue", days_overdue=150, due_on="2024-02-01")
    advise(release, a, 2, "open", severity="high")
    advise(release, a | old, 3, "closed", closed_reason="done", closed_half_year=NOW)
    advise(release, a, 4, "closed", closed_reason="resolved", closed_half_year=LATER)
    advise(release, a | old, 5, "closed", closed_reason="resolved", closed_half_year=BEFORE)
    advise(release, b, 6, "open", kind="material", addressee="school", answer="accepted")
    advise(release, b | {"half_year": LATER}, 7, "open")
    return release


def test_what_stood_in_the_half_year_is_counted_by_outcome(advised: MadeRelease) -> None:
    section = recommendations(advised.report())

    told = said(section)
    # not the one closed before, nor the one issued later
    assert "действовали рекомендации — 5, из них выданы в этом полугодии — 3." in told
    assert "Их состояние показано на конец полугодия, 30.06.2024." in told
    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    assert sorted((row["label"], row["what"], row["count"]) for row in rows) == [
        ("Адресные: школе", "выполнены", 1),
        ("Адресные: школе", "закрыты позже", 1),
        ("Адресные: школе", "просрочены", 1),
        ("Адресные: школе", "срок не наступил", 1),
        ("Методические и иные материалы: школе", "срок не наступил", 1),
    ]
    # all, issued now, then by outcome: overdue, open, done, closed later
    assert "Адресные: школе | 4 | 2 | 1 | 1 | 1 | 1" in told


def test_the_gravest_of_each_school_is_named(advised: MadeRelease) -> None:
    told = said(recommendations(advised.report()))

    assert "Школа А | 2 | 1 | Совет 2. | школе, 30.07.2024" in told
    assert "Школа Б | 1 | 0 | Совет 6." in told
    assert told.index("Школа А | 2") < told.index("Школа Б | 1")


def test_of_equally_grave_ones_the_longest_overdue_is_named(advised: MadeRelease) -> None:
    advised.source.connection.execute("UPDATE newest.marts.recommendations SET severity = 'low'")

    told = said(recommendations(advised.report()))

    assert "Совет 1. | школе, 01.02.2024, дней просрочки — 150" in told


def test_states_of_a_later_day_say_which(advised: MadeRelease) -> None:
    advised.add("dim_half_year", {"half_year": LATER, "ends_on": "2024-12-31", "is_latest": True})

    told = said(recommendations(advised.report()))

    assert "Их состояние показано на 31.12.2024, конец последнего полугодия" in told


def test_a_region_counts_by_district(advised: MadeRelease) -> None:
    told = said(recommendations(advised.report(REGION)))

    # schools, all, issued now, overdue, open, closed
    assert "Округ | 2 | 5 | 3 | 1 | 2 | 2" in told
    assert "Школа А" not in told


def test_without_recommendations_it_says_so(release: MadeRelease) -> None:
    release.school("s1", "Одна")

    told = said(recommendations(release.report()))

    assert "Рекомендаций, действовавших в полугодии, нет." in told
