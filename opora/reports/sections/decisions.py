"""Меры и управленческие решения: what is done, what is late, what hangs in the air."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
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
from opora.reports.sections.chain import chain
from opora.reports.sections.cycle import cycle
from opora.reports.sections.standing_on import standing_on
from opora.reports.shortened import gravest
from opora.reports.source import Row

#: The state of a measure, in the order of the bars, with its colour.
_MEASURES = {
    "overdue": ("просрочены", BAD),
    "planned": ("запланированы", WARN),
    "in_progress": ("выполняются", FACT),
    "done": ("выполнены", GOOD),
    "cancelled": ("отменены", QUIET),
}
_STATES: dict[str, Cell] = {
    "overdue": Marked("просрочено", "bad"),
    "planned": "запланировано",
    "in_progress": "выполняется",
    "done": Marked("выполнено", "good"),
    "cancelled": Marked("отменено", "quiet"),
}
_LEADS_BACK: dict[str, Cell] = {
    "finding": "к выводу анализа",
    "recommendation": "к рекомендации",
    "measure": "к мере",
    "school": "к школе, по которой есть вывод",
    "indicator": "к показателю, по которому есть вывод",
    "none": Marked("вывода анализа за ним нет", "warn"),
}


def decisions(report: Report) -> Section:
    """Measures, decisions, the chain between them, and the elements of the cycle."""
    blocks = [
        *_measures(report),
        *_decisions(report),
        *chain(report),
        *cycle(report),
    ]
    return Section("decisions", "Меры и управленческие решения", tuple(blocks))


def _measures(report: Report) -> list[Block]:
    rows = report.rows("measures_running")
    if not rows:
        return [Heading("Меры"), Text("Мер, которые шли бы в полугодии, в реестре нет.")]
    kinds = Counter(row["kind_ru"] for row in rows)
    found = Counter((row["kind_ru"], row["state"]) for row in rows)
    counts = [
        Count(kind, words, found[kind, state])
        for kind, _ in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
        for state, (words, _) in _MEASURES.items()
    ]
    late = [row for row in rows if row["state"] == "overdue"]
    orphans = [row for row in rows if row["recommendation_state"] != "issued"]
    blocks: list[Block] = [
        Heading("Меры"),
        Text(
            f"Мер, которые шли в полугодии, и просроченных прежних — {number(len(rows))} (мера "
            f"нескольких школ считается в каждой). Просрочено — {number(len(late))}; рекомендация "
            f"не указана, или её больше нет, — {number(len(orphans))}. "
            f"{standing_on(report, 'Выполнение')}"
        ),
        *only_on_page(
            Picture(
                "Меры полугодия по видам и выполнению",
                stacked_counts(counts, dict(_MEASURES.values()), "мер"),
                "; ".join(
                    f"{each.label}: {each.what} — {each.count}" for each in counts if each.count
                ),
            )
        ),
    ]
    if report.speaks_of_schools:
        blocks += _named(report, "Просроченные меры", late)
        blocks += _named(report, "Меры без рекомендации", orphans)
    return blocks


def _named(report: Report, caption: str, rows: Sequence[Row]) -> list[Block]:
    if not rows:
        return []
    shown, more = gravest(rows)
    return [
        Table(
            caption,
            ("Школа", "Мера", "Начало", "Срок", "Выполнение"),
            tuple(_measure(report, row) for row in shown),
            more=more,
        )
    ]


def _measure(report: Report, row: Row) -> tuple[Cell, ...]:
    return (
        report.school(row["school_login"]),
        f"{row['kind_ru']} ({row['measure_id']})",
        day(row["starts_on"]),
        day(row["ends_on"]),
        _state(row),
    )


def _decisions(report: Report) -> list[Block]:
    rows = report.rows("decisions_here")
    heading = Heading("Управленческие решения")
    if not rows:
        return [heading, Text("Управленческих решений о школах территории в полугодии не принято.")]
    late = [row for row in rows if row["state"] == "overdue"]
    orphans = [row for row in rows if row["leads_back_through"] == "none"]
    blocks: list[Block] = [
        heading,
        Text(
            f"Решений, принятых в полугодии или просроченных с прежних, — {number(len(rows))}; "
            f"просрочено — {number(len(late))}, без вывода анализа — {number(len(orphans))}."
        ),
    ]
    if report.speaks_of_schools:
        blocks.append(_acts("Управленческие решения", rows))
    elif pending := [row for row in rows if row in late or row in orphans]:
        blocks.append(_acts("Решения просроченные и решения без вывода анализа", pending))
    if not rows[0]["is_all"]:
        blocks.append(
            Note("Решения, не связанные ни с одной школой, показаны в отчёте по всем школам.")
        )
    return blocks


def _acts(caption: str, rows: Sequence[Row]) -> Table:
    shown, more = gravest(rows)
    return Table(
        caption,
        ("Решение", "Что решено", "Ответственный", "Срок", "Исполнение", "Относится", "Школ"),
        tuple(_decision(row) for row in shown),
        numeric=frozenset({6}),
        more=more,
    )


def _decision(row: Row) -> tuple[Cell, ...]:
    return (
        f"{row['issuer']}, {day(row['decided_on'])} № {row['number']}",
        row["text_ru"],
        row["responsible"] or "не указан",
        day(row["due_on"]),
        _state(row),
        _LEADS_BACK[row["leads_back_through"]],
        number(row["schools"]),
    )


def _state(row: Row) -> Cell:
    if row["days_overdue"] is None:
        return _STATES[row["state"]]
    return Marked(f"просрочено, дней — {number(row['days_overdue'])}", "bad")
