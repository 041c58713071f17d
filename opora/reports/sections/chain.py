"""От вывода до оценки: a part of `decisions`: how far findings came, and where chains break."""

from __future__ import annotations

from opora.reports.blocks import Block, Heading, Note, Picture, Table, Text
from opora.reports.charts.look import FACT
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import number
from opora.reports.report import Report

_STEPS = {
    "findings": "Выводы, по которым нужна рекомендация",
    "recommendation": "есть рекомендация",
    "answer": "есть ответ адресата",
    "measure": "есть мера",
    "decision": "есть решение",
    "review": "цепочка полная: эффект оценён",
}
_GAPS = {
    "no_recommendation": "рекомендации нет",
    "no_answer": "ответа нет, срок истёк",
    "no_measure": "меры нет, срок истёк",
    "measure_overdue": "мера не выполнена в срок",
    "no_decision": "решения нет",
    "no_review": "эффект не оценён",
    "withdrawn_recommendation": "рекомендации после уточнения данных больше нет",
}


def chain(report: Report) -> list[Block]:
    """The way of the findings that stood in the half-year."""
    steps = report.rows("chain_steps")[0]
    heading = Heading("Путь от вывода к оценке эффекта")
    if not steps["findings"]:
        return [heading, Text("Выводов, по которым нужна рекомендация, в полугодии нет.")]
    counts = [Count(words, "выводы", steps[code]) for code, words in _STEPS.items()]
    gaps = report.rows("chain_gaps")
    blocks: list[Block] = [
        heading,
        Picture(
            "Сколько выводов полугодия дошли до какого шага",
            stacked_counts(counts, {"выводы": FACT}, "выводов"),
            "; ".join(f"{each.label}: {each.count}" for each in counts),
        ),
    ]
    if gaps:
        blocks.append(
            Table(
                "Где цепочка прервана или запаздывает",
                ("Чего недостаёт", "Выводов", "Школ", "Наибольшее опоздание, дней"),
                tuple(
                    (
                        _GAPS[row["gap"]],
                        number(row["findings"]),
                        number(row["schools"]),
                        number(row["days_late"]),
                    )
                    for row in gaps
                ),
                numeric=frozenset({1, 2, 3}),
            )
        )
    blocks.append(
        Note(
            "Вывод учтён по самому дальнему шагу его цепочек; «есть решение» значит: решение по "
            "мере, рекомендации, выводу или школе. Один вывод может быть в нескольких строках."
        )
    )
    return blocks
