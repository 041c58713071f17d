"""Полнота управленческого цикла: a part of `decisions`: the fifteen elements of the document."""

from __future__ import annotations

from collections import Counter

from opora.reports.blocks import Block, Cell, Heading, Marked, Note, Table, Text, only_on_page
from opora.reports.numbers import NOTHING
from opora.reports.report import Report
from opora.reports.source import Row

_STATES: dict[str, Cell] = {
    "present": Marked("есть", "good"),
    "partial": Marked("частично", "warn"),
    "absent": Marked("нет", "bad"),
    "not_applicable": Marked("не применимо", "quiet"),
}


def cycle(report: Report) -> list[Block]:
    """Which elements exist, what confirms them, what is missing."""
    rows = report.rows("cycle_elements")
    if not rows:
        return []
    states = Counter(row["state"] for row in rows)
    lacking = states["partial"] + states["absent"]
    return [
        Heading("Полнота управленческого цикла"),
        Text(
            f"Элементов цикла — {len(rows)}: есть — {states['present']}, "
            f"частично — {states['partial']}, нет — {states['absent']}, "
            f"не применимо — {states['not_applicable']}."
            + (" Чего не хватает, сказано в разделе «Проблемы»." if lacking else "")
        ),
        *only_on_page(
            Table(
                "Элементы цикла, чем они подтверждены и чего не хватает",
                ("Этап и элемент", "Есть?", "Чем подтверждён; чего не хватает и кому что сделать"),
                tuple(_line(row) for row in rows),
            ),
            Note(
                "Подтверждения сосчитаны только по школам из списков, поэтому чисел здесь меньше."
            ),
        ),
    ]


def _line(row: Row) -> tuple[Cell, ...]:
    return (
        f"{row['stage_ru']}: {row['name_ru']}",
        _STATES[row["state"]],
        " ".join(filter(None, (row["evidence_ru"], row["missing_ru"]))) or NOTHING,
    )
