"""Who is on the lists and who falls under the rules, as reports tell it."""

from __future__ import annotations

import pytest
from made_release import BEFORE, DISTRICT, OTHER_DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Linked, Marked, Picture, Table
from opora.reports.charts.lists_by_half_year import lists_by_half_year
from opora.reports.sections.lists import LISTS, lists
from opora.reports.shortened import drawn_name, gravest, names


def status(
    release: MadeRelease, school: dict[str, object], category: str, agreement: str, **more: object
) -> None:
    """A row of school_status: on the list or not, under the rules or not, as `agreement` says."""
    is_on = agreement in ("agree_listed", "official_only")
    values: dict[str, object] = {
        "is_official": is_on,
        "is_on_cutoff": is_on,
        "valid_from": "2024-02-15" if is_on else None,
        "computed_state": "not_measured" if agreement == "not_comparable" else "measured",
        "is_computed": agreement in ("agree_listed", "computed_only"),
        "computed_reason_ru": f"причина {school['school_login']}",
        "official_change": "stayed" if is_on else "out",
    }
    release.add(
        "school_status",
        {**school, "category": category, "agreement": agreement, **values, **more},
    )


@pytest.fixture
def listed(release: MadeRelease) -> MadeRelease:
    """Five schools: both say so; only the list, newly; only the rules; left it; no data."""
    a, b, c, d = (release.school(f"s{place}", f"Школа {place}") for place in "abcd")
    e = release.school("se", "Школа e", OTHER_DISTRICT)
    status(
        release,
        a,
        "lps",
        "agree_listed",
        basis_document="Приказ № 1",
        official_change="entered",
    )
    status(release, b, "lps", "official_only", official_change="entered")
    status(release, c, "lps", "computed_only")
    status(
        release,
        d,
        "lps",
        "agree_not_listed",
        is_official=True,
        valid_from="2022-02-15",
        valid_to="2024-05-31",
        end_reason="results",
        official_change="left",
    )
    status(release, e, "lps", "not_comparable", is_official=True, is_on_cutoff=True)
    status(release, a, "dcs", "agree_listed")
    status(release, a | {"half_year": BEFORE}, "lps", "agree_listed")
    status(release, b | {"half_year": BEFORE}, "lps", "not_comparable")
    return listed_sensitivity(release, b, c)


def listed_sensitivity(
    release: MadeRelease, enters: dict[str, object], leaves: dict[str, object]
) -> MadeRelease:
    """One step of the threshold lets one school enter, another step lets one leave."""
    for school, scenario, effect in ((enters, "ниже", "enters"), (leaves, "выше", "leaves")):
        release.add(
            "school_status_sensitivity",
            {**school, "category": "lps", "scenario": scenario, "name_ru": scenario,
             "effect": effect},
        )  # fmt: skip
    return release


def test_lists_are_counted(listed: MadeRelease) -> None:
    told = said(lists(listed.report()))
    assert "на 30.06.2024 в списке 2 школы, всего за год в нём — 3 школы" in told
    assert "за полугодие вошли 2, вышли 1" in told
    assert "Расчёт по правилам: 2 школы из 4, для которых хватает данных" in told
    assert "и в списке, и по расчёту — 1, только в списке — 1, только по расчёту — 1" in told
    assert "в обоих списках сразу: 1 школа" in told


def test_a_school_that_is_only_under_the_rules_stands_apart(listed: MadeRelease) -> None:
    tables = [block for block in lists(listed.report()).blocks if isinstance(block, Table)]
    official, missing = tables[0], tables[1]
    assert [row[0] for row in official.rows] == [
        Linked(f"Школа {place}", f"schools/s{place}.html") for place in "abd"
    ]
    assert [row[2] for row in official.rows] == [
        Marked("попадает", "bad"),
        Marked("не попадает", "warn"),
        "не попадает",
    ]
    assert official.rows[0][1] == "с\u00a015.02.2024"
    assert official.rows[2][1] == ("с\u00a015.02.2022 по\u00a031.05.2024 (по результатам)")
    assert missing.rows == ((Linked("Школа c", "schools/sc.html"), "причина sc"),)


def test_documents_of_a_list_are_named_once_below_it(listed: MadeRelease) -> None:
    assert "Основание: Приказ № 1 (1 школа)." in said(lists(listed.report()))


