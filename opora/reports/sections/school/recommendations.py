"""Рекомендации школе: what to do, by when, and how far it is."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Note, Section, Table, Text
from opora.reports.numbers import day
from opora.reports.report import Report
from opora.reports.sections.school.words import SEVERITY
from opora.reports.source import Row


def recommendations(report: Report, school_login: str) -> Section:
    """What was recommended to the school; what others were asked to do for it, as a number."""
    rows = report.of_school("card_recommendations", school_login)
    own = [row for row in rows if row["addressee"] == "school"]
    others = len(rows) - len(own)
    blocks: list[Block] = [
        Table(
            "Рекомендации школе",
            ("Рекомендация", "Тяжесть вывода", "Срок", "Состояние"),
            tuple(_line(row) for row in own),
        )
        if own
        else Text("Рекомендаций школе нет."),
    ]
    if others:
        blocks.append(
            Text(f"Муниципальной службе и куратору даны рекомендации об этой школе: {others}.")
        )
    if rows:
        (known,) = report.rows("known_on")
        blocks.append(Note(f"Сроки и состояние — на {day(known['ends_on'])}."))
    return Section("recommendations", "Адресные рекомендации", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    return row["text_ru"], SEVERITY[row["severity"]], day(row["due_on"]), row["state_ru"]
