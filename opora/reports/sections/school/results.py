"""Результаты по годам: the share below the threshold, procedure by procedure."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Cell, Note, Picture, Section, Table, Text
from opora.reports.charts.school_years import school_years
from opora.reports.numbers import number, percent, points
from opora.reports.report import Report
from opora.reports.source import Row


def results(report: Report, school_login: str) -> Section:
    """How the results changed: pictures, what is judged, and every procedure of the year."""
    blocks: list[Block] = []
    years = report.of_school("card_years", school_login)
    if years:
        blocks.append(
            Picture(
                "Доля участников, не преодолевших порог, %, по годам. Закрашенная точка — год, "
                "который можно сравнить с предыдущим, пустая — нельзя; серая линия — все школы "
                "территории вместе.",
                school_years(years),
                _told(years),
            )
        )
    blocks += [
        Text(sentence)
        for row in report.of_school("card_dynamics", school_login)
        for sentence in _judged(row)
    ]
    procedures = _labelled(report, report.of_school("card_procedures", school_login))
    compared = [row for row in procedures if row["judged_on"] != "none"]
    if compared:
        blocks.append(
            Table(
                "Процедуры, сравнимые с прошлым годом",
                ("Процедура", "Участников", "Было", "Стало", "Изменение"),
                tuple(_line(row) for row in compared),
                numeric=frozenset({1, 2, 3, 4}),
            )
        )
    blocks += [
        Note(f"{row['label']}: {row['reason_ru']}")
        for row in procedures
        if row["judged_on"] != "raw" and row["reason_ru"]
    ]
    if not blocks:
        blocks.append(Text("Результатов оценочных процедур у школы нет."))
    return Section("results", "Результаты по годам", tuple(blocks))


def _labelled(report: Report, rows: Sequence[Row]) -> list[Row]:
    """The rows with a `label`: the session is named where a procedure was held in several."""
    sessions: dict[str, set[str]] = {}
    for row in rows:
        sessions.setdefault(row["name_ru"], set()).add(row["session"])
    return [
        {
            **row,
            "label": f"{row['name_ru']}, {report.word('session', row['session']).lower()}"
            if len(sessions[row["name_ru"]]) > 1
            else row["name_ru"],
        }
        for row in rows
    ]


def _judged(row: Row) -> list[str]:
    said = [row["reason_ru"]]
    if row["shrunken_state"] == "measured":
        said.append(
            f"С поправкой на случайность (в небольшой школе доля меняется и сама по себе) доля "
            f"изменилась на {points(row['shrunken_change'])}, интервал "
            f"от {points(row['interval_low'])} до {points(row['interval_high'])}"
        )
    return said


def _line(row: Row) -> tuple[Cell, ...]:
    return (
        row["label"],
        number(row["participants"]),
        percent(row["fail_share_before"]),
        percent(row["fail_share"]),
        points(row["fail_share_change"]),
    )


def _told(years: Sequence[Row]) -> str:
    newest = {row["name_ru"]: row for row in years}
    return "; ".join(
        f"{name}: {row['calendar_year']} год, школа {percent(row['fail_share'])}, "
        f"территория {percent(row['here_share'])}"
        for name, row in newest.items()
    )
