"""Эффективность мер: effect, interval and verdict per kind of measure; the naive change beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
    Marked,
    Note,
    Picture,
    Points,
    Section,
    Table,
    Text,
    Tone,
    only_on_page,
)
from opora.reports.charts.effects import effects
from opora.reports.numbers import number, signed
from opora.reports.report import Report
from opora.reports.source import Row

_VERDICTS = {
    "continue": "продолжать",
    "correct": "скорректировать",
    "stop": "прекратить",
    "too_early": "судить рано",
}
_TONES: dict[str, Tone] = {
    "continue": "good",
    "correct": "warn",
    "stop": "bad",
    "too_early": "quiet",
}


def effectiveness(report: Report) -> Section:
    """What the measures of the last years achieved."""
    title = "Эффективность мер"
    rows = report.rows("effects")
    if not rows:
        nothing = Text("Мер, эффект которых можно было бы оценить, школы территории не начинали.")
        return Section("effectiveness", title, (nothing,))
    measured = [row for row in rows if row["state"] == "measured"]
    blocks: list[Block] = [
        Text(
            "Эффект — на сколько результаты школ с мерой изменились больше, чем у похожих школ без "
            f"неё. Сравниваются школы всей территории «{rows[0]['population_ru']}», а не только "
            "те, о которых этот отчёт."
        )
    ]
    if measured:
        blocks += [
            *only_on_page(
                Picture(
                    "Эффект мер по видам: знак — эффект и вывод, горизонтальная линия — интервал, "
                    "вертикальная черта — простое изменение «до и после»; * — только описание",
                    effects(measured, _VERDICTS),
                    "; ".join(f"{row['measure_kind_ru']}: {_effect(row)}" for row in measured),
                )
            ),
            Note(
                "Меры начинают после неудачного года, а за ним результаты обычно растут и без "
                "помощи. Простое изменение «до и после» поэтому обманчиво, и вывод по нему не "
                "делают. Если интервал включает ноль, действие меры не доказано. "
                "«Описательно» значит: школ с мерой слишком мало, чтобы судить о мере вообще."
            ),
        ]
    else:
        blocks.append(Text("Оценить эффект пока нельзя ни по одному виду мер."))
    blocks += [
        Table(
            "Виды мер: эффект и вывод",
            (
                "Вид меры",
                "Школ с мерой",
                "из них на этой территории",
                "Просто до и после, баллы",
                "Похожие школы, баллы",
                "Эффект и интервал, баллы",
                "Вывод",
            ),
            tuple(_line(row) for row in rows),
            numeric=frozenset({1, 2, 3, 4, 5}),
        ),
        Heading("Почему такие выводы"),
        Points(tuple(_reasons(rows))),
        Note(
            "100 баллов — одно стандартное отклонение результатов участников. Школа может вести "
            "меры нескольких видов, поэтому строки не складываются. Об отдельной школе вывод "
            "описательный: он в её карточке."
        ),
    ]
    return Section("effectiveness", title, tuple(blocks))


def _effect(row: Row) -> str:
    if row["effect"] is None:
        return "не измерено"
    effect = signed(row["effect"])
    if row["is_descriptive"]:
        return f"{effect} (описательно)"
    return f"{effect} (от {signed(row['interval_low'])} до {signed(row['interval_high'])})"


def _line(row: Row) -> tuple[Cell, ...]:
    verdict: Cell = "—"
    if row["verdict"] is not None:
        verdict = Marked(_VERDICTS[row["verdict"]], _TONES[row["verdict"]])
    return (
        row["measure_kind_ru"],
        number(row["schools"]),
        number(row["schools_here"]),
        signed(row["raw_change"]),
        signed(row["comparable_change"]),
        _effect(row),
        verdict,
    )


def _reasons(rows: Sequence[Row]) -> Iterator[str]:
    """Verdict, kinds and reason: one sentence for all kinds of which the same is said."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        why = row["verdict_reason_ru"] or row["reason_ru"]
        kinds.setdefault((row["verdict"], why), []).append(f"«{row['measure_kind_ru']}»")
    for verdict in (*_VERDICTS, None):
        for (given, why), which in kinds.items():
            if given == verdict:
                words = _VERDICTS.get(given, "вывода нет").capitalize()
                yield f"{words}: {', '.join(which)}. {why}"
