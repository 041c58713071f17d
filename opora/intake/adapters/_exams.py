"""What an exam or a procedure is in the words of the contracts, where several adapters say it.

Belongs here: names of columns, kinds and marks, and which mathematics an exam is. Not here: how a
format says it.
"""

from __future__ import annotations

from opora.intake.vocabularies import spelling

OGE, EGE = "oge", "ege"
#: The grade on whose programme an exam is.
PROGRAMME_GRADE = {OGE: "9", EGE: "11"}

MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")

#: What the columns are of a row that feeds a dataset, before what it counts. The login is not the
#: first: whatever stands there, what is a total is decided by the adapter.
PROCEDURE_COLUMNS = (
    "procedure_kind",
    "school_login",
    "subject",
    "programme_grade",
    "assessment_year",
    "session",
)

_MATHEMATICS = "математика"


def is_mathematics(subject: str) -> bool:
    """Whether a subject is mathematics, and not said which."""
    return spelling(subject).strip(" *:") == _MATHEMATICS


def names_mathematics(subject: str) -> bool:
    """Whether a subject is mathematics of any kind."""
    return _MATHEMATICS in spelling(subject)


def mathematics(subject: str, *, is_base: bool) -> str:
    """Mathematics of ЕГЭ by its name: the base one gives marks, the profile one scores."""
    return f"{subject} {'базовая' if is_base else 'профильная'}"
