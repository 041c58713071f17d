"""The department's decisions of each half-year, what they rest on, and what became of them.

What a half-year's analysis finds is decided upon in the half-year after it, so the first one has no
decisions.

Belongs here: decisions and their links. Not here: measures and answers, which they refer to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from opora.demo.answered import Answer
from opora.demo.calendar import HalfYear
from opora.demo.recommended import Finding
from opora.demo.truth import Row

_DEPARTMENT = "Управление образования"
_DECIDED_AFTER, _TERM = dt.timedelta(days=48), dt.timedelta(days=150)
_RECOMMENDATIONS, _MEASURES, _SUPPORT = (
    "Утвердить адресные рекомендации школам и сроки их исполнения",
    "Принять планы мер школ с низкими результатами, назначить ответственных",
    "Взять на контроль школы, оставшиеся в списке, и закрепить за ними кураторов",
)
#: A decision of this half-year is never carried out, and one of this rests on no finding.
NEVER_DONE, WITHOUT_FINDING = "2023-H1", "2022-H2"


@dataclass
class Decisions:
    """Decisions so far; those of a half-year are reported again, as done, in the next one."""

    _running: list[Row] = field(default_factory=list)

    def of_half_year(
        self, half_year: HalfYear, answers: Iterable[Answer], measures: Iterable[Row],
        listed: Iterable[Finding],
    ) -> tuple[list[Row], list[Row]]:  # fmt: skip
        """Decisions of a half-year with those of the one before, and the links of the new ones.

        `listed`: what the half-year before found of schools on the list.
        """
        reported = [{**row, "status": "done"} for row in self._running]
        answers, measures, listed = list(answers), list(measures), list(listed)
        about: list[tuple[str, list[tuple[str, str]]]] = []
        if answers:
            recommended = [("recommendation", one.recommendation.id) for one in answers]
            about.append((_RECOMMENDATIONS, [("indicator", "2.1.2"), *recommended]))
        if measures:
            about.append((_MEASURES, [("measure", row["measure_id"]) for row in measures]))
        if listed:
            found = [("finding", finding.id) for finding in listed]
            about.append((_SUPPORT, [("indicator", "2.3.3"), *found]))
        if half_year.key == WITHOUT_FINDING:
            about.append(("Провести совещание директоров школ", []))
        new, links = [], []
        for number, (text, objects) in enumerate(about, start=1):
            row = _decision(half_year, number, text)
            new.append(row)
            links += [
                {"decision_id": row["decision_id"], "object_kind": kind, "object_id": object_id}
                for kind, object_id in objects
            ]
        self._running = new[:-1] if half_year.key == NEVER_DONE else new
        return reported + new, links


def _decision(half_year: HalfYear, number: int, text: str) -> Row:
    decided_on = half_year.starts_on + _DECIDED_AFTER
    return {
        "decision_id": f"УР-{half_year.key}-{number}",
        "issuer": _DEPARTMENT,
        "number": f"{half_year.key[2:]}-{number:02d}/01-08",
        "decided_on": decided_on,
        "text": text,
        "responsible": "Заместитель начальника управления",
        "due_on": decided_on + _TERM,
        "status": "in_progress",
    }
