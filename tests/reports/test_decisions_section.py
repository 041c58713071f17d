"""What a report tells of measures and decisions, of broken chains, and of the whole cycle."""

from __future__ import annotations

import pytest
from made_release import BEFORE, DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Picture
from opora.reports.sections.chain import chain
from opora.reports.sections.cycle import cycle
from opora.reports.sections.decisions import decisions


def measure(release: MadeRelease, school: dict[str, object], number: int, **more: object) -> None:
    """A measure that runs in the half-year and is done, unless said otherwise."""
    release.add(
        "measures",
        {
            **school,
            "measure_id": f"М-{number}",
            "current_login": school["school_login"],
            "kind_ru": "Наставничество",
            "starts_on": "2024-02-01",
            "ends_on": "2024-05-01",
            "state": "done",
            "recommendation_state": "issued",
            **more,
        },
    )


def decide(release: MadeRelease, number: int, school_id: int | None, **more: object) -> None:
    """A decision of the half-year about a school, by a finding; about none without school."""
    release.add(
        "management_decisions",
        {
            "decision_id": f"Р-{number}",
            "issuer": "Управление",
            "number": f"{number}-п",
            "decided_on": "2024-03-01",
            "text_ru": f"Решить {number}",
            "responsible": "Начальник",
            "due_on": "2024-09-01",
            "state": "in_progress",
            "leads_back_through": "none" if school_id is None else "finding",
            **more,
        },
    )
    release.add(
        "traceability",
        {"chain": f"d{number}", "decision_id": f"Р-{number}", "school_id": school_id, "gap": "x"},
    )


@pytest.fixture
def acted(release: MadeRelease) -> MadeRelease:
    """Measures: one done, one long overdue, an orphan, one that ended before, one that is to come.
    Decisions: of a school here, overdue from before, without a school, of the other district."""
    here = release.school("sa", "Школа А")
    there = release.school("sb", "Школа Б", OTHER_DISTRICT)
    measure(release, here, 1)
    old = {"starts_on": "2023-01-10", "ends_on": "2023-05-01"}
    measure(release, here, 2, state="overdue", days_overdue=426, **old)
    measure(release, here, 3, kind_ru="Иное", recommendation_state="blank", ends_on=None)
    measure(release, here, 4, **old)
    measure(release, here, 5, starts_on="2024-07-01", ends_on=None, state="planned")
    measure(release, there, 6, kind_ru="Чужая")
    decide(release, 1, 1)
    decide(release, 2, 1, decided_on="2023-03-01", state="overdue", days_overdue=290)
    decide(release, 3, None)
    decide(release, 4, 2)
    decide(release, 5, 1, decided_on="2023-04-01", state="done")
    return release


def test_measures_that_ran_or_are_overdue_are_counted(acted: MadeRelease) -> None:
    section = decisions(acted.report())

    told = said(section)
    assert "и просроченных прежних — 3 " in told
    assert "Просрочено — 1; рекомендация не указана, или её больше нет, — 1." in told
    picture = next(block for block in section.blocks if isinstance(block, Picture))
    (rows,) = picture.chart.to_dict()["datasets"].values()
    assert [(row["label"], row["what"], row["count"]) for row in rows] == [
        ("Наставничество", "просрочены", 1),
        ("Наставничество", "выполнены", 1),
        ("Иное", "выполнены", 1),
    ]


def test_late_and_orphaned_measures_are_named(acted: MadeRelease) -> None:
    told = said(decisions(acted.report()))

    late = "Школа А | Наставничество (М-2) | 10.01.2023 | 01.05.2023 | просрочено, дней — 426"
    assert late in told
    assert "Меры без рекомендации" in told
    assert "Школа А | Иное (М-3) | 01.02.2024 | — | выполнено" in told


