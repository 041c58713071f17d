"""Опорные школы: a part of `methodical_help`: who is matched with whom, and where to act."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Cell, Heading, Marked, Table, Text, only_on_page
from opora.reports.numbers import number
from opora.reports.report import Report
from opora.reports.shortened import gravest, names
from opora.reports.source import Row

_MOST = 15
_AGREED = "with_this_hub"


def hubs(report: Report) -> list[Block]:
    """Matches that ask for a decision, with the explanation of the mart; then who helps whom."""
    rows = report.rows("hub_matches")
    if not rows:
        return []
    matched = [row for row in rows if row["state"] == "matched"]
    agreed = [row for row in matched if row["agreement_state"] == _AGREED]
    blocks: list[Block] = [
        Heading("Опорные школы"),
        Text(
            "Школ, которым нужна опорная (из списков или подходящих под правила списков), — "
            f"{number(len(rows))}. Подобрана — {number(len(matched))}, из них с действующим "
            f"договором именно с ней — {number(len(agreed))}."
        ),
    ]
    if report.speaks_of_schools:
        pending = [row for row in rows if row not in agreed]
        blocks += [*_to_settle(report, pending), *_helpers(report, matched)]
    return blocks


def _to_settle(report: Report, rows: Sequence[Row]) -> list[Block]:
    if not rows:
        return []
    shown, more = gravest(rows, _MOST)
    named = {row["school_login"]: row["name_ru"] for row in report.rows("schools")}
    without, not_agreed = (
        [named[row["school_login"]] for row in rows if (row["hub_login"] is None) == is_without]
        for is_without in (True, False)
    )
    told = [
        f"{words}: {names(schools)}."
        for words, schools in (
            ("Опорная школа не подобрана", without),
            ("Договора с подобранной опорной школой нет", not_agreed),
        )
        if schools
    ]
    return [
        Text(" ".join(told)),
        *only_on_page(
            Table(
                "Где нужно решение: опорной школы нет или договор не с ней",
                ("Школа", "Опорная школа", "Пояснение"),
                tuple(
                    (report.school(row["school_login"]), _hub(report, row), row["explanation_ru"])
                    for row in shown
                ),
                more=more,
            )
        ),
    ]


def _hub(report: Report, row: Row) -> Cell:
    if row["hub_login"] is None:
        return Marked("не подобрана", "bad")
    known = report.school(row["hub_login"])
    # a hub of another territory has no card here, but a name
    return row["hub_name_ru"] if known == row["hub_login"] else known


def _helpers(report: Report, rows: Sequence[Row]) -> list[Block]:
    by_hub: dict[str, list[Row]] = {}
    for row in rows:
        by_hub.setdefault(row["hub_login"], []).append(row)
    schools = {row["school_login"]: row["name_ru"] for row in report.rows("schools")}
    lines = tuple(
        (
            _hub(report, pairs[0]),
            number(pairs[0]["hub_places"]),
            names(sorted(schools[row["school_login"]] for row in pairs)),
        )
        for pairs in sorted(by_hub.values(), key=lambda pairs: pairs[0]["hub_name_ru"])
    )
    if not lines:
        return []
    return list(
        only_on_page(
            Table(
                "Кто кому помогает",
                ("Опорная школа", "Мест", "Школы этой территории"),
                lines,
                numeric=frozenset({1}),
            )
        )
    )
