"""Participants of a table, and the numbers of them that it declares in rows of its own.

Belongs here: «Кол-во участников: 25» above a table or between its rows, held against the rows. Not
here: what the participants earned (`fis_oko_individual_results`, `_task_results`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opora.intake.adapters._adapter import Declared
from opora.intake.adapters._cells import PARTICIPANTS, Row, login_in, number, stated, text_of

#: Looking for it in every cell costs more than all the rest.
_ITS_WORD = "участник"


@dataclass(frozen=True)
class Participant:
    """A row of a participant; `points`: one cell for each task."""

    row_no: int
    school: str | None
    grade: str | None
    code: str | None
    score: str | None
    mark: str | None
    points: tuple[str | None, ...]


@dataclass(frozen=True)
class Count:
    """A declared number of participants, of one school where its row names a login."""

    row_no: int
    participants: float
    login: str | None


def counts_in(rows: Sequence[Row], first_row: int) -> Iterator[Count]:
    """Rows such as «МБОУ СОШ № 1 (sch990001) | Кол-во участников: 25»."""
    for row_no, row in enumerate(rows, start=first_row):
        if not any(cell and _ITS_WORD in text_of(cell).lower() for cell in row):
            continue
        found = stated([row], PARTICIPANTS)
        participants = number(found[1]) if found else None
        if participants is not None:
            login = next(filter(None, map(login_in, row)), None)
            yield Count(row_no, participants, login)


def declared_participants(
    counts: Sequence[Count], people: Sequence[Participant], header_row: int
) -> Iterator[Declared]:
    """Each declared number, against the rows of the school, of the section, or of the table.

    Some exports list those who were absent, and do not count them: either number is right.
    """
    of_school: dict[str | None, list[Participant]] = {}
    for person in people if counts else ():
        of_school.setdefault(login_in(person.school), []).append(person)
    rows = [person.row_no for person in people]
    begins = [count.row_no for count in counts] + [max(rows) + 1]
    for at, count in enumerate(counts):
        what = "кол-во участников"
        own: Sequence[Participant] = people
        if count.login in of_school and count.login is not None:
            own, what = of_school[count.login], f"{what}, {count.login}"
        elif count.row_no > header_row:
            section = slice(bisect_left(rows, count.row_no), bisect_left(rows, begins[at + 1]))
            own = people[section] or people
        present = sum(1 for person in own if person.score or person.mark)
        counted = present if present == count.participants else len(own)
        yield Declared(count.row_no, what, count.participants, counted)
