"""Меры и их результат: what the school does, and what became of its results."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Note, Section, Table, Text
from opora.reports.numbers import NOTHING, day
from opora.reports.report import Report
from opora.reports.source import Row

_STATES: dict[str, Cell] = {
    "planned": "запланирована",
    "in_progress": "идёт",
    "done": Marked("выполнена", "good"),
    "cancelled": Marked("отменена", "quiet"),
    "overdue": Marked("просрочена", "bad"),
}
_VERDICTS: dict[str | None, Cell] = {
    "continue": Marked("продолжать", "good"),
    "correct": Marked("скорректировать", "warn"),
    "stop": Marked("прекратить", "bad"),
    "too_early": Marked("судить рано", "quiet"),
    None: Marked("вывода нет", "quiet"),
}

#: The kind that stands for all of them together.
_ALL = "any"
#: Measures that a card shows.
_MOST = 6


def measures(report: Report, school_login: str) -> Section:
    """The school's measures, newest first, and the effect of each kind."""
    taken = report.of_school("card_measures", school_login)
    effects = report.of_school("card_effects", school_login)
    earlier = len(taken) - _MOST
    blocks: list[Block] = []
    if taken:
        blocks.append(
            Table(
                "Меры школы, сначала новые",
                ("Мера", "Начало", "Окончание", "Ответственный", "Состояние"),
                tuple(_line(row) for row in taken[:_MOST]),
                more=f"Более ранних мер: {earlier}." if earlier > 0 else None,
            )
        )
    blocks += [Text(row["finding_ru"]) for row in effects if row["measure_kind"] == _ALL]
    if effects:
        blocks += [
            Table(
                "Что стало с результатами",
                ("Мера", "Вывод", "Почему"),
                tuple(_effect(row) for row in effects),
            ),
            Note("Одна школа — описание, а не доказательство: на результат влияет не только мера."),
        ]
    if not blocks:
        blocks.append(Text("Мер поддержки у школы нет."))
    return Section("measures", "Меры и их результат", tuple(blocks))


def _line(row: Row) -> tuple[Cell, ...]:
    return (
        f"{row['kind_ru']} ({row['measure_id']})",
        day(row["starts_on"]),
        day(row["ends_on"]),
        row["responsible"] or NOTHING,
        _STATES[row["state"]],
    )


def _effect(row: Row) -> tuple[Cell, ...]:
    return row["measure_kind_ru"], _VERDICTS[row["verdict"]], row["verdict_reason_ru"]
