"""Мониторинг: диагностика профессиональных дефицитов; sums of schools, never a person."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Heading, Note, Picture, Section, Table, Text, only_on_page
from opora.reports.charts.labels import school_labels
from opora.reports.charts.look import FACT, QUIET
from opora.reports.charts.parts_and_plan import parts_and_plan
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import number, percent
from opora.reports.report import Report
from opora.reports.sections.judged import indicator_now, told
from opora.reports.shortened import gravest
from opora.reports.source import Row

_INDICATOR = "2.2"
#: Schools of a picture: what fits on a page.
_MOST = 40
_COVERED, _NOT_COVERED = "прошли диагностику", "не прошли"


def diagnostics(report: Report) -> Section:
    """Who has been diagnosed, as sums, and in which blocks deficits were found."""
    fact = indicator_now(report, _INDICATOR)
    blocks: list[Block] = []
    if fact is not None:
        blocks.append(
            Text(
                "Доля прошедших диагностику среди педагогических работников школ, состоявших в "
                f"этом году в списках ШНОР и ШНСУ: {told(fact)}."
            )
        )
    blocks += _of_schools(report) if report.speaks_of_schools else _of_parts(report)
    blocks += [Text(_matched(row)) for row in report.rows("match_rate")]
    blocks += _deficits(report)
    blocks.append(
        Note(
            "Считаются люди, а не диагностики: человек учитывается на территории один раз, поэтому "
            "сумма по школам может быть больше итога. Внешние совместители не учитываются. "
            "Результаты отдельных педагогов не показываются."
        )
    )
    return Section(
        "diagnostics", "Мониторинг: диагностика профессиональных дефицитов", tuple(blocks)
    )


def _of_schools(report: Report) -> list[Block]:
    rows = [row for row in report.rows("school_indicators") if row["indicator"] == _INDICATOR]
    if not rows:
        return [Text("Школ, в которых учитывают педагогов, прошедших диагностику, нет.")]
    rows.sort(key=lambda row: row["numerator"] - row["denominator"])
    nobody = [row for row in rows if not row["in_numerator"]]
    shown, more = gravest(rows, _MOST)
    labels = school_labels(shown)
    counts = [
        Count(labels[row["school_login"]], what, count)
        for row in shown
        for what, count in (
            (_COVERED, row["numerator"]),
            (_NOT_COVERED, row["denominator"] - row["numerator"]),
        )
    ]
    alternative = "; ".join(
        f"{labels[row['school_login']]}: {row['numerator']} из {row['denominator']}"
        for row in shown
    )
    blocks = [
        *only_on_page(
            Picture(
                "Педагогические работники школ из списков: сколько прошли диагностику; сначала "
                "школы, где не прошли больше всего",
                stacked_counts(
                    counts, {_COVERED: FACT, _NOT_COVERED: QUIET}, "педагогических работников"
                ),
                alternative,
            ),
            *([Note(more)] if more else ()),
        )
    ]
    if nobody:
        named, left_out = gravest(nobody)
        blocks.append(
            Table(
                "Школы, где диагностику не прошёл никто",
                ("Школа", "Причина"),
                tuple((report.school(row["school_login"]), row["reason"]) for row in named),
                more=left_out,
            )
        )
    return blocks


def _of_parts(report: Report) -> list[Block]:
    rows = [row for row in report.rows("indicator_parts") if row["indicator"] == _INDICATOR]
    if not rows:
        return []
    return [
        Picture(
            "Доля педагогов школ из списков, прошедших диагностику, по территориям, %; "
            "черта — план",
            parts_and_plan({"": rows}),
            "; ".join(f"{row['name_ru']}: {percent(row['value'], row['state'])}" for row in rows),
        ),
        Table(
            "Диагностика по территориям",
            ("Территория", "План", "Факт", "Прошли", "Всего педагогов"),
            tuple(_part(row) for row in rows),
            numeric=frozenset({1, 2, 3, 4}),
        ),
    ]


def _part(row: Row) -> tuple[str, ...]:
    return (
        row["name_ru"],
        percent(row["plan"]),
        percent(row["value"], row["state"]),
        number(row["numerator"]),
        number(row["denominator"]),
    )


def _matched(row: Row) -> str:
    return (
        "Сверка с кадрами по всем школам, данные которых собраны: из "
        f"{number(row['diagnosed_persons'])} прошедших диагностику найдены среди работников школ "
        f"{number(row['found_in_staff'])} ({percent(row['match_rate'])}). Не найденных показатель "
        "не учитывает."
    )


def _deficits(report: Report) -> list[Block]:
    rows: Sequence[Row] = report.rows("competence_deficits")
    if not rows:
        return [Text("Дефицитов по блокам диагностик анализ этого полугодия не выявил.")]
    return [
        Heading("Где выявлены дефициты"),
        Table(
            "Блоки диагностик, в которых у школ выявлен дефицит",
            ("Блок", "Школ", "из них с высокой значимостью", "из них в списках"),
            tuple(
                (row["name_ru"], *(number(row[column]) for column in ("schools", "high", "listed")))
                for row in rows
            ),
            numeric=frozenset({1, 2, 3}),
        ),
        Note(
            "Дефицит — доля педагогов с низким уровнем по блоку, начиная с границы, заданной "
            "правилами. Где уровень известен у слишком немногих, доля скрыта, и такая школа здесь "
            "не названа: это не значит, что дефицитов в ней нет."
        ),
    ]
