"""Адресные рекомендации: the three kinds, what became of them, and the gravest open ones."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import (
    Block,
    Cell,
    Marked,
    Note,
    Picture,
    Section,
    Table,
    Text,
    only_on_page,
)
from opora.reports.charts.look import BAD, FACT, GOOD, QUIET, WARN
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import day, number
from opora.reports.report import Report
from opora.reports.sections.standing_on import standing_on
from opora.reports.shortened import gravest
from opora.reports.source import Row

_KINDS = {
    "targeted": "Адресные",
    "practice": "Использование успешных практик",
    "material": "Методические и иные материалы",
}
_ADDRESSEES = {
    "school": "школе",
    "municipal_service": "муниципальной службе",
    "curator": "куратору",
}
#: What became of a recommendation, in the order of the bars, with its colour.
_OUTCOMES = {
    "overdue": ("просрочены", BAD),
    "open": ("срок не наступил", WARN),
    "done": ("выполнены", GOOD),
    "resolved": ("вывод снят", FACT),
    "declined": ("отклонены адресатом", "#5d6b73"),
    "later": ("закрыты позже", QUIET),
}
_MOST, _MOST_ON_PAPER = 12, 6


def recommendations(report: Report) -> Section:
    """What was recommended on the findings of the analysis, and what is still to be done."""
    title = "Адресные рекомендации"
    rows = report.rows("recommendations_standing")
    if not rows:
        return Section(
            "recommendations", title, (Text("Рекомендаций, действовавших в полугодии, нет."),)
        )
    total, issued = (
        sum(row[column] for row in rows) for column in ("recommendations", "issued_now")
    )
    blocks: list[Block] = [
        Text(
            f"В полугодии действовали рекомендации — {number(total)}, из них выданы в этом "
            f"полугодии — {number(issued)}. {standing_on(report, 'Их состояние')}"
        ),
        *only_on_page(
            Picture(
                "Рекомендации, действовавшие в полугодии: вид, адресат и состояние",
                _bars(rows),
                _told(rows),
            )
        ),
        _table(rows),
    ]
    blocks += _gravest(report) if report.speaks_of_schools else _parts(report)
    blocks.append(
        Note(
            "Основания рекомендаций — выводы анализа, они в приложении (Excel). "
            "«Вывод снят» — того, на что указывала рекомендация, анализ больше не находит; "
            "сделано ли что-нибудь по ней, это не говорит. «Закрыты позже» — в полугодиях после "
            "этого."
        )
    )
    return Section("recommendations", title, tuple(blocks))


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each kind and addressee, named, in the order of the document."""
    return [
        (f"{kind}: {whom}", found)
        for kind_code, kind in _KINDS.items()
        for whom_code, whom in _ADDRESSEES.items()
        if (
            found := [
                row for row in rows if (row["kind"], row["addressee"]) == (kind_code, whom_code)
            ]
        )
    ]


def _bars(rows: Sequence[Row]) -> object:
    counts = [
        Count(name, _OUTCOMES[row["outcome"]][0], row["recommendations"])
        for name, group in _groups(rows)
        for row in group
    ]
    return stacked_counts(counts, dict(_OUTCOMES.values()), "рекомендаций", width=520)


def _count(rows: Sequence[Row], outcome: str) -> int:
    return sum(row["recommendations"] for row in rows if row["outcome"] == outcome)


def _told(rows: Sequence[Row]) -> str:
    return "; ".join(
        f"{name}: "
        + ", ".join(
            f"{words} — {_count(group, code)}"
            for code, (words, _) in _OUTCOMES.items()
            if _count(group, code)
        )
        for name, group in _groups(rows)
    )


def _table(rows: Sequence[Row]) -> Table:
    present = [code for code in _OUTCOMES if _count(rows, code)]
    return Table(
        "Сколько рекомендаций в каком состоянии",
        ("Вид и адресат", "Всего", "выданы в полугодии", *(_OUTCOMES[code][0] for code in present)),
        tuple(
            (
                name,
                number(sum(row["recommendations"] for row in group)),
                number(sum(row["issued_now"] for row in group)),
                *(number(_count(group, code)) for code in present),
            )
            for name, group in _groups(rows)
        ),
        numeric=frozenset(range(1, 3 + len(present))),
    )


def _gravest(report: Report) -> list[Block]:
    rows = report.rows("recommendations_open")
    if not rows:
        return [Text("Незакрытых рекомендаций нет.")]
    shown, more = gravest(rows, _MOST)
    return [
        Table(
            "Школы с незакрытыми рекомендациями: сначала те, у которых больше рекомендаций по "
            "выводам высокой серьёзности",
            ("Школа", "Не закрыто", "просрочено", "Главная из них", "Кому, срок"),
            tuple(_line(report, row) for row in shown),
            numeric=frozenset({1, 2}),
            more=more,
            rows_on_paper=_MOST_ON_PAPER,
        )
    ]


def _line(report: Report, row: Row) -> tuple[Cell, ...]:
    due = f"{_ADDRESSEES[row['addressee']]}, {day(row['due_on'])}"
    late = row["days_overdue"]
    return (
        report.school(row["school_login"]),
        number(row["not_closed"]),
        number(row["overdue"]),
        row["text_ru"],
        due if late is None else Marked(f"{due}, дней просрочки — {number(late)}", "bad"),
    )


def _parts(report: Report) -> list[Block]:
    rows = report.rows("recommendations_by_part")
    columns = ("schools", "recommendations", "issued_now", "overdue", "open", "closed")
    return [
        Table(
            "Рекомендации по территориям",
            (
                "Территория",
                "Школ",
                "Рекомендаций",
                "выданы в полугодии",
                "просрочены",
                "срок не наступил",
                "закрыты",
            ),
            tuple((row["name_ru"], *(number(row[column]) for column in columns)) for row in rows),
            numeric=frozenset(range(1, 7)),
        )
    ]