def test_decisions_of_the_district_only_and_what_names_no_school_above_all(
    acted: MadeRelease,
) -> None:
    district, region = (said(decisions(acted.report(code))) for code in (DISTRICT, REGION))

    assert "с прежних, — 2; просрочено — 1, без вывода анализа — 0." in district
    assert "Решить 1 | Начальник" in district
    assert "Управление, 01.03.2023 № 2-п | Решить 2 | Начальник | 01.09.2024" in district
    assert "Решить 3" not in district and "Решить 4" not in district
    assert "показаны в отчёте по всем школам" in district
    assert "с прежних, — 4; просрочено — 1, без вывода анализа — 1." in region
    assert "Решить 3 | Начальник | 01.09.2024 | выполняется | вывода анализа за ним нет" in region
    assert "Решить 2" in region and "Решить 1" not in region
    assert "показаны в отчёте по всем школам" not in region


def test_findings_count_as_far_as_their_farthest_path_goes(release: MadeRelease) -> None:
    """Three findings stood: one reviewed, one answered late, one with nothing; a fourth had gone,
    for a fifth nothing is recommended."""
    school = release.school("sa", "Школа А")
    key = {"school_id": school["school_id"]}
    paths: tuple[dict[str, object], ...] = (
        {"finding_id": "f1", "recommendation_id": "r1", "answer": "none", "gap": "no_answer",
         "chain_state": "broken", "days_late": 5},
        {"finding_id": "f1", "recommendation_id": "r2", "answer": "accepted", "measure_id": "m1",
         "decision_id": "d1", "gap": "complete", "chain_state": "complete"},
        {"finding_id": "f2", "recommendation_id": "r3", "answer": "accepted", "gap": "no_measure",
         "chain_state": "broken", "days_late": 30},
        {"finding_id": "f3", "gap": "no_recommendation", "chain_state": "broken"},
        {"finding_id": "f4", "gap": "resolved", "chain_state": "ended",
         "finding_last_half_year": BEFORE},
        {"finding_id": "f5", "gap": "not_needed", "chain_state": "ended"},
    )  # fmt: skip
    for place, path in enumerate(paths):
        spell = {"finding_first_half_year": BEFORE, "finding_last_half_year": NOW}
        release.add("traceability", {**key, **spell, "chain": str(place), **path})

    told = said(chain(release.report()))

    assert (
        "Выводы, по которым нужна рекомендация: 3; есть рекомендация: 2; есть ответ адресата: 2; "
        "есть мера: 1; есть решение: 1; цепочка полная: эффект оценён: 1"
    ) in told
    assert "ответа нет, срок истёк | 1 | 1 | 5" in told
    assert "меры нет, срок истёк | 1 | 1 | 30" in told
    assert "рекомендации нет | 1 | 1 | —" in told


def test_elements_of_the_cycle_say_what_is_missing(release: MadeRelease) -> None:
    release.school("sa", "Школа А")
    elements = (
        (1, "absent", None, "Утвердите программу."),
        (0, "present", "Есть акт.", None),
    )
    for position, state, evidence, missing in elements:
        release.add(
            "cycle_completeness",
            {
                "half_year": NOW,
                "territory": DISTRICT,
                "element": str(position),
                "position": position,
                "stage_ru": "Меры",
                "name_ru": f"Элемент {position}",
                "state": state,
                "evidence_ru": evidence,
                "missing_ru": missing,
            },
        )

    told = said(cycle(release.report()))

    assert "Элементов цикла — 2: есть — 1, частично — 0, нет — 1, не применимо — 0." in told
    assert "Меры: Элемент 0 | есть | Есть акт." in told
    assert "Меры: Элемент 1 | нет | Утвердите программу." in told
    assert told.index("Элемент 0") < told.index("Элемент 1")


def test_without_measures_and_decisions_it_says_so(release: MadeRelease) -> None:
    release.school("sa", "Школа А")

    told = said(decisions(release.report()))

    assert "Мер, которые шли бы в полугодии, в реестре нет." in told
    assert "Управленческих решений о школах территории в полугодии не принято." in told
    assert "Выводов, по которым нужна рекомендация, в полугодии нет." in told
