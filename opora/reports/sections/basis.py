"""Основание: по какому документу ведётся мониторинг, о чём и о ком справка."""

from __future__ import annotations

from opora.answers.words import counted
from opora.reports.blocks import Section, Text
from opora.reports.numbers import day
from opora.reports.report import Report


def basis(report: Report) -> Section:
    """The act that the report rests on, as the department words it, and what is reported."""
    half_year, texts = report.half_year, []
    if report.texts.basis:
        texts.append(Text(f"Мониторинг и эта справка основаны на документе: {report.texts.basis}."))
    (here,) = report.rows("schools_counted")
    schools = counted(here["schools"], "школа", "школы", "школ")
    texts.append(
        Text(
            f"Территория: {report.territory.name_ru} (учтено: {schools}). "
            f"Период: {half_year.name_ru}, с {day(half_year.starts_on)} по "
            f"{day(half_year.ends_on)}. Показатели сопоставлены с планом на "
            f"{half_year.calendar_year} год"
            + (
                "."
                if half_year.is_year_end
                else "; год не закончился, поэтому оценка промежуточная."
            )
        )
    )
    return Section("basis", "Основание", tuple(texts))
