"""Признаки необъективности: the end of the section on results given context."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Heading, Table, Text, only_on_page
from opora.reports.numbers import count_of_schools
from opora.reports.report import Report
from opora.reports.shortened import gravest
from opora.reports.source import Row


def objectivity(report: Report) -> list[Block]:
    """The works with markers, by school or by territory; nothing where there are none."""
    rows = report.rows("objectivity")
    if not rows:
        return []
    works = len({(row["school_login"], row["procedure_ru"]) for row in rows})
    schools = len({row["school_login"] for row in rows})
    blocks: list[Block] = [
        Heading("Признаки необъективности"),
        Text(
            f"Работ с признаками: {works} ({count_of_schools(schools)}). Признак — повод "
            "проверить, как проводилась и оценивалась работа, а не вывод; результаты остаются во "
            "всех расчётах."
        ),
    ]
    if report.speaks_of_schools:
        shown, more = gravest(rows)
        # the section on problems names the schools
        blocks += only_on_page(
            Table(
                "Работы с признаками необъективности",
                ("Школа", "Работа", "Признак"),
                tuple(
                    (report.school(row["school_login"]), row["procedure_ru"], row["reason_ru"])
                    for row in shown
                ),
                more=more,
            )
        )
    else:
        blocks.append(_by_territory(rows))
    return blocks


def _by_territory(rows: Sequence[Row]) -> Table:
    schools: dict[tuple[str, str], set[str]] = {}
    works: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows:
        part = (row["part_ru"], row["part"])
        schools.setdefault(part, set()).add(row["school_login"])
        works.setdefault(part, set()).add((row["school_login"], row["procedure_ru"]))
    lines = [(part[0], str(len(schools[part])), str(len(works[part]))) for part in schools]
    lines.sort(key=lambda line: (-int(line[2]), line[0]))
    shown, more = gravest(lines)
    return Table(
        "Признаки необъективности по территориям",
        ("Территория", "Школ", "Работ с признаками"),
        shown,
        numeric=frozenset({1, 2}),
        more=more,
    )
