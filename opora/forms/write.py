"""Writes the forms of a half-year below `reports/<half-year>/forms/`.

Belongs here: which forms there are, which rows go into which file, never overwriting what a person
may have filled in. Not here: what a form looks like (`workbook`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opora.contracts import Dataset, load_contracts
from opora.durable import write_bytes
from opora.errors import OporaError
from opora.forms.known import OpenPapers
from opora.forms.words import Words
from opora.forms.workbook import Explained, Form, workbook
from opora.home import Home
from opora.rules import load_rule

RESPONSES, MEASURES = "recommendation_responses", "measures"

#: The registers of the cycle, which people fill in; the other datasets come out of systems.
OFFERED = (RESPONSES, MEASURES, "management_decisions", "decision_links")

_EXPLAINED: Mapping[str, tuple[Explained, ...]] = {
    RESPONSES: (
        Explained("логин", "school_login", after="recommendation_id", width=14),
        Explained("школа", "school", after="recommendation_id", width=30),
        Explained("текст", "recommended", after="recommendation_id", width=60),
        Explained("обоснование", "evidence", after="recommendation_id", width=60),
        Explained("исполнить до", "asked_by", after="recommendation_id", width=14),
    ),
    MEASURES: (Explained("школа", "school", after="school_login", width=30),),
}
#: What is asked about, not asked: locked where it is given.
_FIXED = {
    RESPONSES: frozenset({"recommendation_id"}),
    MEASURES: frozenset({"measure_id", "school_login"}),
}
_TO_SCHOOL = "school"


@dataclass(frozen=True)
class Written:
    """A form that lies ready: its file, its dataset, the rows that stand in it beforehand."""

    path: Path
    dataset: str
    rows: int


def write_forms(
    home: Home,
    half_year: str,
    papers: OpenPapers,
    *,
    datasets: Iterable[str] = OFFERED,
    per_school: bool = False,
    overwrite: bool = False,
) -> list[Written]:
    """Write the forms; all of them or, where one may have been filled in, none."""
    folder = home.reports / half_year / "forms"
    made_on, words = _cut_off(home, half_year), Words(home)
    forms = [
        (folder / name, form)
        for name, form in _forms(half_year, made_on, papers, datasets, per_school)
    ]
    for path, form in forms:
        if not overwrite and path.exists() and path.read_bytes() != workbook(form, words):
            raise OporaError(
                f"{path} is there already with other content; somebody may have filled it in. "
                "Move it away, or write over it with --overwrite"
            )
    for path, form in forms:
        write_bytes(path, workbook(form, words))
    return [Written(path, form.dataset.name, len(form.rows)) for path, form in forms]


def _cut_off(home: Home, half_year: str) -> dt.date:
    """The last day of the half-year, as the calendar has it."""
    for row in load_rule("half_years", home):
        if row["half_year"] == half_year:
            last: dt.date = row["ends_on"]
            return last
    raise OporaError(
        f"the calendar has no half-year {half_year!r}; it is written like 2024-H1, and "
        "rules/half_years.csv extends the calendar"
    )


def _forms(
    half_year: str,
    made_on: dt.date,
    papers: OpenPapers,
    datasets: Iterable[str],
    per_school: bool,
) -> Iterator[tuple[str, Form]]:
    contracts = load_contracts()
    for name in datasets:
        for place, rows in _divided(name, papers, per_school):
            yield (
                f"{place}{name}.xlsx",
                Form(
                    dataset=_known(contracts, name),
                    half_year=half_year,
                    made_on=made_on,
                    rows=rows,
                    fixed=_FIXED.get(name, frozenset()),
                    explained=_EXPLAINED.get(name, ()) if rows else (),
                ),
            )


def _known(contracts: Mapping[str, Dataset], name: str) -> Dataset:
    if name not in OFFERED:
        raise OporaError(f"there is no form of {name!r}; expected one of {', '.join(OFFERED)}")
    return contracts[name]


def _rows(name: str, papers: OpenPapers) -> list[dict[str, Any]]:
    return {RESPONSES: papers.recommendations, MEASURES: papers.measures}.get(name, [])


def _divided(
    name: str, papers: OpenPapers, per_school: bool
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each file: of all, or of each school and of what is not a school's to answer.

    A school that has anything open gets both forms: what it answers next it writes into the other.
    """
    rows = _rows(name, papers)
    if not per_school or name not in (RESPONSES, MEASURES):
        yield "", rows
        return
    others = [row for row in rows if not _is_of_school(row)]
    if others:
        yield "schools/", others
    asked = filter(_is_of_school, (*papers.recommendations, *papers.measures))
    of_schools: dict[str, list[dict[str, Any]]] = {row["school_login"]: [] for row in asked}
    for row in filter(_is_of_school, rows):
        of_schools[row["school_login"]].append(row)
    for login, own in of_schools.items():
        yield f"schools/{_folder(login)}/", own


def _is_of_school(row: Mapping[str, Any]) -> bool:
    return bool(row.get("addressee", _TO_SCHOOL) == _TO_SCHOOL)


def _folder(login: str) -> str:
    """A login as the name of a folder, whatever stands in it."""
    return re.sub(r"[^\w-]", "_", login)
