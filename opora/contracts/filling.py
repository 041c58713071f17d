"""Who fills in the form of a dataset, and what stands in it beforehand.

Belongs here: the property `form` of a contract, read and checked. Not here: what a form looks like
and where its rows come from (`opora.forms`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

if TYPE_CHECKING:
    from opora.contracts.model import Column, Dataset

FilledInBy = Literal["school", "department", "system"]
BeginsWith = Literal["nothing", "register", "recommendations"]

_KNOWN = {
    "filled_in_by", "begins_with", "ends", "finished", "period", "whole", "every_school",
    "leaves_out", "examples",
}  # fmt: skip


@dataclass(frozen=True)
class Filling:
    """The form of a dataset.

    `filled_in_by`: `system` is a dataset that assessment systems export; its form is for those who
    have no export. `begins_with`: `register` is what was accepted and still stands,
    `recommendations` what is open and waits for an answer.
    """

    filled_in_by: FilledInBy = "department"
    begins_with: BeginsWith = "nothing"
    #: The last day of a row: one that ended before the year of the half-year stands no longer.
    ends: str | None = None
    #: Values of a column with which a row is finished and stands no longer.
    finished: Mapping[str, tuple[str, ...]] | None = None
    #: The year or the half-year of a row: only those of the form's own stand in it.
    period: str | None = None
    #: Rows that one delivery replaces stay together while one of them stands.
    whole: bool = False
    #: A row for each open school that has none yet.
    every_school: bool = False
    #: Columns that are not asked for: intake fills them in.
    leaves_out: frozenset[str] = frozenset()
    #: The rows of the example: what differs from the examples of the columns; None is blank.
    examples: tuple[Mapping[str, str | None], ...] = ({},)


def asks_by(dataset: Dataset) -> frozenset[str]:
    """The columns that a form fills in beforehand to ask for the rest of the row; mostly none.

    A row in which nothing else stands was not filled in: it says nothing.
    """
    filling = dataset.filling
    if filling.begins_with == "recommendations":
        return frozenset(dataset.key)
    if not filling.every_school:
        return frozenset()
    school = next(column.name for column in dataset.columns if column.holds_schools)
    return frozenset(filter(None, (school, filling.period)))


def read_filling(source: Any, columns: Sequence[Column]) -> Filling:
    """The property `form`, if any; raises a ValueError with what was expected and what came."""
    if source is None:
        return Filling()
    if not isinstance(source, dict) or not source.keys() <= _KNOWN:
        raise ValueError(f"expected some of {', '.join(sorted(_KNOWN))}, got {source!r}")
    by_name = {column.name: column for column in columns}
    filled_in_by = _one_of(source, "filled_in_by", get_args(FilledInBy))
    begins_with = _one_of(source, "begins_with", get_args(BeginsWith))
    if begins_with == "register" and any(column.keyed_from for column in columns):
        raise ValueError("expected no register of people: only their keys are stored")
    finished = source.get("finished")
    examples = source.get("examples", [{}])
    leaves_out = frozenset(source.get("leaves_out", ()))
    named = [source.get("ends"), source.get("period"), *(finished or ()), *sorted(leaves_out)]
    named += [name for row in examples for name in row]
    for name in filter(None, named):
        if name not in by_name:
            raise ValueError(f"expected a column, got {name}")
    if source.get("ends") and by_name[source["ends"]].type != "date":
        raise ValueError(f"ends: expected a column with logicalType date, got {source['ends']}")
    if any(by_name[name].required for name in leaves_out):
        raise ValueError(
            f"leaves_out: expected columns that may be blank, got {', '.join(sorted(leaves_out))}"
        )
    if source.get("whole") and begins_with != "register":
        raise ValueError("whole: expected begins_with: register")
    if source.get("every_school") and not any(column.holds_schools for column in columns):
        raise ValueError("every_school: expected a column that refers to schools")
    return Filling(
        filled_in_by=cast(FilledInBy, filled_in_by),
        begins_with=cast(BeginsWith, begins_with),
        ends=source.get("ends"),
        finished={name: tuple(values) for name, values in finished.items()} if finished else None,
        period=source.get("period"),
        whole=bool(source.get("whole", False)),
        every_school=bool(source.get("every_school", False)),
        leaves_out=leaves_out,
        examples=tuple({name: _text(value) for name, value in row.items()} for row in examples),
    )


def _one_of(source: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    given = source.get(name)
    if given not in allowed:
        raise ValueError(f"{name}: expected {', '.join(allowed)}, got {given}")
    return str(given)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
