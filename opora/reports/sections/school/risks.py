"""Рисковый профиль: what the profile names, and what the data say of it."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Section, Table, Text
from opora.reports.numbers import NOTHING
from opora.reports.report import Report
from opora.reports.sections.school.words import SEVERITY
from opora.reports.source import Row

_VERIFIED = {True: "да", False: "нет", None: NOTHING}
_AGREEMENT: dict[str, str] = {
    "confirmed": "Данные подтверждают.",
    "profile_only": "Данные этого не подтверждают.",
    "data_only": "",
    "neither": "Данные этого не показывают.",
    "no_data": "По данным об этом факторе судить нельзя.",
}
#: Instead of the reason, which counts teachers.
_DIAGNOSED = "Видно по диагностике педагогов."


def risks(report: Report, school_login: str) -> Section:
    """A line per factor that the profile or the data name."""
    rows = report.of_school("card_risks", school_login)
    blocks: list[Block] = [
        Table(
            "Рисковые факторы",
            ("Фактор", "Значимость в профиле", "Подтвердил куратор", "Что показывают данные"),
            tuple(_line(row) for row in rows),
        )
        if rows
        else Text("Ни профиль «500+», ни данные рисковых факторов не называют.")
    ]
    return Section("risks", "Рисковый профиль", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    in_profile = row["in_profile"]
    return (
        row["name_ru"],
        SEVERITY[in_profile] if in_profile else Marked("не назван", "quiet"),
        _VERIFIED[row["is_verified"]] if in_profile else NOTHING,
        " ".join(
            filter(
                None,
                (
                    _AGREEMENT[row["agreement"]],
                    row["data_ru"],
                    _DIAGNOSED if row["is_diagnosed"] else "",
                ),
            )
        ),
    )