def test_what_begins_all_reasons_stands_above_them(release: MadeRelease) -> None:
    for login, agreement, reason in (
        ("sa", "agree_listed", "Процедур с долей 30 %: 3 из 8."),
        ("sb", "official_only", "Процедур с долей 30 %: 0 из 8."),
    ):
        school = release.school(login, login)
        status(release, school, "lps", agreement, computed_reason_ru=reason)
        # where reasons differ, only those of a disagreement are quoted
        reason = f"{agreement}: причина."
        status(release, school, "dcs", agreement, computed_reason_ru=reason)

    lps, dcs = (block for block in lists(release.report()).blocks if isinstance(block, Table))

    assert lps.headings[-1] == "Процедур с долей 30 %"
    assert [row[-1] for row in lps.rows] == ["3 из 8.", "0 из 8."]
    assert dcs.headings[-1] == "Что показывает расчёт"
    assert [row[-1] for row in dcs.rows] == ["—", "official_only: причина."]


def test_who_would_move_with_a_threshold_is_named(listed: MadeRelease) -> None:
    tables = [block for block in lists(listed.report()).blocks if isinstance(block, Table)]
    assert tables[-1].rows == (
        ("ШНОР", "выше", "никто", "1 школа: Школа c"),
        ("ШНОР", "ниже", "1 школа: Школа b", "никто"),
    )
    # what the справка says instead
    assert not tables[-1].on_paper
    assert "одно из правил на шаг: ШНОР — 2 школы: Школа c, Школа b." in said(
        lists(listed.report())
    )


def test_a_region_counts_by_municipality_and_names_no_school(listed: MadeRelease) -> None:
    section = lists(listed.report(REGION))
    table = next(block for block in section.blocks if isinstance(block, Table))
    quiet = Marked("не рассчитано", "quiet")
    assert table.rows == (
        ("Округ", "4", "2", "2", "1", "2", "1", "1"),
        ("Район", "1", "1", "0", "0", quiet, quiet, quiet),
    )
    told = said(section)
    assert not any(f"Школа {place}" in told for place in "abcde")


def test_in_the_first_half_year_nothing_is_said_of_who_entered(release: MadeRelease) -> None:
    status(release, release.school("sa", "А"), "lps", "agree_listed", official_change=None)
    section = lists(release.report())
    assert "вошл" not in said(section)
    assert not any(isinstance(block, Picture) for block in section.blocks)


def test_without_official_lists_it_says_so(release: MadeRelease) -> None:
    status(release, release.school("sa", "А"), "lps", "not_comparable", official_change=None)
    told = said(lists(release.report()))
    assert "в этом году в официальном списке нет ни одной школы" in told
    assert "статус не рассчитан ни для одной школы" in told


def test_without_schools_there_is_no_section(release: MadeRelease) -> None:
    assert not lists(release.report(DISTRICT)).blocks


def test_a_half_year_without_computed_statuses_is_a_gap(listed: MadeRelease) -> None:
    history = listed.report(DISTRICT).rows("lists_history")
    drawn = next(iter(lists_by_half_year(history, LISTS).to_dict()["datasets"].values()))
    by_rules = {
        row["half_year"]: row["schools"]
        for row in drawn
        if row["list"] == "ШНОР" and row["what"] == "по правилам (расчёт)"
    }
    assert by_rules == {BEFORE: 1, "2024-H1": 2}
    listed.add(
        "school_status",
        {"half_year": "2023-H1", "school_id": 1, "category": "lps", "is_on_cutoff": True,
         "computed_state": "not_measured"},
    )  # fmt: skip
    first = listed.report(DISTRICT).rows("lists_history")[0]
    assert (first["half_year"], first["on_cutoff"], first["computed"]) == ("2023-H1", 1, None)


def test_long_lists_are_cut_and_say_so() -> None:
    assert gravest(range(3), 3) == ((0, 1, 2), None)
    assert gravest(range(5), 3) == (
        (0, 1, 2),
        "Показано строк: 3, ещё 2 — в приложении (Excel).",
    )
    assert names(["а", "б"], 2) == "а, б"
    assert names(["а", "б", "в"], 2) == "а, б и ещё 1"


def test_a_long_name_is_cut_in_pictures_and_its_code_says_which_it_is() -> None:
    long = "Муниципальное общеобразовательное учреждение «Средняя школа № 1»"
    drawn = drawn_name(long, "sch990001")
    assert drawn == "Муниципальное общеобразовательн…\u00a0(sch990001)"
    assert len(drawn) == 44
    assert drawn_name("Школа № 1", "sch990001") == "Школа № 1"
