"""What stands in a form beforehand, and in whose form it stands.

Belongs here: from what is known to the rows of each form, dividing them among schools. Not here:
asking for it (`known`), the cells (`workbook`), or where forms are written (`write`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opora.contracts import SCHOOLS, Dataset
from opora.forms.form import Explained, Form, Period, Row, school_column
from opora.forms.known import Known
from opora.forms.register import DECISIONS, own_period

#: By the name under which `_named` puts it into a row; no contract has a column of that name.
_SCHOOL = "school"
_TO_SCHOOL = "school"
_OF_RECOMMENDATIONS = (
    Explained("логин", "school_login", after="recommendation_id", width=14),
    Explained("школа", _SCHOOL, after="recommendation_id", width=30),
    Explained("текст", "recommended", after="recommendation_id", width=60),
    Explained("обоснование", "evidence", after="recommendation_id", width=60),
    Explained("исполнить до", "asked_by", after="recommendation_id", width=14),
)


def forms_of(
    dataset: Dataset, period: Period, known: Known, *, per_school: bool
) -> Iterator[tuple[str, Form]]:
    """The forms of a dataset, each with the place of its file below the folder of all forms.

    The name of a school's file bears its login: they come back into one folder.
    """
    rows = _rows(dataset, period, known)
    if not per_school or dataset.filling.filled_in_by != "school":
        yield f"{dataset.name}.xlsx", _form(dataset, period, known, rows)
        return
    # A recommendation may have another addressee; every other row is its school's own.
    others = [row for row in rows if row.get("addressee", _TO_SCHOOL) != _TO_SCHOOL]
    if others:
        yield f"schools/{dataset.name}.xlsx", _form(dataset, period, known, others)
    column = school_column(dataset)
    key = column.name if column else "school_login"
    # Nobody is sent a sheet for answers without anything to answer.
    answers = dataset.filling.begins_with == "recommendations"
    divided: dict[str, list[Row]] = {} if answers else {login: [] for login in known.open_schools}
    for row in rows:
        if row.get("addressee", _TO_SCHOOL) == _TO_SCHOOL:
            divided.setdefault(row[key], []).append(row)
    for login, own in divided.items():
        name = _file_name(login)
        place = f"schools/{name}/{dataset.name}_{name}.xlsx"
        yield place, _form(dataset, period, known, own, login)


def _form(
    dataset: Dataset,
    period: Period,
    known: Known,
    rows: Sequence[Row],
    school: str | None = None,
) -> Form:
    return Form(
        dataset=dataset,
        period=period,
        rows=rows,
        fixed=_fixed(dataset),
        explained=_explained(dataset) if rows else (),
        known=_codes(known, school),
        school=school,
    )


def _codes(known: Known, school: str | None) -> Mapping[str, Sequence[str]]:
    """What columns may refer to; of the recommendations, in a school's form, its own."""
    return {
        SCHOOLS: tuple(known.schools),
        "recommendations": tuple(
            row["recommendation_id"]
            for row in known.recommendations
            if school in (None, row["school_login"])
        ),
        DECISIONS: tuple(known.decisions),
    }


def _rows(dataset: Dataset, period: Period, known: Known) -> list[Row]:
    if dataset.filling.begins_with == "recommendations":
        return list(known.recommendations)
    rows = list(known.registers.get(dataset.name, ()))
    column = school_column(dataset)
    if column is None or dataset.name == SCHOOLS:
        return rows
    if dataset.filling.every_school:
        there = {row[column.name] for row in rows}
        own = dataset.filling.period
        given: Mapping[str, Any] = {own: own_period(dataset, period)} if own else {}
        rows += [{column.name: each, **given} for each in known.open_schools if each not in there]
        rows.sort(key=lambda row: str(row[column.name]))
    return [{**row, _SCHOOL: known.schools.get(row[column.name])} for row in rows]


def _fixed(dataset: Dataset) -> frozenset[str]:
    """What is asked about, not asked.

    Where a file replaces what was there, a row that stands no longer must be possible to delete,
    which Excel allows of open cells only; so must the row of a school that has nothing to tell.
    """
    if dataset.delivery.rule == "replace" or dataset.filling.every_school:
        return frozenset()
    return frozenset(dataset.key)


def _explained(dataset: Dataset) -> tuple[Explained, ...]:
    if dataset.filling.begins_with == "recommendations":
        return _OF_RECOMMENDATIONS
    column = school_column(dataset)
    if column is None or dataset.name == SCHOOLS:
        return ()
    return (Explained("школа", _SCHOOL, after=column.name, width=30),)


def _file_name(login: str) -> str:
    """A login as the name of a file, whatever stands in it."""
    return re.sub(r"[^\w-]", "_", login)
