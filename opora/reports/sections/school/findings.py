"""Выводы полугодия: what was found at the school, with its evidence."""

from __future__ import annotations

from opora.reports.blocks import Block, Section, Table, Text
from opora.reports.numbers import percent
from opora.reports.report import Report
from opora.reports.sections.judged import briefly
from opora.reports.sections.school.words import SEVERITY
from opora.reports.source import Row

_KINDS = {
    "status": "Списки",
    "weak_procedure": "Слабые процедуры",
    "negative_dynamics": "Ухудшение результатов",
    "risk_factor": "Рисковые факторы",
    "competence_deficit": "Профессиональные дефициты",
    "missing_support": "Нет поддержки по показателю",
    "indicator_below_plan": "Ниже плана по показателю",
}


def findings(report: Report, school_login: str) -> Section:
    """A line per kind and severity, gravest first; what they rest on is told in the other parts."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in report.of_school("card_findings", school_login):
        grouped.setdefault((row["severity"], row["kind"]), []).append(row)
    blocks: list[Block] = [
        Table(
            "Что выявлено; в скобках — сколько полугодий подряд",
            ("Серьёзность", "Вывод", "Что именно"),
            tuple(
                (SEVERITY[severity], _KINDS[kind], "; ".join(map(_said, rows)))
                for (severity, kind), rows in grouped.items()
            ),
        )
        if grouped
        else Text("Выводов, требующих внимания, за полугодие нет.")
    ]
    return Section("findings", "Выводы полугодия", tuple(blocks))


def _said(row: Row) -> str:
    name = briefly(row["indicator"]) if row["indicator"] else row["name_ru"]
    if row["kind"] == "weak_procedure":
        name = f"{name} — {percent(row['value'])} не преодолели порог"
    return f"{name} ({row['half_years']})"
