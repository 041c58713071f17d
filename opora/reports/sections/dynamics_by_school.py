"""Динамика по школам: the part of the section on dynamics that names schools."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Cell, Marked, Picture, Table, Text, Tone
from opora.reports.charts.dynamics_of_schools import dynamics_of_schools
from opora.reports.numbers import percent, points, with_interval
from opora.reports.report import Report
from opora.reports.sections.directions import (
    DIRECTIONS,
    INDICATOR,
    MOST_DRAWN,
    cut_told,
    directions_told,
)
from opora.reports.sections.lists import LISTS
from opora.reports.shortened import drawn_name, gravest
from opora.reports.source import Row

_TONES: dict[str, Tone] = {"improved": "good", "mixed": "warn", "worsened": "bad"}
#: Rows of the table of schools outside the lists.
_MOST_UNLISTED = 10
#: Rows of both tables in the справка.
_LISTED_ON_PAPER, _UNLISTED_ON_PAPER = 8, 5


def by_school(report: Report) -> list[Block]:
    """The picture of schools, and what is counted of each listed one."""
    rows = report.rows("dynamics_schools")
    listed = [row for row in rows if _lists_of(row)]
    judged = [row for row in listed or rows if row["judged_on"] == "raw"]
    judged.sort(key=lambda row: -row["raw_change"])
    drawn = judged[:MOST_DRAWN]
    blocks: list[Block] = []
    if drawn:
        of_whom = "школ из списков" if listed else "школ"
        blocks.append(
            Picture(
                f"Динамика {of_whom}: кружок — год назад, значок — сейчас; сверху те, где доля не "
                f"преодолевших порог выросла больше всего{cut_told(drawn, judged)}",
                dynamics_of_schools(drawn, _labels(drawn), DIRECTIONS),
                _seen(judged),
            )
        )
    if listed:
        listed = sorted(listed, key=lambda row: (bool(row["in_numerator"]), not _counts(row)))
        shown, more = gravest(listed)
        blocks.append(
            Table(
                f"Школы из списков: что засчитано в показателе {INDICATOR}",
                ("Школа", "Список", f"В показателе {INDICATOR}", "Почему",
                 "С поправкой, п. п."),
                tuple(_listed_line(report, row) for row in shown),
                numeric=frozenset({4}),
                more=more,
                rows_on_paper=_LISTED_ON_PAPER,
            )
        )  # fmt: skip
    else:
        blocks.append(Text("В этом году нет школ в списках ШНОР и ШНСУ."))
    blocks += _relative(report, rows)
    return blocks


def _listed_line(report: Report, row: Row) -> tuple[Cell, ...]:
    if row["in_numerator"]:
        counted_in: Cell = Marked("засчитана", "good")
    elif _counts(row):
        # in the middle of a year nothing is missed yet
        tone: Tone = "bad" if report.half_year.is_year_end else "warn"
        counted_in = Marked("не засчитана", tone)
    else:
        counted_in = Marked("не оценивается", "quiet")
    return (
        report.school(row["school_login"]),
        _lists_of(row),
        counted_in,
        row["counted_reason"] or row["reason_ru"],
        _shrunken(row),
    )


def _relative(report: Report, rows: Sequence[Row]) -> list[Block]:
    moved = [row for row in rows if row["judged_on"] == "relative_position"]
    if not moved:
        return []
    moved.sort(key=lambda row: row["relative_position_change"])
    shown, more = gravest(moved)
    return [
        Text(
            "Шкала изменилась: доли двух лет не сравниваются, динамика оценена по месту школы в "
            f"территории. Таких школ: {len(moved)}."
        ),
        Table(
            "Место в территории: у скольких процентов школ доля не преодолевших порог не ниже "
            "(100 — ни у кого нет лучше)",
            ("Школа", "Было", "Стало", "Изменение", "Динамика"),
            tuple(
                (
                    report.school(row["school_login"]),
                    percent(row["relative_position_before"], row["state"], 0),
                    percent(row["relative_position"], row["state"], 0),
                    points(row["relative_position_change"], 0),
                    _direction(row),
                )
                for row in shown
            ),
            numeric=frozenset({1, 2, 3}),
            more=more,
        ),
    ]


def unlisted(report: Report) -> list[Block]:
    """Who got worse outside the lists."""
    rows = [
        row
        for row in report.rows("dynamics_schools")
        if not _lists_of(row) and row["direction"] == "worsened" and row["judged_on"] == "raw"
    ]
    if not rows:
        return []
    shown = rows[:_MOST_UNLISTED]
    left_out = len(rows) - len(shown)
    more = f"Ещё {left_out} с ухудшением — в приложении (Excel)." if left_out else None
    return [
        Table(
            "Вне списков: где стало хуже сильнее всего (по изменению с поправкой на случайность)",
            ("Школа", "Год назад", "Сейчас", "Участников", "Изменение",
             "С поправкой, п. п."),
            tuple(
                (
                    report.school(row["school_login"]),
                    percent(row["fail_share_before"]),
                    percent(row["fail_share"]),
                    str(row["participants"]),
                    points(row["raw_change"]),
                    _shrunken(row),
                )
                for row in shown
            ),
            numeric=frozenset({1, 2, 3, 4, 5}),
            more=more,
            rows_on_paper=_UNLISTED_ON_PAPER,
        )
    ]  # fmt: skip


def _seen(rows: Sequence[Row]) -> str:
    worst, best = rows[0], rows[-1]
    told = [
        f"{row['name_ru']}: {percent(row['fail_share_before'])} → {percent(row['fail_share'])}"
        for row in ([worst, best] if len(rows) > 1 else [worst])
    ]
    totals = {key: sum(row["direction"] == key for row in rows) for key in DIRECTIONS}
    return f"{directions_told(totals, 'Школ')}. Крайние: {'; '.join(told)}"


def _labels(rows: Sequence[Row]) -> list[str]:
    """Names with the lists; where two schools are called alike, their codes tell them apart."""
    drawn = [drawn_name(row["name_ru"], row["school_login"]) for row in rows]
    labels = []
    for row, name in zip(rows, drawn, strict=True):
        if drawn.count(name) > 1:
            name += f" ({row['school_login']})"
        on = _lists_of(row)
        labels.append(f"{name} · {on}" if on else name)
    return labels


def _lists_of(row: Row) -> str:
    return ", ".join(name for key, name in LISTS.items() if row[f"is_{key}"])


def _counts(row: Row) -> bool:
    return bool(row["in_denominator"])


def _direction(row: Row) -> Cell:
    text, tone = DIRECTIONS[row["direction"]], _TONES.get(row["direction"], "quiet")
    return Marked(text, tone)


def _shrunken(row: Row) -> str:
    return with_interval(row["shrunken_change"], row["interval_low"], row["interval_high"], 1)
