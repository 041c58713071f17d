"""Результаты и условия: what the conditions let expect, and what came out."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Note, Section, Table, Text
from opora.reports.numbers import NOTHING, number, percent, signed
from opora.reports.report import Report
from opora.reports.source import Row

#: Results are standard deviations of the participants; people read hundredths of one.
_POINTS = 100
_AGAINST: dict[str, Cell] = {
    "above": Marked("достоверно выше ожидаемого", "good"),
    "as_expected": "как ожидалось",
    "below": Marked("достоверно ниже ожидаемого", "bad"),
}


def conditions(report: Report, school_login: str) -> Section:
    """Results against expectation, a line per subject area."""
    rows = report.of_school("card_conditions", school_login)
    measured = [row for row in rows if row["state"] == "measured"]
    blocks: list[Block] = []
    index = next((row["wellbeing_index"] for row in rows), None)
    if index is not None:
        blocks.append(
            Text(
                f"Индекс социального благополучия школы (ИСБШ) — {number(index, 1)} из 100; чем он "
                "выше, тем благополучнее условия."
            )
        )
    if measured:
        blocks.append(
            Table(
                "Результат при таких условиях, баллов",
                (
                    "Предмет",
                    "Ожидалось",
                    "Получено",
                    "Отличие (интервал)",
                    "Итог",
                    "Порог не преодолели (обычно)",
                ),
                tuple(_line(row) for row in measured),
                numeric=frozenset({1, 2, 3, 5}),
            )
        )
        blocks += [
            Text(
                f"«{row['subject_area']}»: школа резильентная — условия неблагополучные, а "
                "результаты достоверно выше тех, которых при таких условиях ждут."
            )
            for row in measured
            if row["is_resilient"]
        ]
    blocks += [
        Text(f"«{row['subject_area']}». {row['reason_ru']}")
        for row in rows
        if row["state"] != "measured"
    ]
    if measured:
        blocks.append(
            Note(
                "0 — средний результат всех участников, 100 баллов — одно стандартное отклонение. "
                "Отличие дано с поправкой на случайность, интервал показывает, насколько оно "
                "точно. Обычная доля — та, что вышла бы в тех же процедурах при долях всех школ. "
                "Всё это не говорит о причинах и не оценивает работу учителей."
            )
        )
    if not blocks:
        blocks.append(Text("Результатов, которые можно сопоставить с условиями, у школы нет."))
    return Section("conditions", "Результаты с учётом условий", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    low, high = row["interval_low"] * _POINTS, row["interval_high"] * _POINTS
    return (
        f"{row['subject_area']} (низкая надёжность)"
        if "u" in row["flags"]
        else row["subject_area"],
        signed(row["expected"] * _POINTS),
        signed(row["actual"] * _POINTS),
        f"{signed(row['shrunken_residual'] * _POINTS)} (от {signed(low)} до {signed(high)})",
        _AGAINST[row["against_expectation"]],
        _shares(row),
    )


def _shares(row: Row) -> str:
    if row["fail_share"] is None:
        return NOTHING
    return f"{percent(row['fail_share'])} ({percent(row['usual_fail_share'])})"
