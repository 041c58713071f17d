"""Выводы: что сказано в разделах, в нескольких предложениях, каждое — о том, что уже судит март.

Belongs here: sentences that are true by construction; where there is nothing to say, none stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from opora.answers.words import counted
from opora.reports.blocks import Points, Section, Text
from opora.reports.numbers import percent, points
from opora.reports.report import Report
from opora.reports.sections.judged import briefly
from opora.reports.sections.lists import LISTS
from opora.reports.shortened import names
from opora.reports.source import Row

_VERDICTS = {
    "continue": "продолжать",
    "correct": "скорректировать",
    "stop": "прекратить",
    "too_early": "судить рано",
}
#: Directions of results, in the order of the sentence.
_DIRECTIONS = {
    "improved": "лучше",
    "mixed": "в целом лучше, но по одной из процедур резко хуже",
    "unchanged": "без изменений",
    "worsened": "хуже",
    "not_judged": "не оценены",
}


def conclusions(report: Report) -> Section:
    """What follows from the half-year, a sentence per question."""
    said = tuple(sentence for sentences in _SENTENCES for sentence in sentences(report))
    blocks = (Points(said),) if said else (Text("Оснований для выводов за это полугодие нет."),)
    return Section("conclusions", "Выводы", blocks)


def plan_told(report: Report) -> Iterator[str]:
    """Which plans are met; in the middle of a year, which values are reached already."""
    now = _values(report, report.half_year.key)
    year = report.half_year.calendar_year
    met = [row for row in now if row["is_met"] == "met"]
    not_met = [row for row in now if row["is_met"] == "not_met"]
    judged = len(met) + len(not_met)
    if judged:
        yield (
            f"План {year} года выполнен по {len(met)} из {judged} показателей, которые оцениваются"
            + (f": {_codes(met)}." if met else ".")
            + (f" Не выполнен: {_codes(not_met)}." if not_met else "")
        )
    interim = [row for row in now if row["is_met"] == "interim" and row["deviation"] is not None]
    reached = [row for row in interim if row["deviation"] >= 0]
    below = [row for row in interim if row["deviation"] < 0]
    if interim:
        yield (
            f"Год не закончился. Плановое значение {year} года уже достигнуто по {len(reached)} из "
            f"{len(interim)} показателей"
            + (f": {_codes(reached)}." if reached else ".")
            + (f" Пока ниже плана: {_codes(below)}." if below else "")
        )


def _against_last_year(report: Report) -> Iterator[str]:
    year, _, half = report.half_year.key.partition("-")
    before = {row["indicator"]: row for row in _values(report, f"{int(year) - 1}-{half}")}
    moved: dict[str, list[str]] = {"выросли": [], "снизились": [], "не изменились": []}
    for row in _values(report, report.half_year.key):
        earlier = before.get(row["indicator"])
        if row["value"] is None or earlier is None or earlier["value"] is None:
            continue
        change = row["value"] - earlier["value"]
        where = "выросли" if change > 0 else "снизились" if change < 0 else "не изменились"
        moved[where].append(
            f"{row['indicator']} ({points(change)})" if change else row["indicator"]
        )
    said = [f"{where}: {', '.join(which)}" for where, which in moved.items() if which]
    if said:
        yield f"По сравнению с тем же полугодием {int(year) - 1} года значения {'; '.join(said)}."


def lists_told(report: Report) -> Iterator[str]:
    """How many schools are on the lists, and who came and went."""
    for category, name in LISTS.items():
        rows = [row for row in report.rows("lists_counts") if row["category"] == category]
        if _sum(rows, "in_year"):
            entered, gone = _sum(rows, "entered"), _sum(rows, "gone")
            yield (
                f"В официальном списке {name} на конец полугодия — "
                f"{_schools(_sum(rows, 'on_cutoff'))}"
                + (f"; за полугодие вошли {entered}, вышли {gone}." if entered or gone else ".")
            )


def dynamics_told(report: Report) -> Iterator[str]:
    """Which way results moved, and where it is more than chance."""
    rows = [row for row in report.rows("dynamics_counts") if row["is_listed"]]
    if _sum(rows, "schools"):
        directions = ", ".join(
            f"{words} — {_sum(rows, direction)}"
            for direction, words in _DIRECTIONS.items()
            if _sum(rows, direction)
        )
        yield (
            f"Результаты школ из списков этого года по сравнению с прошлым годом: {directions} "
            f"(всего {_schools(_sum(rows, 'schools'))}). {_beyond_chance(report)}"
        )


def _beyond_chance(report: Report) -> str:
    schools = [row["name_ru"] for row in report.rows("worsened_beyond_chance")]
    if not schools:
        return "Ухудшения больше, чем можно объяснить случайностью, не выявлено."
    named = f" ({names(schools)})" if report.speaks_of_schools else ""
    return (
        "Из всех школ ухудшение больше, чем можно объяснить случайностью, — у "
        f"{len(schools)}{named}."
    )


def _context(report: Report) -> Iterator[str]:
    rows = report.rows("context_counts")
    for area in dict.fromkeys(row["subject_area"] for row in rows):
        of_area = [row for row in rows if row["subject_area"] == area]
        if _sum(of_area, "measured"):
            yield (
                f"{area}, результаты с учётом условий: достоверно выше ожидаемых — "
                f"{_schools(_sum(of_area, 'above'))} (из них резильентных — "
                f"{_sum(of_area, 'resilient')}), достоверно ниже — "
                f"{_schools(_sum(of_area, 'below'))}, из {_sum(of_area, 'measured')}."
            )


def _cycle(report: Report) -> Iterator[str]:
    states = [row["state"] for row in report.rows("cycle_elements")]
    counts = (
        ("полностью представлены", states.count("present")),
        ("частично", states.count("partial")),
        ("отсутствуют", states.count("absent")),
        ("не применимы", states.count("not_applicable")),
    )
    if states:
        elements = counted(len(states), "элемента", "элементов", "элементов")
        said = ", ".join(f"{words} {count}" for words, count in counts if count)
        yield f"Из {elements} управленческого цикла {said}."


def _effects(report: Report) -> Iterator[str]:
    # the row of all kinds together says what none of the kinds says
    kinds = [row for row in report.rows("effects") if row["measure_kind"] != "any"]
    said = []
    for verdict, words in _VERDICTS.items():
        which = [f"«{row['measure_kind_ru']}»" for row in kinds if row["verdict"] == verdict]
        if which:
            said.append(f"{words} — {', '.join(which)}")
    if said:
        yield (
            f"Меры по итогам анализа эффективности: {'; '.join(said)}. Оговорки к этим выводам — в "
            "разделе «Эффективность мер»."
        )


def _values(report: Report, half_year: str) -> list[Row]:
    return [row for row in report.rows("indicator_values") if row["half_year"] == half_year]


def _codes(rows: Sequence[Row]) -> str:
    return ", ".join(
        f"{briefly(row['indicator'])} ({percent(row['value'])} при плане {percent(row['plan'])})"
        for row in rows
    )


def _sum(rows: Sequence[Row], column: str) -> int:
    return sum(row[column] for row in rows)


def _schools(number: int) -> str:
    return counted(number, "школа", "школы", "школ")


#: The questions, in the order of the report.
_SENTENCES: tuple[Callable[[Report], Iterator[str]], ...] = (
    plan_told,
    _against_last_year,
    lists_told,
    dynamics_told,
    _context,
    _cycle,
    _effects,
)
