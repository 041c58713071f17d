"""Результаты и условия: what the conditions let expect, and what came out."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Note, Section, Table, Text
from opora.reports.numbers import number, percent, signed
from opora.reports.report import Report
from opora.reports.source import Row

#: Results are standard deviations of the participants; people read hundredths of one.
_POINTS = 100
_AGAINST: dict[str, Cell] = {
    "above": Marked("надёжно выше ожидаемого", "good"),
    "as_expected": "как ожидалось",
    "below": Marked("надёжно ниже ожидаемого", "bad"),
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
                ("Предмет", "Ожидалось", "Получено", "Отличие", "Интервал", "Итог"),
                tuple(_line(row) for row in measured),
                numeric=frozenset({1, 2, 3, 4}),
            )
        )
        blocks += [
            Text(
                f"«{row['subject_area']}»: школа резильентная — условия неблагополучные, а "
                "результаты надёжно выше тех, которых при таких условиях ждут."
            )
            for row in measured
            if row["is_resilient"]
        ]
    blocks += [
        Text(f"«{row['subject_area']}». {row['reason_ru']}")
        for row in rows
        if row["state"] != "measured"
    ]
    blocks += [Text(said) for row in rows if (said := _shares(row))]
    if measured:
        blocks.append(
            Note(
                "0 — средний результат всех участников, 100 баллов — одно стандартное отклонение. "
                "Отличие дано с поправкой на случайность, интервал показывает, насколько оно "
                "точно. Оно не говорит о причинах и не оценивает работу учителей."
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
        signed(row["shrunken_residual"] * _POINTS),
        f"от {signed(low)} до {signed(high)}",
        _AGAINST[row["against_expectation"]],
    )


def _shares(row: Row) -> str | None:
    if row["fail_share"] is None:
        return None
    return (
        f"«{row['subject_area']}»: порог не преодолели {percent(row['fail_share'])} результатов, "
        f"обычно в тех же процедурах — {percent(row['usual_fail_share'])}."
    )
