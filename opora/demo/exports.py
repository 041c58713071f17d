"""One half-year whose assessments come as the systems of the field export them.

ВПР as three reports of ФИС ОКО, ОГЭ and ЕГЭ as protocols of РИС ГИА. The results are those that
were invented for every half-year; only what such files say differently is told here: they give no
geometry score (the mark takes it into account), name people, and a ВПР has points by task.

Belongs here: which rows go into which file. Not here: how a file looks (`fis_oko_files`,
`ris_gia_files`), or the half-years under our own headings (`plan`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from opora.demo import fis_oko_files, marks, ris_gia_files
from opora.demo.deliveries import EXCEL, OLD_SYSTEM, Delivery
from opora.demo.examinees import Examinees
from opora.demo.results import Cell
from opora.demo.ris_gia_files import Seat, participant_code
from opora.demo.schools import codes_on
from opora.demo.truth import EXAMINEE, Row
from opora.demo.world import World

HALF_YEAR = "2024-H1"

#: Later tasks are harder: how far a task is pushed back in the order in which points are earned.
_HARDER = 0.05
#: Of the tasks without points, so many were not attempted.
_NOT_ATTEMPTED = 0.15
_FAILED = 2
#: Everybody in grade 11 sits the first; who sits the second does not sit the base mathematics.
_EVERYBODY, _LAST_OF_THE_CLASS = "ege_russian_11", "ege_math_profile_11"


def exported(world: World, cells: Iterable[Cell], tables: list[Cell]) -> list[Delivery]:
    """The files of the half-year: `cells` by participant, `tables` as shares of marks only."""
    by_procedure: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_procedure[cell.procedure.code].append(cell)
    names = {school.login: school.name for school in world.schools}
    exams = _Exams(world, by_procedure.get(_EVERYBODY, ()))
    files = []
    for number, (procedure, of_work) in enumerate(sorted(by_procedure.items())):
        seed = world.exports_seed + 1 + number
        if of_work[0].procedure.kind == "vpr":
            files.append(_individual_results(names, of_work, seed))
        else:
            files.append(exams.protocol(procedure, of_work, seed))
    vpr = [cell for of_work in by_procedure.values() for cell in of_work if _is_vpr(cell)]
    files.append(
        Delivery(f"{HALF_YEAR}/Статистика по отметкам.xlsx", "assessment_marks", EXCEL,
                 marks.per_cent_rows(tables), layout=partial(fis_oko_files.marks, names))
    )  # fmt: skip
    files.append(
        Delivery(f"{HALF_YEAR}/Сравнение отметок.xlsx", "journal_comparison", EXCEL,
                 marks.journal_rows(vpr), layout=partial(fis_oko_files.journal_comparison, names))
    )  # fmt: skip
    return files


def _is_vpr(cell: Cell) -> bool:
    return cell.procedure.kind == "vpr"


# -- ВПР --------------------------------------------------------------------------------------


def _individual_results(names: dict[str, str], cells: list[Cell], seed: int) -> Delivery:
    """«Ф1» of all schools: no row says its own day, the days of all stand above the table."""
    rng = np.random.default_rng(seed)
    days = [row["held_on"] for cell in cells for row in cell.rows]
    held = f"{min(days):%d.%m.%Y} - {max(days):%d.%m.%Y}"
    rows: list[Row] = []
    tasks: list[Row] = []
    for cell in cells:
        of_cell = [_with_points(rng, row) for row in cell.rows]
        rows += of_cell
        tasks += _task_rows(cell, of_cell)
    work = cells[0].procedure
    return Delivery(
        f"{HALF_YEAR}/Ф1 {work.subject} {work.grade}.xlsx", "assessment_results", EXCEL, rows,
        layout=partial(fis_oko_files.individual_results, names, held),
        header_row=fis_oko_files.INDIVIDUAL_HEADER_ROW,
        also={"task_results": tasks},
    )  # fmt: skip


def _with_points(rng: np.random.Generator, row: Row) -> Row:
    """A row with points by task that add up to its primary score."""
    most = np.array([points for points, _ in fis_oko_files.TASKS.values()])
    whole, score = row | {"held_on": None}, row["primary_score"]
    if score is None:
        return whole | {fis_oko_files.POINTS: [None] * len(most)}
    of_point = np.repeat(np.arange(len(most)), most)
    earned = of_point[np.argsort(rng.random(len(of_point)) + _HARDER * of_point)[:score]]
    points = np.bincount(earned, minlength=len(most))
    is_left_out = (points == 0) & (rng.random(len(most)) < _NOT_ATTEMPTED)
    told = zip(points.tolist(), is_left_out.tolist(), strict=True)
    return whole | {fis_oko_files.POINTS: [None if left_out else each for each, left_out in told]}


def _task_rows(cell: Cell, rows: list[Row]) -> Iterator[Row]:
    for at, (task, (most, _)) in enumerate(fis_oko_files.TASKS.items()):
        points = [each for row in rows if (each := row[fis_oko_files.POINTS][at]) is not None]
        yield {
            **marks.key_of(cell),
            "task": task,
            "points": float(sum(points)),
            "attempts": len(points),
            "max_points": float(most),
        }


# -- ОГЭ, ЕГЭ ---------------------------------------------------------------------------------


class _Exams:
    """The protocols of a year: the same pupils in all of them."""

    def __init__(self, world: World, everybody: Iterable[Cell]) -> None:
        """`everybody`: the results that all of grade 11 have."""
        self._schools = world.schools
        self._numbers = {school.login: at for at, school in enumerate(world.schools)}
        self._class_sizes = {cell.school.login: len(cell.rows) for cell in everybody}
        self._examinees = Examinees(np.random.default_rng(world.exports_seed))

    def protocol(self, procedure: str, cells: list[Cell], seed: int) -> Delivery:
        """One exam, with a line for each participant of all schools."""
        rows: list[Row] = []
        for cell in cells:
            first = self._first_place(procedure, cell)
            for place, row in enumerate(cell.rows, start=first):
                rows.append(row | self._told(procedure, cell.school.login, row, place, len(rows)))
        held_on: dt.date = rows[0]["held_on"]
        code, kind = ris_gia_files.WORKS[procedure].code, cells[0].procedure.kind
        codes = codes_on(self._schools, held_on)
        return Delivery(
            f"{HALF_YEAR}/ris_gia_{kind}_{code}.csv", "assessment_results", OLD_SYSTEM, rows,
            layout=partial(ris_gia_files.protocol, procedure, codes, seed),
            header_row=ris_gia_files.HEADER_ROW,
        )  # fmt: skip

    def _first_place(self, procedure: str, cell: Cell) -> int:
        if procedure != _LAST_OF_THE_CLASS:
            return 0
        return max(0, self._class_sizes[cell.school.login] - len(cell.rows))

    def _told(self, procedure: str, login: str, row: Row, place: int, line: int) -> Row:
        """What a protocol says of a participant, and we otherwise don't or in other words."""
        seat = Seat.of(self._numbers[login], place)
        return {
            "participant_code": participant_code(row["held_on"], seat, line + 1),
            "primary_score": _primary_score(procedure, row),
            "mark": _mark(row),
            "geometry_score": None,
            ris_gia_files.SEAT: seat,
            ris_gia_files.PLACE: place,
            EXAMINEE: self._examinees.at(login, row["programme_grade"], place),
        }


def _primary_score(procedure: str, row: Row) -> int:
    """Exams that are judged by a test score have a primary one, too."""
    score: int | None = row["primary_score"]
    if score is None:
        score = round(row["test_score"] * ris_gia_files.WORKS[procedure].most / 100)
    return score


def _mark(row: Row) -> int | None:
    """A protocol has all marks: too little geometry is a failure, whatever the score."""
    mark: int | None = row["mark"]
    is_lacking = mark is None and row["test_score"] is None and row["_failed"]
    return _FAILED if is_lacking else mark
