"""Насколько расчёт зависит от порогов: the end of the section on lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opora.reports.blocks import Block, Heading, Note, Table, Text, only_on_page
from opora.reports.numbers import count_of_schools
from opora.reports.report import Report
from opora.reports.shortened import names
from opora.reports.source import Row

_ENTERS, _LEAVES = "enters", "leaves"


def sensitivity(report: Report, lists: Mapping[str, str]) -> list[Block]:
    """Who would enter or leave the computed lists if one rule moved by a step.

    `lists`: what lists are called, by category.
    """
    moved = report.rows("lists_sensitivity")
    blocks: list[Block] = [Heading("Насколько расчёт зависит от порогов")]
    if not moved:
        blocks.append(
            Text("Если сдвинуть любое из правил на один шаг, состав расчётных списков не меняется.")
        )
        return blocks
    scenarios = dict.fromkeys((row["category"], row["scenario_ru"]) for row in moved)
    blocks.append(Text(_borderline(moved, lists, report.speaks_of_schools)))
    blocks += only_on_page(
        Table(
            "Кто попал бы в расчётный список или выпал из него, если изменить одно правило",
            ("Список", "Если изменить правило", "Попали бы", "Выпали бы"),
            tuple(
                (
                    lists[category],
                    scenario,
                    *(
                        _moved_schools(
                            [
                                row["name_ru"]
                                for row in moved
                                if row["category"] == category
                                and row["scenario_ru"] == scenario
                                and row["effect"] == effect
                            ],
                            report.speaks_of_schools,
                        )
                        for effect in (_ENTERS, _LEAVES)
                    ),
                )
                for category, scenario in scenarios
            ),
        )
    )
    blocks.append(
        Note("Школа, которая сдвигается с одним шагом, — пограничный случай, а не ошибка списка.")
    )
    return blocks


def _borderline(moved: Sequence[Row], lists: Mapping[str, str], are_named: bool) -> str:
    told = []
    for category, name in lists.items():
        schools = {
            row["school_login"]: row["name_ru"] for row in moved if row["category"] == category
        }
        if schools:
            told.append(f"{name} — {_moved_schools(list(schools.values()), are_named)}")
    return (
        "Школы, для которых расчёт изменился бы, если сдвинуть одно из правил на шаг: "
        f"{'; '.join(told)}."
    )


def _moved_schools(schools: Sequence[str], are_named: bool) -> str:
    if not schools:
        return "никто"
    return (
        f"{count_of_schools(len(schools))}: {names(schools)}"
        if are_named
        else count_of_schools(len(schools))
    )
