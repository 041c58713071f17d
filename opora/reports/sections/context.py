"""Результаты с учётом условий: что при таких условиях ожидалось, и кто от этого далеко."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
    Note,
    Picture,
    Points,
    Section,
    Table,
    only_on_page,
)
from opora.reports.charts.funnel_of_schools import funnel_of_schools
from opora.reports.charts.results_in_context import meaning_of, results_in_context
from opora.reports.numbers import (
    NOTHING,
    count_of_schools,
    number,
    of_schools,
    percent,
    signed,
    with_interval,
)
from opora.reports.report import Report
from opora.reports.sections.objectivity import objectivity
from opora.reports.shortened import drawn_name, gravest
from opora.reports.source import Row

_MEANINGS = {
    "resilient": "резильентная (условия тяжёлые, результат выше)",
    "above": "достоверно выше ожидаемого",
    "as_expected": "как ожидалось",
    "below": "достоверно ниже ожидаемого",
}
_POSITIONS = {
    "far_above": "выше дальних пределов",
    "above": "выше пределов",
    "within": "в пределах",
    "below": "ниже пределов",
    "far_below": "ниже дальних пределов",
}
#: Names that a picture has room for, for each subject area.
_MOST_NAMED = 8
#: Rows of a table in the справка.
_MOST_ON_PAPER = 8

_UNITS = (
    "Результат — в баллах: 0 — средний результат всех участников территории сравнения по тем же "
    "работам, больше нуля — лучше среднего, 100 баллов — одно стандартное отклонение участников. "
    "Пунктир — результат, ожидаемый при таком индексе социального благополучия (ИСБШ); отклонение "
    "с поправкой тем ближе к нулю, чем меньше в школе результатов: случай не решает за школу. "
    "Достоверно — значит, весь интервал отклонения лежит по одну сторону от нуля."
)
_FUNNEL = (
    "Воронка: чем меньше результатов, тем сильнее доля колеблется случайно, поэтому пределы у "
    "малых школ шире; они расширены ещё и на обычные различия между школами. Пределы нарисованы "
    "вокруг общей доли, а место школы определено по её собственному набору работ, поэтому у самой "
    "границы значок может стоять по другую её сторону."
)
_CANNOT_SAY = (
    "Чего это не говорит: школа ниже ожидаемого — не «плохая», а школа выше — не «хорошая». Модель "
    "описывает, а не объясняет: ученики попадают в школы не случайно, и всё, чего индекс не знает "
    "(отбор, кадры, переезды), осталось в отклонении. Это повод спросить, что происходит в школе, "
    "а не место в рейтинге."
)


def context(report: Report) -> Section:
    """Results against conditions, the funnel, and works whose results look too good to be true."""
    counts = report.rows("context_counts")
    blocks: list[Block] = []
    if counts:
        blocks = [
            Points(tuple(_told(counts, subject) for subject in _subjects(counts))),
            # before schools are named
            Note(_CANNOT_SAY),
            *(_by_school(report) if report.speaks_of_schools else _by_territory(counts)),
            *_unmeasured(report),
        ]
    blocks += objectivity(report)
    return Section("context", "Результаты с учётом условий", tuple(blocks))


def _subjects(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["subject_area"] for row in rows))


def _told(counts: Sequence[Row], subject: str) -> str:
    def total(column: str) -> int:
        return sum(row[column] for row in counts if row["subject_area"] == subject)

    if total("measured"):
        told = (
            f"{subject}: из {of_schools(total('measured'))} с индексом и результатами достоверно "
            f"выше ожидаемого {total('above')} (из них резильентных {total('resilient')}), "
            f"как ожидалось {total('as_expected')}, достоверно ниже {total('below')}"
        )
    else:
        told = f"{subject}: результаты с условиями не сопоставлены"
    if total("in_funnel"):
        told += (
            f"; доля не преодолевших порог выходит за пределы воронки вверх у "
            f"{of_schools(total('funnel_above'))}, вниз у {of_schools(total('funnel_below'))}"
        )
    return f"{told}."


def _by_school(report: Report) -> list[Block]:
    rows = report.rows("context_schools")
    measured = [row for row in rows if row["state"] == "measured"]
    blocks: list[Block] = []
    if measured:
        resilient = [row for row in measured if row["is_resilient"]]
        resilient.sort(key=lambda row: -row["shrunken_residual"])
        below = [row for row in measured if row["against_expectation"] == "below"]
        below.sort(key=lambda row: row["shrunken_residual"])
        blocks += [
            Note(_UNITS),
            Picture(
                "Результаты и условия: пунктир — ожидаемый результат; подписаны резильентные школы",
                results_in_context(measured, _MEANINGS, _named(resilient)),
                _seen(measured),
            ),
            *_table(
                report,
                resilient,
                "Резильентные школы: условия тяжёлые, результат достоверно выше ожидаемого — "
                "их практики стоит изучить и распространить",
            ),
            *_table(report, below, "Результат достоверно ниже ожидаемого при таких условиях"),
        ]
    placed = [row for row in rows if row["funnel_position"] is not None]
    if placed:
        outside = [row for row in placed if row["funnel_position"] in ("above", "far_above")]
        outside.sort(key=lambda row: -row["funnel_deviation"])
        blocks += only_on_page(
            Picture(
                "Воронка: доля не преодолевших порог и число результатов; подписаны школы выше "
                "пределов",
                funnel_of_schools(
                    placed, report.rows("context_models"), _POSITIONS, _named(outside)
                ),
                _outside_told(outside),
            ),
            Note(_FUNNEL),
        )
    return blocks


def _named(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The names of the first schools of each subject area."""
    named: dict[tuple[str, str], str] = {}
    for subject in _subjects(rows):
        of_subject = [row for row in rows if row["subject_area"] == subject]
        for row in of_subject[:_MOST_NAMED]:
            login = row["school_login"]
            named[subject, login] = drawn_name(row["name_ru"], login)
    return named


