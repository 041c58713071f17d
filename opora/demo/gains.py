"""What measures do to results: work with pupils helps, courses for teachers don't; both are known.

The gain comes in the assessment year after the measure began, and stays. It has a generator of its
own and is put in last, so that nothing else in the municipality depends on it: the lists and the
support are those of the results as they would have been, since who decides on them distrusts a
sudden success.

Belongs here: the marks that are raised, and what they were without the measure. Not here: which
school takes which measure (`measures`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from opora.demo.calendar import Procedure
from opora.demo.results import TEST_THRESHOLD, Cell, primary_score, test_score
from opora.demo.truth import Row

HELPFUL, USELESS = "tutoring", "training"
#: The part of the pupils whom the helpful measure raises by a mark.
RISE = 0.4
_FAILED, _HIGHEST = 2, 5


@dataclass(frozen=True)
class Treated:
    """A school whose measure should show in the results of an assessment year."""

    school_login: str
    kind: str
    assessment_year: int


@dataclass(frozen=True)
class Gain:
    """What became of a treated school in that year, over all its participants.

    `failed_without`: how many would have stayed below the threshold without the measure.
    `deviations`: how much higher its mean score is, in standard deviations of all participants.
    """

    school_login: str
    kind: str
    assessment_year: int
    participants: int
    failed_without: int
    failed_with: int
    deviations: float


def add_gains(
    rng: np.random.Generator, cells: dict[int, list[Cell]], treated: Iterable[Treated]
) -> list[Gain]:
    """Raise the results of the schools whose measure helps; what was raised, school by school."""
    gains = []
    told = (each for each in treated if each.assessment_year in cells)
    for each in sorted(told, key=lambda one: (one.assessment_year, one.school_login)):
        before = _scores(cells, each)
        if each.kind == HELPFUL:
            _raise(rng, cells, each)
        after = _scores(cells, each)
        spreads = _spreads(cells[each.assessment_year])
        rises = [
            (now - then) / spreads[code]
            for (code, then, _), (_, now, _) in zip(before, after, strict=True)
        ]
        gains.append(
            Gain(
                **vars(each),
                participants=len(after),
                failed_without=sum(has_failed for *_, has_failed in before),
                failed_with=sum(has_failed for *_, has_failed in after),
                deviations=round(sum(rises) / len(rises), 4),
            )
        )
    return gains


def _scores(cells: dict[int, list[Cell]], each: Treated) -> list[tuple[str, float, bool]]:
    """Procedure, score and whether it is below the threshold, of each participant of a school."""
    return [
        (cell.procedure.code, _score(row), row["_failed"])
        for cell in cells[each.assessment_year]
        if cell.school.login == each.school_login
        for row in cell.rows
        if row["_failed"] is not None
    ]


def _score(row: Row) -> float:
    score: float | None = row["test_score"]
    return row["primary_score"] if score is None else score


def _spreads(cells: Iterable[Cell]) -> dict[str, float]:
    """The standard deviation of the scores of each procedure, over all schools of a year."""
    scores: dict[str, list[float]] = defaultdict(list)
    for cell in cells:
        scores[cell.procedure.code] += [
            _score(row) for row in cell.rows if row["_failed"] is not None
        ]
    return {code: float(np.std(values, ddof=1)) for code, values in scores.items()}


def _raise(rng: np.random.Generator, cells: dict[int, list[Cell]], each: Treated) -> None:
    """In that year and in those that follow: who has learned to help its pupils goes on."""
    for year, of_year in cells.items():
        for place, cell in enumerate(of_year):
            if year >= each.assessment_year and cell.school.login == each.school_login:
                of_year[place] = replace(cell, rows=list(_raised(rng, cell)))


def _raised(rng: np.random.Generator, cell: Cell) -> Iterator[Row]:
    """The rows of a cell, of which some are a mark higher; the journal keeps in step.

    Of each mark the same part is raised, so that the share of failures falls by that part.
    """
    levels = [_level(cell.procedure, row) for row in cell.rows]
    raised: set[int] = set()
    for level in range(_FAILED, _HIGHEST):
        places = [place for place, of_row in enumerate(levels) if of_row == level]
        count = int(RISE * len(places) + rng.random())
        raised |= set(rng.permutation(places)[:count].tolist())
    shares = rng.random(len(cell.rows)).tolist()
    for place, (row, before, share) in enumerate(zip(cell.rows, levels, shares, strict=True)):
        if place in raised and before is not None:
            yield {**row, **_higher(cell.procedure, row, before + 1, share)}
        else:
            yield row


def _level(procedure: Procedure, row: Row) -> int | None:
    """The mark of a participant, or what the score of an exam without marks would give."""
    mark: int | None = row["mark"]
    score = row["test_score"]
    if procedure.code not in TEST_THRESHOLD or score is None:
        return mark
    levels = range(_FAILED, _HIGHEST + 1)
    return max(level for level in levels if test_score(procedure, level, 0) <= score)


def _higher(procedure: Procedure, row: Row, level: int, share: float) -> Row:
    if procedure.code in TEST_THRESHOLD:
        return {"test_score": test_score(procedure, level, share), "_failed": False}
    score = primary_score(procedure, level, share)
    raised: Row = {"mark": level, "primary_score": score, "_failed": False}
    if row["journal_mark"] is not None:
        raised["journal_mark"] = min(_HIGHEST, row["journal_mark"] + 1)
    if row["geometry_score"] is not None:
        raised["geometry_score"] = min(score, 2 + round(share * 4))
    return raised
