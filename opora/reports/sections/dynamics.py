"""Мониторинг: динамика образовательных результатов, и что из неё засчитано в показателе 2.1.2."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Heading, Note, Picture, Points, Section, Table, Text
from opora.reports.charts.dynamics_of_territories import dynamics_of_territories
from opora.reports.numbers import count_of_schools, of_schools, percent
from opora.reports.report import Report
from opora.reports.sections.directions import (
    DIRECTIONS,
    INDICATOR,
    MOST_DRAWN,
    cut_told,
    directions_told,
)
from opora.reports.sections.dynamics_by_school import by_school, unlisted
from opora.reports.shortened import gravest, names
from opora.reports.source import Row

_COUNTED = (
    "Засчитывается школа, где доля не преодолевших порог снизилась и ни по одной процедуре не "
    "выросла резко, а также школа, которая вышла из списка ШНОР по результатам."
)
_SHRINKAGE = (
    "Изменение с поправкой на случайность: чем меньше в школе участников, тем ближе её изменение "
    "сдвинуто к общему по всем школам, чтобы несколько учеников не делали школу ни лучшей, ни "
    "худшей. Отрезок (в таблице «от … до …») показывает, насколько оценка точна: если он "
    "захватывает ноль, изменение могло быть случайным."
)
_REGRESSION = (
    "Школы попадают в списки после неудачного года, поэтому часть улучшения наступает сама собой. "
    "Помогла ли поддержка, динамика не говорит: для этого школы сравнивают с похожими, которых не "
    "поддерживали, — см. раздел об эффективности мер."
)


def dynamics(report: Report) -> Section:
    """How the share below the threshold moved, school by school or territory by territory."""
    counts = report.rows("dynamics_counts")
    blocks: list[Block] = []
    if counts:
        blocks = [
            *_indicator(report),
            _moved(counts),
            *(by_school(report) if report.speaks_of_schools else _by_territory(report, counts)),
            *(unlisted(report) if report.speaks_of_schools else ()),
            *_not_comparable(report),
            *([Note(_SHRINKAGE)] if report.speaks_of_schools else []),
            Note(_REGRESSION),
        ]
    return Section("dynamics", "Мониторинг: динамика образовательных результатов", tuple(blocks))


def _indicator(report: Report) -> list[Block]:
    found = [
        row
        for row in report.rows("indicator_values")
        if row["half_year"] == report.half_year.key and row["indicator"] == INDICATOR
    ]
    told = [
        f"Показатель {INDICATOR} — доля школ из списков с положительной динамикой: "
        + (
            f"{percent(row['value'])} ({row['numerator']} из {of_schools(row['denominator'])}), "
            f"план {percent(row['plan'])}; оценить удалось {percent(row['coverage'])} школ списков."
            if row["value"] is not None
            else f"{percent(None, row['state'])}."
        )
        for row in found
    ]
    return [block for text in told for block in (Text(text), Note(_COUNTED))]


def _by_territory(report: Report, counts: Sequence[Row]) -> list[Block]:
    listed = [row for row in counts if row["is_listed"]]
    listed.sort(key=lambda row: (-row["worsened"], row["name_ru"]))
    blocks: list[Block] = []
    drawn = listed[:MOST_DRAWN]
    if drawn:
        blocks.append(
            Picture(
                f"Динамика школ из списков по территориям{cut_told(drawn, listed)}",
                dynamics_of_territories(drawn, DIRECTIONS),
                "; ".join(directions_told(row, row["name_ru"]) for row in drawn),
            )
        )
    values = report.rows("dynamics_territories")
    if values:
        shown, more = gravest(sorted(values, key=_lowest_first))
        blocks.append(
            Table(
                f"Показатель {INDICATOR} по территориям",
                ("Территория", "План", "Факт", "Расчёт", "Охват"),
                tuple(
                    (
                        row["name_ru"],
                        percent(row["plan"]),
                        percent(row["value"], row["state"]),
                        f"{row['numerator']} из {row['denominator']}",
                        percent(row["coverage"]),
                    )
                    for row in shown
                ),
                numeric=frozenset({1, 2, 3, 4}),
                more=more,
            )
        )
    return blocks


def _lowest_first(row: Row) -> tuple[bool, float, str]:
    return row["value"] is None, row["value"] or 0.0, row["name_ru"]


def _moved(counts: Sequence[Row]) -> Table:
    lines = []
    for is_listed, name in ((True, "Школы из списков"), (False, "Остальные школы")):
        rows = [row for row in counts if row["is_listed"] == is_listed]
        if rows:
            totals = [sum(row[key] for row in rows) for key in ("schools", *DIRECTIONS)]
            lines.append((name, *(str(total) for total in totals)))
    return Table(
        "Динамика результатов, школ",
        ("", "Всего", *(name.capitalize() for name in DIRECTIONS.values())),
        tuple(lines),
        numeric=frozenset(range(1, 2 + len(DIRECTIONS))),
    )


def _not_comparable(report: Report) -> list[Block]:
    rows = report.rows("dynamics_unjudged")
    if not rows:
        return []
    shown, more = gravest(rows)
    items = [
        f"{count_of_schools(row['schools'])}: {row['reason_ru']}"
        + (f" Это {names(row['names'])}." if report.speaks_of_schools else "")
        for row in shown
    ]
    return [
        Heading("Где результаты двух лет не сравнить"),
        Points((*items, *([more] if more else []))),
    ]
