"""Опорная школа и дорожная карта: who helps, and how far the school is on its way."""

from __future__ import annotations

from opora.reports.blocks import Block, Points, Section
from opora.reports.report import Report
from opora.reports.source import Row

_AGREEMENT = {
    "with_this_hub": "Договор с ней действует.",
    "with_another_school": "Договор действует с другой школой.",
    "none": "Договора о сетевом взаимодействии нет.",
}


def support(report: Report, school_login: str) -> Section:
    """The hub that is proposed, and the transition into the effective mode, in words."""
    told = [_hub(row) for row in report.of_school("hub_matches", school_login)]
    told += [
        f"Переход в эффективный режим: {row['stage_ru'].lower()}. {row['text_ru']}"
        for row in report.of_school("transition_schools", school_login)
    ]
    blocks: tuple[Block, ...] = (Points(tuple(told)),) if told else ()
    return Section("support", "Опорная школа и дорожная карта", blocks)


def _hub(row: Row) -> str:
    # the explanation of a pair tells of the hub's own results and conditions: not for others
    if row["state"] != "matched":
        return f"Опорная школа не подобрана. {row['explanation_ru']}"
    name = row["hub_name_ru"] or row["hub_login"]
    since = f" (с полугодия {row['matched_since']})" if row["matched_since"] else ""
    return f"Предлагаемая опорная школа — {name}{since}. {_AGREEMENT[row['agreement_state']]}"
