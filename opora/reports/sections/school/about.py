"""Школа и списки: what it is, on which lists, what the rules say."""

from __future__ import annotations

from opora.reports.blocks import Block, Cell, Marked, Section, Table, Text
from opora.reports.numbers import NOTHING, day
from opora.reports.report import Report
from opora.reports.sections.school.words import CATEGORY
from opora.reports.source import Row

_AGREEMENT: dict[str, Cell] = {
    "agree_listed": "список и расчёт совпадают",
    "agree_not_listed": "список и расчёт совпадают",
    "official_only": Marked("в списке, но по расчёту не относится", "warn"),
    "computed_only": Marked("по расчёту относится, но в списке нет", "warn"),
    "not_comparable": Marked("не сравнить", "quiet"),
}
_COMPUTED = {True: "относится. ", False: "не относится. ", None: ""}


def about(report: Report, school_login: str) -> Section:
    """Who the school is, and whether it needs support."""
    blocks: list[Block] = []
    for school in report.of_school("card_schools", school_login):
        blocks.append(Text(_told(report, school)))
    lists = report.of_school("card_lists", school_login)
    if lists:
        blocks.append(
            Table(
                f"Списки на {day(report.half_year.ends_on)}",
                ("Список", "Официально", "По расчёту", "Сравнение"),
                tuple(_line(report, row) for row in lists),
            )
        )
    else:
        blocks.append(Text("О списках сведений нет: на конец полугодия школа не работала."))
    return Section("about", "Школа и списки", tuple(blocks))


def _told(report: Report, school: Row) -> str:
    known = [f"Код {school['school_login']}"]
    if school["kind"]:
        known.append(report.word("school_kind", school["kind"]).lower())
    if school["settlement_kind"]:
        known.append(report.word("settlement_kind", school["settlement_kind"]).lower())
    if school["parent_ru"]:
        known.append(f"филиал: {school['parent_ru']}")
    if school["opened_on"]:
        known.append(f"открыта {day(school['opened_on'])}")
    if school["closed_on"]:
        known.append(f"закрыта {day(school['closed_on'])}")
    if school["successor_ru"]:
        known.append(f"правопреемник: {school['successor_ru']}")
    return ", ".join(known) + "."


def _line(report: Report, row: Row) -> tuple[Cell, ...]:
    computed = _COMPUTED[row["is_computed"]] + row["computed_reason_ru"]
    return (
        CATEGORY[row["category"]],
        _official(report, row),
        NOTHING if row["category"] == "hub" else computed,
        NOTHING if row["category"] == "hub" else _AGREEMENT[row["agreement"]],
    )


def _official(report: Report, row: Row) -> str:
    if not row["is_official"]:
        return "не в списке"
    basis = f" ({row['basis_document']})" if row["basis_document"] else ""
    listed = f"в списке с {day(row['valid_from'])}"
    if row["is_on_cutoff"]:
        return listed + basis
    reason = (
        f", {report.word('end_reason', row['end_reason']).lower()}" if row["end_reason"] else ""
    )
    return f"{listed} по {day(row['valid_to'])}{reason}{basis}"
