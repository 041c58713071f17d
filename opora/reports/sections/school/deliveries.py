"""Сведения школы: what it has sent, what is missing, which rows wait for a correction."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Section, Table, Text
from opora.reports.numbers import NOTHING, day
from opora.reports.report import Report
from opora.reports.source import Row

_STATES: dict[str, Cell] = {
    "partly": Marked("сданы частично", "warn"),
    "rejected": Marked("отклонены", "bad"),
    "missing": Marked("не сданы", "bad"),
}
#: Rejected rows that a card shows; the answer to the delivery has all.
_MOST_ROWS = 8


def deliveries(report: Report, school_login: str) -> Section:
    """What is expected of the school for the half-year and isn't there, with reasons."""
    expected = report.of_school("card_deliveries", school_login)
    wanting = [row for row in expected if row["state"] != "delivered"]
    rejected = report.of_school("card_rejected", school_login)
    blocks: list[Block] = []
    if expected:
        there = len(expected) - len(wanting)
        blocks.append(
            Text(f"Сведения, которых ждут от школы: сданы полностью {there} из {len(expected)}.")
        )
    else:
        blocks.append(Text("Отдельных сведений от школы за это полугодие не ждут."))
    if wanting:
        blocks.append(
            Table(
                "Чего не хватает",
                ("Сведения", "Состояние", "Сдано частей", "Строк ждут исправления", "Срок"),
                tuple(_wanting(row) for row in wanting),
                numeric=frozenset({2, 3}),
            )
        )
    if rejected:
        left_out = len(rejected) - _MOST_ROWS
        blocks.append(
            Table(
                "Отклонённые строки",
                ("Сведения", "Файл", "Строка", "Что исправить"),
                tuple(_rejected(row) for row in rejected[:_MOST_ROWS]),
                numeric=frozenset({2}),
                more=f"Ещё {left_out} — в ответе на сдачу." if left_out > 0 else None,
            )
        )
    return Section("deliveries", "Сведения школы", tuple(blocks))


def _wanting(row: Row) -> tuple[Cell, ...]:
    return (
        row["dataset_ru"],
        _STATES[row["state"]],
        f"{row['parts_delivered']} из {row['parts_expected']}",
        str(row["rows_open"]) if row["rows_open"] else NOTHING,
        day(row["due_on"]),
    )


def _rejected(row: Row) -> tuple[Cell, ...]:
    sheet = f", лист «{row['sheet']}»" if row["sheet"] else ""
    return row["dataset_ru"], f"{row['path']}{sheet}", str(row["row_no"]), row["reason_ru"]