def _table(report: Report, rows: Sequence[Row], caption: str) -> list[Block]:
    if not rows:
        return []
    shown, more = gravest(rows)
    return [
        Table(
            caption,
            ("Школа", "Предмет", "ИСБШ", "Результатов", "Результат", "Ожидалось",
             "Отклонение с поправкой"),
            tuple(_line(report, row) for row in shown),
            numeric=frozenset({2, 3, 4, 5, 6}),
            more=more,
            rows_on_paper=_MOST_ON_PAPER,
        )
    ]  # fmt: skip


def _line(report: Report, row: Row) -> tuple[Cell, ...]:
    few = " (мало)" if "u" in row["flags"] else ""
    return (
        report.school(row["school_login"]),
        row["subject_area"],
        number(row["wellbeing_index"]),
        f"{number(row['participants'])}{few}",
        signed(row["actual"]),
        signed(row["expected"]),
        with_interval(row["shrunken_residual"], row["interval_low"], row["interval_high"], 1),
    )


def _seen(measured: Sequence[Row]) -> str:
    told = []
    for subject in _subjects(measured):
        meanings = [meaning_of(row) for row in measured if row["subject_area"] == subject]
        told.append(
            f"{subject}: "
            + ", ".join(
                f"{text} — {meanings.count(key)}"
                for key, text in _MEANINGS.items()
                if key in meanings
            )
        )
    return "; ".join(told)


def _outside_told(outside: Sequence[Row]) -> str:
    if not outside:
        return "Выше пределов воронки нет ни одной школы."
    shown, _ = gravest(outside)
    return "Выше пределов воронки: " + "; ".join(
        f"{row['name_ru']}, {row['subject_area']}: {percent(row['fail_share'])} "
        f"при обычной {percent(row['usual_fail_share'])}"
        for row in shown
    )


def _by_territory(counts: Sequence[Row]) -> list[Block]:
    blocks: list[Block] = []
    for subject in _subjects(counts):
        rows = [row for row in counts if row["subject_area"] == subject]
        rows.sort(key=lambda row: (-row["below"], row["name_ru"]))
        shown, more = gravest(rows)
        blocks.append(
            Table(
                f"{subject}: школы по территориям",
                ("Территория", "Школ", "Сопоставлено", "Выше ожидаемого", "Из них резильентных",
                 "Как ожидалось", "Ниже ожидаемого", "Выше пределов воронки",
                 "Ниже пределов воронки"),
                tuple(_territory_line(row) for row in shown),
                numeric=frozenset(range(1, 9)),
                more=more,
            )
        )  # fmt: skip
    return blocks


def _territory_line(row: Row) -> tuple[Cell, ...]:
    def if_any(known: str, *columns: str) -> tuple[Cell, ...]:
        return tuple(str(row[column]) if row[known] else NOTHING for column in columns)

    return (
        row["name_ru"],
        str(row["schools"]),
        str(row["measured"]),
        *if_any("measured", "above", "resilient", "as_expected", "below"),
        *if_any("in_funnel", "funnel_above", "funnel_below"),
    )


def _unmeasured(report: Report) -> list[Block]:
    rows = report.rows("context_unmeasured")
    if not rows:
        return []
    shown, more = gravest(rows)
    items = [
        f"{row['subject_area']}, {count_of_schools(row['schools'])}: {row['reason_ru']}"
        for row in shown
    ]
    return [
        Heading("Где результат с условиями не сопоставить"),
        Points((*items, *([more] if more else []))),
    ]
