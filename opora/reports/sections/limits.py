"""Ограничения: чего цифры отчёта сказать не могут."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opora.reports.blocks import Points, Section, Text
from opora.reports.numbers import ABSENT, number, percent
from opora.reports.report import Report
from opora.reports.source import Row


def limits(report: Report) -> Section:
    """What has to be known before anybody draws conclusions of his own."""
    said = tuple(sentence for sentences in _SENTENCES for sentence in sentences(report))
    return Section("limits", "Ограничения", (Points(said),) if said else (Text("Их нет."),))


def _unmeasured(report: Report) -> Iterator[str]:
    for row in _now(report):
        if row["state"] != "measured":
            yield f"Показатель {row['indicator']}: {ABSENT[row['state']]}."
        elif row["is_met"] == "not_judged":
            yield f"Показатель {row['indicator']} не оценивается: плана на этот год нет."


def _coverage(report: Report) -> Iterator[str]:
    low = [row for row in _now(report) if row["coverage"] is not None and row["coverage"] < 100]
    if low:
        yield (
            "Оценены не все школы, которых касаются показатели: "
            + ", ".join(f"{row['indicator']} — {percent(row['coverage'])}" for row in low)
            + ". Остальные не входят ни в числитель, ни в знаменатель."
        )


def _provisional(report: Report) -> Iterator[str]:
    for flag, words in (
        ("p", "Предварительные значения (ожидаемая процедура ещё не сдана)"),
        ("r", "Пересмотренные значения"),
        ("u", "Значения низкой надёжности"),
    ):
        codes = [row["indicator"] for row in _now(report) if flag in row["flags"]]
        if codes:
            yield f"{words}: {', '.join(codes)}."


def _small_numbers(report: Report) -> Iterator[str]:
    (cells,) = report.rows("unreliable_cells")
    if cells["unreliable"]:
        yield (
            f"В {number(cells['unreliable'])} из {number(cells['cells'])} результатов (школа, "
            "работа, этап) участников мало: такая доля за год может измениться случайно."
        )
    if cells["suppressed"]:
        yield f"Результатов, которые скрыл источник: {number(cells['suppressed'])}."
    if cells["marked"]:
        yield (
            f"Результатов с признаками необъективности: {number(cells['marked'])}. Они учтены, "
            "как и остальные."
        )


def _deliveries(report: Report) -> Iterator[str]:
    lacking = [
        f"{row['dataset_ru']} — {row['missing'] + row['rejected'] + row['partly']} из "
        f"{row['senders']}"
        for row in report.rows("delivery_states")
        if row["missing"] + row["rejected"] + row["partly"]
    ]
    if lacking:
        yield f"Сданы не все сведения (сколько отправителей сдали не всё): {', '.join(lacking)}."


def _conditions(report: Report) -> Iterator[str]:
    (conditions,) = report.rows("index_unmeasured")
    without = conditions["schools"] - conditions["measured"]
    if without:
        yield (
            f"Индекса социального благополучия нет у {number(without)} из "
            f"{number(conditions['schools'])} школ: их результаты с учётом условий не оценены."
        )


def _people(report: Report) -> Iterator[str]:
    for row in report.rows("match_rate"):
        if row["diagnosed_persons"] and row["found_in_staff"] < row["diagnosed_persons"]:
            yield (
                f"Из {number(row['diagnosed_persons'])} человек, прошедших диагностику, среди "
                f"работников школ найдены {number(row['found_in_staff'])} "
                f"({percent(row['match_rate'])}, по всем территориям вместе); остальных "
                "показатель диагностики не учитывает."
            )


def _scales(report: Report) -> Iterator[str]:
    changed = report.rows("changed_scales")
    if changed:
        works = "; ".join(f"«{row['name_ru']}»" for row in changed)
        yield (
            f"Шкала изменилась по сравнению с прошлым годом: {works}. По этим работам доли двух "
            "лет не сравниваются, динамика оценена по месту школы в территории."
        )


def _not_comparable(report: Report) -> Iterator[str]:
    rows = report.rows("dynamics_counts")
    unjudged = sum(row["not_judged"] for row in rows)
    if unjudged:
        yield (
            f"Динамика результатов не оценена у {number(unjudged)} из "
            f"{number(sum(row['schools'] for row in rows))} школ: с прошлым годом "
            "сравнить нечего."
        )


def _return_to_the_usual(report: Report) -> Iterator[str]:
    if any(row["in_year"] for row in report.rows("lists_counts")):
        yield (
            "Школы попадают в списки после неудачного года, поэтому часть последующего улучшения — "
            "возвращение к обычному уровню, а не следствие мер. Действие мер показано в сравнении "
            "с похожими школами, где этих мер не было."
        )


def _what_figures_are(report: Report) -> Iterator[str]:
    if _now(report):
        yield (
            "Показатели говорят о том, что сделано и чего достигли школы, но не о причинах. Школа, "
            "результаты которой ниже ожидаемых, — повод разобраться, а не оценка её работы."
        )


def _now(report: Report) -> list[Row]:
    return [
        row for row in report.rows("indicator_values") if row["half_year"] == report.half_year.key
    ]


#: The questions, in the order of the report.
_SENTENCES: tuple[Callable[[Report], Iterator[str]], ...] = (
    _unmeasured,
    _coverage,
    _provisional,
    _deliveries,
    _small_numbers,
    _scales,
    _not_comparable,
    _conditions,
    _people,
    _return_to_the_usual,
    _what_figures_are,
)
