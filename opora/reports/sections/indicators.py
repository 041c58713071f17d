"""Показатели: план, факт, отклонение."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Cell, Marked, Note, Picture, Remark, Section, Table
from opora.reports.charts.plan_and_fact import plan_and_fact
from opora.reports.numbers import percent, points
from opora.reports.report import Report
from opora.reports.sections.judged import BRIEFLY
from opora.reports.source import Row

_IS_MET: dict[str, Cell] = {
    "met": Marked("выполнен", "good"),
    "not_met": Marked("не выполнен", "bad"),
    "interim": Marked("оценка по итогам года", "quiet"),
    "not_judged": Marked("не оценивается", "quiet"),
}
#: The table says all there is of a single half-year.
_LEAST_TO_DRAW = 2
#: The flags of a value, in words.
_FLAGS = {"p": "предварительное", "r": "пересмотрено", "u": "низкая надёжность"}


def indicators(report: Report) -> Section:
    """The six indicators of the half-year, and how they came to it."""
    rows = report.rows("indicator_values")
    now = [row for row in rows if row["half_year"] == report.half_year.key]
    blocks: list[Block] = [
        *_picture(rows, now),
        Table(
            f"Показатели за {report.half_year.name_ru}",
            ("Показатель", "План", "Факт", "Отклонение", "Расчёт", "План выполнен?", "Охват"),
            tuple(_line(row) for row in now),
            numeric=frozenset({1, 2, 3, 4, 6}),
        ),
        *(Remark(f"К показателю {each['indicator']}", each["text_ru"])
          for each in report.rows("remarks")),
        Note(
            "Отклонение считается по неокруглённым значениям. Охват: доля школ, которые удалось "
            "оценить, среди тех, кого показатель касается. План календарного года оценивается по "
            "итогам второго полугодия."
        ),
    ]  # fmt: skip
    return Section("indicators", "Показатели: план, факт, отклонение", tuple(blocks))


def _picture(rows: Sequence[Row], now: Sequence[Row]) -> list[Block]:
    if len({row["half_year"] for row in rows}) < _LEAST_TO_DRAW:
        return []
    return [Picture("План и факт по полугодиям, %", plan_and_fact(rows, BRIEFLY), _told(now))]


def _line(row: Row) -> tuple[Cell, ...]:
    flags = ", ".join(_FLAGS[flag] for flag in row["flags"] if flag in _FLAGS)
    fact = percent(row["value"], row["state"])
    return (
        f"{row['indicator']} {row['name_ru']}",
        percent(row["plan"]),
        f"{fact} ({flags})" if flags else fact,
        points(row["deviation"]),
        f"{row['numerator']} из {row['denominator']}",
        _IS_MET[row["is_met"]],
        percent(row["coverage"]),
    )


def _told(rows: Sequence[Row]) -> str:
    return "; ".join(
        f"{row['indicator']}: факт {percent(row['value'], row['state'])}, "
        f"план {percent(row['plan'])}"
        for row in rows
    )
