"""Школы, которым нужна поддержка: официальные списки, и рядом с ними расчёт по правилам."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from opora.reports.blocks import (
    Block,
    Cell,
    Marked,
    Note,
    Picture,
    Points,
    Section,
    Table,
    Text,
    only_on_page,
)
from opora.reports.charts.lists_by_half_year import lists_by_half_year
from opora.reports.numbers import NOTHING, count_of_schools, day
from opora.reports.report import Report
from opora.reports.sections.sensitivity import sensitivity
from opora.reports.shortened import MOST_ROWS, gravest
from opora.reports.source import Row

#: Lists in the order of the report: of low results, of adverse conditions.
LISTS = {"lps": "ШНОР", "dcs": "ШНСУ"}
_IN_FULL = {
    "lps": "ШНОР — школы с низкими образовательными результатами",
    "dcs": "ШНСУ — школы в неблагоприятных социальных условиях",
}
#: What a column of reasons is headed with, and where the beginning of a reason ends.
_HEADING, _ENDS_THE_BEGINNING = "Что показывает расчёт", ": "
_FALLS_UNDER_THE_RULES: dict[str, Cell] = {
    "agree_listed": Marked("попадает", "bad"),
    "official_only": Marked("не попадает", "warn"),
    "agree_not_listed": "не попадает",
    "computed_only": Marked("попадает", "bad"),
    "not_comparable": Marked("не рассчитано", "quiet"),
}
_END_REASONS = {
    "results": "по результатам",
    "closed": "закрыта",
    "merged": "присоединена",
    "decision": "решением",
}


def lists(report: Report) -> Section:
    """Who is on the lists, who falls under the rules, and where the two part."""
    counts = report.rows("lists_counts")
    blocks: list[Block] = []
    if counts:
        cutoff = day(report.half_year.ends_on)
        history = report.rows("lists_history")
        blocks = [
            Points(tuple(_told(counts, category, cutoff) for category in LISTS)),
            *_both(report, cutoff),
            *_picture(history, report.half_year.key),
            *(_by_school(report) if report.speaks_of_schools else _by_territory(counts)),
            *sensitivity(report, LISTS),
            Note(
                "Официальный список — это приказы; по нему считаются показатели. Расчёт применяет "
                "к принятым данным правила, по которым составляют списки; он ничего не исправляет "
                "в приказах и приказов не заменяет. Где они расходятся, есть о чём подумать при "
                "следующем пересмотре списка."
            ),
        ]
    return Section("lists", "Школы, которым нужна поддержка", tuple(blocks))


def _told(counts: Sequence[Row], category: str, cutoff: str) -> str:
    def total(column: str) -> int:
        return sum(row[column] for row in counts if row["category"] == category)

    name = _IN_FULL[category]
    if not total("in_year"):
        official = f"{name}: в этом году в официальном списке нет ни одной школы"
    else:
        official = f"{name}: на {cutoff} в списке {count_of_schools(total('on_cutoff'))}"
        if total("in_year") > total("on_cutoff"):
            official += f", всего за год в нём — {count_of_schools(total('in_year'))}"
        if total("entered") or total("gone"):
            official += f"; за полугодие вошли {total('entered')}, вышли {total('gone')}"
        elif total("compared_with_before"):
            official += "; за полугодие никто не вошёл и не вышел"
    if not total("computable"):
        return f"{official}. По правилам статус не рассчитан ни для одной школы."
    return (
        f"{official}. Расчёт по правилам: {count_of_schools(total('computed'))} из "
        f"{total('computable')}, для которых хватает данных; и в списке, и по расчёту — "
        f"{total('agreed')}, только в списке — {total('official_only')}, только по "
        f"расчёту — {total('computed_only')}."
    )


def _both(report: Report, cutoff: str) -> list[Block]:
    both = report.rows("lists_both")[0]["schools"]
    return [Text(f"На {cutoff} в обоих списках сразу: {count_of_schools(both)}.")] if both else []


def _picture(history: Sequence[Row], half_year: str) -> list[Block]:
    if len({row["half_year"] for row in history}) < 2:
        return []
    return list(
        only_on_page(
            Picture(
                "Школы в официальных списках и по расчёту на конец полугодия",
                lists_by_half_year(history, LISTS),
                _seen(history, half_year),
            )
        )
    )


def _seen(history: Sequence[Row], half_year: str) -> str:
    now = [
        f"{LISTS[row['category']]}: в списке {row['on_cutoff']}, по расчёту "
        + ("не определено" if row["computed"] is None else str(row["computed"]))
        for row in history
        if row["half_year"] == half_year
    ]
    return f"На конец полугодия: {'; '.join(now)}"


def _by_school(report: Report) -> list[Block]:
    rows = report.rows("lists_schools")
    blocks: list[Block] = []
    for category, name in LISTS.items():
        of_list = [row for row in rows if row["category"] == category]
        official = [row for row in of_list if row["is_official"]]
        missing = [row for row in of_list if not row["is_official"]]
        if official:
            shown, more = gravest(official)
            heading, reasons = _reasons(shown)
            blocks.append(
                Table(
                    f"{name}: официальный список этого года",
                    ("Школа", "В списке", "По расчёту", heading),
                    tuple(
                        _official_line(report, row, reason)
                        for row, reason in zip(shown, reasons, strict=True)
                    ),
                    more=more,
                    rows_on_paper=MOST_ROWS,
                )
            )  # fmt: skip
            blocks += _documents(shown)
        if missing:
            shown, more = gravest(missing)
            heading, reasons = _reasons(shown)
            blocks.append(
                Table(
                    f"{name}: попадают по расчёту, но в официальном списке их нет",
                    ("Школа", heading),
                    tuple(
                        (report.school(row["school_login"]), reason)
                        for row, reason in zip(shown, reasons, strict=True)
                    ),
                    more=more,
                )
            )
    return blocks


def _reasons(rows: Sequence[Row]) -> tuple[str, list[str]]:
    """What a column of reasons is headed with, and they: what begins all of them stands above.

    Where they begin differently, only those are quoted that say why list and calculation part;
    what could not be computed has a reason of its own in either case.
    """
    reasons = [row["computed_reason_ru"] or NOTHING for row in rows]
    computed = [
        reason
        for row, reason in zip(rows, reasons, strict=True)
        if row["agreement"] != "not_comparable"
    ]
    beginnings = {reason.partition(_ENDS_THE_BEGINNING)[0] for reason in computed}
    if len(beginnings) == 1 and all(_ENDS_THE_BEGINNING in reason for reason in computed):
        beginning = beginnings.pop()
        return beginning, [
            reason.removeprefix(f"{beginning}{_ENDS_THE_BEGINNING}") for reason in reasons
        ]
    return _HEADING, [
        NOTHING if row["agreement"] == "agree_listed" else reason
        for row, reason in zip(rows, reasons, strict=True)
    ]


def _documents(rows: Sequence[Row]) -> list[Block]:
    documents = Counter(row["basis_document"] for row in rows if row["basis_document"])
    if not documents:
        return []
    told = "; ".join(
        f"{document} ({count_of_schools(schools)})" for document, schools in documents.items()
    )
    return [Note(f"Основание: {told}.")]


def _official_line(report: Report, row: Row, reason: str) -> tuple[Cell, ...]:
    listed = f"с\u00a0{day(row['valid_from'])}"
    if row["valid_to"] is not None:
        listed += f" по\u00a0{day(row['valid_to'])}"
        if row["end_reason"] in _END_REASONS:
            listed += f" ({_END_REASONS[row['end_reason']]})"
    return (
        report.school(row["school_login"]),
        listed,
        _FALLS_UNDER_THE_RULES[row["agreement"]],
        reason,
    )


def _by_territory(counts: Sequence[Row]) -> list[Block]:
    blocks: list[Block] = []
    for category, name in LISTS.items():
        rows = [row for row in counts if row["category"] == category]
        rows.sort(key=lambda row: (-row["on_cutoff"], row["name_ru"]))
        shown, more = gravest(rows)
        blocks.append(
            Table(
                f"{name} по территориям",
                ("Территория", "Школ", "В списке на конец полугодия", "Вошли", "Вышли",
                 "По расчёту", "Только в списке", "Только по расчёту"),
                tuple(_territory_line(row) for row in shown),
                numeric=frozenset(range(1, 8)),
                more=more,
            )
        )  # fmt: skip
    return blocks


def _territory_line(row: Row) -> tuple[Cell, ...]:
    is_compared, is_computed = row["compared_with_before"] > 0, row["computable"] > 0
    return (
        row["name_ru"],
        str(row["schools"]),
        str(row["on_cutoff"]),
        str(row["entered"]) if is_compared else NOTHING,
        str(row["gone"]) if is_compared else NOTHING,
        *(
            str(row[column]) if is_computed else Marked("не рассчитано", "quiet")
            for column in ("computed", "official_only", "computed_only")
        ),
    )
