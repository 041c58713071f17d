"""Показатели: where the school counts, where it doesn't, and why."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Section, Table, Text
from opora.reports.report import Report
from opora.reports.source import Row


def indicators(report: Report, school_login: str) -> Section:
    """One line per indicator, as the revision counts the school."""
    rows = report.of_school("card_indicators", school_login)
    counted = [row for row in rows if row["in_denominator"]]
    blocks: list[Block] = []
    if counted:
        blocks.append(
            Table(
                f"Как школа учтена за {report.half_year.name_ru}",
                ("Показатель", "Школа", "Почему"),
                tuple(_line(row) for row in counted),
            )
        )
    left_out: dict[str, list[str]] = {}
    for row in rows:
        if not row["in_denominator"]:
            left_out.setdefault(row["reason"], []).append(row["indicator"])
    blocks += [
        Text(f"Не учитывается в показателях {', '.join(codes)}. {reason}")
        for reason, codes in left_out.items()
    ]
    return Section("indicators", "Школа в показателях", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    return f"{row['indicator']} {row['name_ru']}", _counted(row), row["reason"]


def _counted(row: Row) -> Cell:
    # of indicators that count people, a school adds several
    if row["denominator"] > 1:
        return f"{row['numerator']} из {row['denominator']}"
    return Marked("засчитана", "good") if row["in_numerator"] else Marked("не засчитана", "bad")
