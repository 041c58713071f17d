"""How a school lets the works that it marks itself look better than they are.

Belongs here: what becomes of true marks. Not here: which schools do that (`planted`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from opora.demo.calendar import Procedure

Habit = Literal["raised", "excellent", "same_score"]
Marks: TypeAlias = NDArray[np.int64]
Shares: TypeAlias = NDArray[np.float64]

_LOWEST, _HIGHEST = 2, 5
#: How many works of a class each habit touches.
_TOUCHED: dict[Habit, float] = {"raised": 0.85, "excellent": 0.93, "same_score": 0.85}
#: The mark and the place within its scores that everybody gets.
_SAME_MARK, _SAME_SHARE = 4, 0.6
#: Marks of the class journal beside those of a work: below, equal, above. Most pupils do no better
#: in an unfamiliar work than in class.
_JOURNAL_SHIFTS, _JOURNAL_SHARES = (-1, 0, 1), (0.07, 0.68, 0.25)


@dataclass(frozen=True)
class OwnMarking:
    """The habit of a school: raises marks above its journal, gives fives, gives one score to all.

    It concerns the ВПР of some subjects and grades, from a year on.
    """

    habit: Habit
    subjects: tuple[str, ...]
    grades: tuple[int, ...]
    first_year: int

    def concerns(self, procedure: Procedure, year: int) -> bool:
        """Whether a work is marked in that habit."""
        return (
            procedure.kind == "vpr"
            and procedure.subject in self.subjects
            and procedure.grade in self.grades
            and year >= self.first_year
        )


def journal_of(rng: np.random.Generator, marks: Marks) -> Marks:
    """The journal marks of pupils whose works have these marks."""
    shifts = rng.choice(np.array(_JOURNAL_SHIFTS), size=len(marks), p=_JOURNAL_SHARES)
    journal: Marks = np.clip(marks + shifts, _LOWEST, _HIGHEST)
    return journal


def presented(
    rng: np.random.Generator, habit: Habit | None, marks: Marks, shares: Shares
) -> tuple[Marks, Shares, Marks]:
    """Marks, places within the scores of a mark, and journal marks, as the school reports them.

    Who raises against the journal leaves the journal as it is; the others keep it in step.
    """
    journal = journal_of(rng, marks)
    if habit is None:
        return marks, shares, journal
    is_touched = rng.random(len(marks)) < _TOUCHED[habit]
    if habit == "raised":
        return np.where(is_touched, np.minimum(marks + 1, _HIGHEST), marks), shares, journal
    if habit == "excellent":
        marks = np.where(is_touched, _HIGHEST, marks)
    else:
        marks = np.where(is_touched, _SAME_MARK, marks)
        shares = np.where(is_touched, _SAME_SHARE, shares)
    return marks, shares, journal_of(rng, marks)
