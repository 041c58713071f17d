"""Проблемы: что не достигнуто, чего не хватает, что просрочено.

Belongs here: sentences that are true by construction, made of what marts judge; no adjectives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from opora.answers.words import counted
from opora.reports.blocks import Block, Heading, Picture, Points, Section, Table, Text, only_on_page
from opora.reports.charts.look import BAD, QUIET, WARN
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import day, number, percent, points
from opora.reports.report import Report
from opora.reports.sections.judged import briefly
from opora.reports.sections.lists import LISTS
from opora.reports.sections.methodical_help import HELP
from opora.reports.shortened import names
from opora.reports.source import Row

#: Kinds of findings, as a heading over their schools.
_KINDS = {
    "status": "Школа в списке или подпадает под правила",
    "weak_procedure": "Слабые результаты процедуры",
    "negative_dynamics": "Ухудшение результатов",
    "risk_factor": "Рисковый фактор",
    "competence_deficit": "Дефициты педагогов",
    "missing_support": "Нет предусмотренной поддержки",
    "indicator_below_plan": "Школа не достигла планового значения",
}
_SEVERITIES = {
    "high": ("высокая серьёзность", BAD),
    "medium": ("средняя", WARN),
    "low": ("низкая", QUIET),
}
#: States of an element of the cycle that is not there, or not for all.
_LACKING = {"absent": "отсутствует", "partial": "представлено не полностью"}


def problems(report: Report) -> Section:
    """What was not reached, what is missing, what is overdue; and what was found in schools."""
    said = tuple(sentence for sentences in _SENTENCES for sentence in sentences(report))
    blocks: list[Block] = [
        Points(said) if said else Text("Проблем, о которых говорят данные полугодия, не выявлено.")
    ]
    found = report.rows("findings_by_kind")
    if found:
        blocks += [Heading("Что выявлено в школах"), *_found(found)]
    return Section("problems", "Проблемы", tuple(blocks))


def _found(rows: list[Row]) -> Iterator[Block]:
    yield from only_on_page(
        Picture(
            "Выводы анализа по видам и серьёзности",
            stacked_counts(
                [
                    Count(_KINDS[row["kind"]], what, row[severity])
                    for row in rows
                    for severity, (what, _) in _SEVERITIES.items()
                ],
                dict(_SEVERITIES.values()),
                "выводов",
            ),
            "; ".join(
                f"{_KINDS[row['kind']]}: выводов {row['findings']}, из них высокой серьёзности "
                f"{row['high']}"
                for row in rows
            ),
        )
    )
    yield Table(
        "Выводы анализа и школы, которых они касаются",
        ("Вид", "Школ", "Выводов", "Высокой серьёзности", "Средней", "Низкой"),
        tuple(
            (
                _KINDS[row["kind"]],
                *(number(row[what]) for what in ("schools", "findings", "high", "medium", "low")),
            )
            for row in rows
        ),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _plan(report: Report) -> Iterator[str]:
    for row in report.rows("indicator_values"):
        if row["half_year"] == report.half_year.key and row["is_met"] == "not_met":
            yield (
                f"Не выполнен план по показателю {briefly(row['indicator'])}: "
                f"{percent(row['value'])} при плане {percent(row['plan'])} "
                f"({points(row['deviation'])})."
            )


def not_helped_told(report: Report) -> Iterator[str]:
    """Which schools keep the indicators of help from their plans."""
    return _not_counted(report, [code for code, _ in HELP])


def _not_counted(report: Report, indicators: Collection[str] | None = None) -> Iterator[str]:
    """Which schools keep an indicator from its plan; not where it counts teachers."""
    not_yet = "не засчитано" if report.half_year.is_year_end else "пока не засчитано"
    by_indicator: dict[str, list[Row]] = {}
    for row in report.rows("school_indicators"):
        by_indicator.setdefault(row["indicator"], []).append(row)
    for indicator, rows in by_indicator.items():
        missed = [row["name_ru"] for row in rows if not row["in_numerator"]]
        is_asked = indicators is None or indicator in indicators
        if is_asked and missed and all(row["denominator"] == 1 for row in rows):
            which = f" ({names(missed)})" if report.speaks_of_schools else ""
            yield (
                f"В показателе {briefly(indicator)} {not_yet} школ: {len(missed)} из "
                f"{len(rows)}{which}."
            )


def _lists(report: Report) -> Iterator[str]:
    for category, name in LISTS.items():
        rows = [row for row in report.rows("lists_counts") if row["category"] == category]
        only_official = sum(row["official_only"] for row in rows)
        only_computed = sum(row["computed_only"] for row in rows)
        if only_official or only_computed:
            yield (
                f"Список {name} и расчёт расходятся: только в списке — "
                f"{_schools(only_official)}, только по расчёту — {_schools(only_computed)}."
            )


def _markers(report: Report) -> Iterator[str]:
    rows = report.rows("objectivity")
    if rows:
        schools = {row["school_login"]: row["name_ru"] for row in rows}
        which = f": {names(list(schools.values()))}" if report.speaks_of_schools else ""
        yield (
            f"Признаки необъективности результатов: случаев — {len(rows)}, школ — "
            f"{len(schools)}{which}."
        )


def _cycle(report: Report) -> Iterator[str]:
    for row in report.rows("cycle_elements"):
        if row["state"] in _LACKING:
            name = str(row["name_ru"])
            yield (
                f"«{row['stage_ru']}: {name[:1].lower()}{name[1:]}» — {_LACKING[row['state']]}. "
                f"{row['missing_ru']}"
            )


def overdue_told(report: Report) -> Iterator[str]:
    """What is late, as of the last day that is known."""
    (advice,) = report.rows("recommendations_overdue")
    measures = [row for row in report.rows("measures_running") if row["state"] == "overdue"]
    decisions = [row for row in report.rows("decisions_here") if row["state"] == "overdue"]
    said = []
    if advice["overdue"]:
        said.append(
            f"рекомендаций — {number(advice['overdue'])} (школ — {advice['schools']}, без ответа — "
            f"{number(advice['without_answer'])}, самая давняя — на {_days(advice['most_days'])})"
        )
    if measures:
        said.append(
            f"мер — {len(measures)} (самая давняя — на {_days(measures[0]['days_overdue'])})"
        )
    if decisions:
        said.append(
            f"решений — {len(decisions)} (самое давнее — на {_days(decisions[0]['days_overdue'])})"
        )
    if said:
        (known,) = report.rows("known_on")
        yield f"На {day(known['ends_on'])} просрочены: {'; '.join(said)}."


def missing_told(report: Report) -> Iterator[str]:
    """What was expected and didn't come."""
    said = []
    for row in report.rows("delivery_states"):
        lacking = row["missing"] + row["rejected"]
        if lacking:
            said.append(f"«{row['dataset_ru']}» — {lacking} из {row['senders']}")
    if said:
        yield (
            "Не сданы или не приняты сведения (у скольких из тех, от кого они ожидались): "
            f"{', '.join(said)}."
        )


def _schools(count: int) -> str:
    return counted(count, "школа", "школы", "школ")


def _days(count: int) -> str:
    return counted(count, "день", "дня", "дней")


#: The questions, in the order of the report.
_SENTENCES: tuple[Callable[[Report], Iterator[str]], ...] = (
    _plan,
    _not_counted,
    _lists,
    _markers,
    _cycle,
    overdue_told,
    missing_told,
)
