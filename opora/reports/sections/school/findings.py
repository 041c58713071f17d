"""Выводы полугодия: what was found at the school, with its evidence."""

from __future__ import annotations

from opora.reports.blocks import Block, Section, Table, Text
from opora.reports.report import Report
from opora.reports.sections.school.words import SEVERITY
from opora.reports.source import Row

_KINDS = {
    "status": "Списки",
    "weak_procedure": "Слабая процедура",
    "negative_dynamics": "Ухудшение результатов",
    "risk_factor": "Рисковый фактор",
    "competence_deficit": "Профессиональный дефицит",
    "missing_support": "Нет поддержки",
    "indicator_below_plan": "Показатель ниже плана",
}


def findings(report: Report, school_login: str) -> Section:
    """A line per finding, gravest first."""
    rows = report.of_school("card_findings", school_login)
    blocks: list[Block] = [
        Table(
            "Что выявлено",
            ("Вывод", "Тяжесть", "Держится с", "Основание"),
            tuple(
                (_name(row), SEVERITY[row["severity"]], row["since_ru"], row["evidence_ru"])
                for row in rows
            ),
        )
        if rows
        else Text("Выводов, требующих внимания, за полугодие нет.")
    ]
    return Section("findings", "Выводы полугодия", tuple(blocks))


def _name(row: Row) -> str:
    kind = _KINDS[row["kind"]]
    return f"{kind}: {row['name_ru']}" if row["name_ru"] else kind
