"""Which files the municipality delivers, half-year by half-year, before anything is broken.

Belongs here: what goes into which file. Not here: the habits of files (`habits`), defects.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np

from opora.demo import exports, marks
from opora.demo.deliveries import EXCEL, EXPORT, FORM, OLD_SYSTEM, TABBED, Delivery, Style
from opora.demo.habits import path_of, style_of
from opora.demo.results import Cell
from opora.demo.schools import identifier_rows, register_rows
from opora.demo.truth import Row
from opora.demo.world import FIRST_YEAR, START, World

#: From this year on ЕГЭ files name schools by the codes of their system instead of logins.
_CODES_FROM = 2023
_CODE_HEADING = "Код ОО"
#: Schools that send their own staff file instead of being in the department's.
_OWN_STAFF_FILES = 2
#: Half-years in which a resit of ОГЭ was delivered.
_RESITS = ("2021-H2", "2023-H2", "2024-H2")
#: Years in which one listed school has only its table of marks of a ВПР that judges lists.
_MARKS_ONLY = (2022, 2023)
_MARK_COLUMNS = ("participants", "mark_2", "mark_3", "mark_4", "mark_5")


def history(world: World) -> list[Delivery]:
    """What was known before the first half-year: registers, results since 2018."""
    first = world.cells[FIRST_YEAR]
    before_programme = [c for c in world.cells[FIRST_YEAR + 1] if _has_participants(c)]
    counts = marks.count_rows(c for c in first if c.procedure.kind == "vpr")
    exams = {
        year: [c for c in world.cells[year] if c.procedure.kind != "vpr"]
        for year in (FIRST_YEAR, FIRST_YEAR + 1)
    }
    return [
        Delivery("history/schools/schools.xlsx", "schools", EXCEL,
                 register_rows(world.schools, START)),
        Delivery("history/school_identifiers/codes.csv", "school_identifiers", OLD_SYSTEM,
                 identifier_rows(world.schools, None, START)),
        Delivery("history/assessment_marks/vpr_2018.csv", "assessment_marks", FORM, counts,
                 total=marks.total_of(counts, _MARK_COLUMNS)),
        Delivery("history/assessment_marks/vpr_2019.xlsx", "assessment_marks", EXCEL,
                 marks.per_cent_rows(
                     c for c in world.cells[FIRST_YEAR + 1]
                     if c.procedure.kind == "vpr" and not _has_participants(c))),
        Delivery("history/assessment_results/gia_2018.csv", "assessment_results", OLD_SYSTEM,
                 _participants(exams[FIRST_YEAR])),
        Delivery("history/assessment_results/gia_2019.csv", "assessment_results", OLD_SYSTEM,
                 _participants(exams[FIRST_YEAR + 1])),
        Delivery("history/assessment_results/vpr_2019.csv", "assessment_results", FORM,
                 _participants(c for c in before_programme if c.procedure.kind == "vpr")),
        Delivery("history/competence_diagnostics/2018-2019.csv", "competence_diagnostics", EXPORT,
                 world.diagnostics_before),
    ]  # fmt: skip


def half_year_files(world: World, half_year: str) -> list[Delivery]:
    """All files of a half-year, in the order of their paths."""
    files = _assessments(world, half_year)
    for dataset, rows in world.rows[half_year].items():
        if dataset == "staff":
            files += _staff(half_year, rows)
        else:
            style = style_of(dataset, half_year)
            files.append(Delivery(path_of(half_year, dataset, style), dataset, style, rows))
        if dataset == "social_conditions":
            files[-1].total = marks.total_of(rows, ("pupils",))
    return sorted(files, key=lambda delivery: delivery.path)


# -- assessments ------------------------------------------------------------------------------


def _assessments(world: World, half_year: str) -> list[Delivery]:
    cells = [cell for cell in world.cells[int(half_year[:4])] if cell.window.half_year == half_year]
    marks_only = _marks_only(world, half_year)
    kinds: dict[str, list[Cell]] = {"vpr": [], "oge": [], "ege": []}
    tables: list[Cell] = []
    own_tables: list[Cell] = []
    for cell in cells:
        if not _has_participants(cell):
            tables.append(cell)
        elif cell.procedure.kind == "vpr" and cell.school.login in marks_only:
            own_tables.append(cell)
        else:
            kinds[cell.procedure.kind].append(cell)
    files = []
    if own_tables:
        rows = marks.count_rows(own_tables)
        path = path_of(half_year, "assessment_marks", TABBED, "schools")
        total = marks.total_of(rows, _MARK_COLUMNS)
        files.append(Delivery(path, "assessment_marks", TABBED, rows, total=total))
    if half_year == exports.HALF_YEAR:
        return files + exports.exported(world, chain.from_iterable(kinds.values()), tables)
    for kind, style in (("vpr", FORM), ("oge", OLD_SYSTEM), ("ege", EXPORT)):
        if kinds[kind]:
            files.append(_results(world, half_year, kind, style, kinds[kind]))
    if tables:
        rows = marks.per_cent_rows(tables)
        path = path_of(half_year, "assessment_marks", EXCEL, "statistics")
        total = marks.total_of(rows, ("participants",))
        files.append(Delivery(path, "assessment_marks", EXCEL, rows, total=total))
    if kinds["vpr"]:
        files += _beside_results(half_year, kinds["vpr"])
    if half_year in _RESITS:
        files.append(_resits(world, half_year))
    return files


def _results(world: World, half_year: str, kind: str, style: Style, cells: list[Cell]) -> Delivery:
    rows = _participants(cells)
    path = path_of(half_year, "assessment_results", style, kind)
    delivery = Delivery(path, "assessment_results", style, rows)
    if kind == "ege" and int(half_year[:4]) >= _CODES_FROM:
        delivery.headings = {"school_login": _CODE_HEADING}
        delivery.spelled = {"school_login": {s.login: s.code for s in world.schools}}
    return delivery


def _beside_results(half_year: str, cells: list[Cell]) -> list[Delivery]:
    """What comes with ВПР: the comparison with the journal, and the tasks of a class."""
    journal, tasks = "journal_comparison", "task_results"
    rng = np.random.default_rng(len(cells))
    longest = max(cells, key=lambda cell: len(cell.rows))
    styles = {dataset: style_of(dataset, half_year) for dataset in (journal, tasks)}
    return [
        Delivery(path_of(half_year, journal, styles[journal]), journal, styles[journal],
                 marks.journal_rows(cells)),
        Delivery(path_of(half_year, tasks, styles[tasks]), tasks, styles[tasks],
                 marks.task_rows(rng, longest)),
    ]  # fmt: skip


def _resits(world: World, half_year: str) -> Delivery:
    """Who failed in summer passes in September, mostly; a session of its own, never judged."""
    rows: list[Row] = []
    for cell in world.cells[int(half_year[:4])]:
        if cell.procedure.kind != "oge":
            continue
        for row in cell.rows:
            if row["mark"] == 2:
                mark = 2 + (len(rows) % 4 != 0)
                score = row["primary_score"] + 9 * (mark - 2)
                rows.append(
                    row
                    | {
                        "session": "additional",
                        "held_on": row["held_on"].replace(month=9, day=6),
                        "mark": mark,
                        "primary_score": score,
                        "geometry_score": None,
                    }
                )
    path = path_of(half_year, "assessment_results", EXCEL, "oge_resit")
    return Delivery(path, "assessment_results", EXCEL, rows)


def _marks_only(world: World, half_year: str) -> set[str]:
    year = int(half_year[:4])
    honest = {school.login for school in world.schools if school.own_marking is None}
    low = [login for login in world.listed(half_year, "lps") if login in honest]
    return {low[year % len(low)]} if year in _MARKS_ONLY else set()


def _has_participants(cell: Cell) -> bool:
    """Whether the results are delivered by participant: those that judge the lists are."""
    return cell.procedure.judges_lists or cell.procedure.kind != "vpr"


def _participants(cells: Iterable[Cell]) -> list[Row]:
    return [row for cell in cells for row in cell.rows]


# -- staff ------------------------------------------------------------------------------------


def _staff(half_year: str, rows: list[Row]) -> list[Delivery]:
    """The department's register, and the files of schools that send their own."""
    logins = sorted({row["school_login"] for row in rows})
    own = logins[:: len(logins) // _OWN_STAFF_FILES][:_OWN_STAFF_FILES]
    style = style_of("staff", half_year)
    files = [
        Delivery(
            path_of(half_year, "staff", style, "department"),
            "staff",
            style,
            [row for row in rows if row["school_login"] not in own],
        )
    ]
    for login in own:
        of_school = [row for row in rows if row["school_login"] == login]
        files.append(
            Delivery(path_of(half_year, "staff", EXCEL, f"{login}"), "staff", EXCEL, of_school)
        )
    return files
