"""Рекомендации школе: what to do, by when, and how far it is."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Section, Table, Text
from opora.reports.numbers import day
from opora.reports.report import Report
from opora.reports.sections.school.words import SEVERITY
from opora.reports.source import Row

#: Open recommendations that a card shows, gravest first.
_MOST = 8
_ANSWERS = {"accepted": "принята", "declined": "отклонена", "none": "ответа нет"}


def recommendations(report: Report, school_login: str) -> Section:
    """What was recommended to the school; what others were asked to do for it, as a number."""
    rows = report.of_school("card_recommendations", school_login)
    own = [row for row in rows if row["addressee"] == "school"]
    to_do = [row for row in own if row["state"] != "closed"]
    left_out, others = len(to_do) - _MOST, len(rows) - len(own)
    blocks: list[Block] = []
    if to_do:
        (known,) = report.rows("known_on")
        blocks.append(
            Table(
                f"Рекомендации школе, состояние на {day(known['ends_on'])}",
                ("Рекомендация", "Серьёзность вывода", "Срок", "Состояние"),
                tuple(_line(row) for row in to_do[:_MOST]),
                more=f"Ещё {left_out} — в приложении к отчёту муниципалитета (Excel)."
                if left_out > 0
                else None,
            )
        )
    else:
        blocks.append(Text("Рекомендаций, которые школе ещё предстоит выполнить, нет."))
    if closed := len(own) - len(to_do):
        blocks.append(Text(f"Рекомендации школе, которые уже сняты или выполнены: {closed}."))
    if others:
        blocks.append(
            Text(f"Муниципальной службе и куратору даны рекомендации об этой школе: {others}.")
        )
    return Section("recommendations", "Адресные рекомендации", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    answer = _ANSWERS[row["answer"]]
    state: Cell = f"в работе, {answer}"
    if row["state"] == "overdue":
        state = Marked(f"просрочена, дней: {row['days_overdue']}; {answer}", "bad")
    return row["text_ru"], SEVERITY[row["severity"]], day(row["due_on"]), state
