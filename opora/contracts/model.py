"""What a contract says, as plain objects that every station reads.

Belongs here: the shape of a dataset, its columns and its rules. How they are read from YAML is
`load`; which rules follow from a column's attributes is `standard_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from opora.contracts.filling import Filling

ColumnType = Literal["string", "integer", "number", "date", "boolean", "key"]
Severity = Literal["critical", "warning", "info"]
RuleKind = Literal[
    "readable", "required", "range", "pattern", "known", "unique", "half_year",
    "row", "table", "column",
]  # fmt: skip

DUCKDB_TYPES: dict[ColumnType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "key": "BLOB",
}


#: The dataset of schools: wherever a column refers to it, other codes of a school are understood.
SCHOOLS = "schools"


@dataclass(frozen=True)
class Reference:
    """What a column refers to: a key of another dataset, or of something that Opora keeps itself.

    `when`: the rows to which it applies, as a condition (blank: all); `value`: what of the row is
    the key, as an expression (blank: the column itself).
    """

    column: str
    target: str
    target_column: str
    name: str | None = None
    when: str | None = None
    value: str | None = None

    def rule_id(self, dataset: str) -> str:
        """The rule that rejects what nobody knows; rows that fail nothing else wait."""
        place = f"{dataset}.{self.column}"
        return f"{place}.{self.name}.known" if self.name else f"{place}.known"


@dataclass(frozen=True)
class Column:
    """One column of a dataset."""

    name: str
    heading: str
    type: ColumnType
    description: str
    description_ru: str
    required: bool = False
    heading_required: bool = False
    synonyms: tuple[str, ...] = ()
    example: str = ""
    vocabulary: str | None = None
    vocabulary_severity: Severity = "critical"
    references: tuple[Reference, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    default: str | None = None
    is_personal: bool = False
    is_dropped: bool = False
    #: A code of a person, in whose place somebody may write the person.
    is_never_a_name: bool = False
    #: Ranked identifiers of a person key, each a tuple of identity columns.
    keyed_from: tuple[tuple[str, ...], ...] = ()

    @property
    def duckdb_type(self) -> str:
        """The type in the lake."""
        return DUCKDB_TYPES[self.type]

    @property
    def holds_schools(self) -> bool:
        """Whether every value is a school."""
        return any(each.target == SCHOOLS and each.when is None for each in self.references)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a file may write above this column."""
        return (self.heading, self.name, *self.synonyms)


#: Stored beside `person` in every dataset of people, so that two datasets that rank different
#: identifiers can still be matched.
PERSON_BY_NAME = Column(
    name="person_by_name",
    heading="Ключ по имени",
    type="key",
    description="Key of full name and birth date, where both are known; for matching datasets.",
    description_ru="Ключ по ФИО и дате рождения, если указаны оба; нужен, чтобы связать наборы.",
)


@dataclass(frozen=True)
class Delivery:
    """How a later delivery corrects an earlier one."""

    rule: Literal["append", "replace"]
    #: For `replace`: a later file replaces all rows that agree in these columns.
    scope: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One check: what must hold, how serious it is, and what to tell whom."""

    id: str
    dataset: str
    column: str | None
    kind: RuleKind
    severity: Severity
    description: str
    #: For a school secretary; may hold `{value}`.
    message_ru: str
    expectation: str
    kwargs: Mapping[str, Any]


@dataclass(frozen=True)
class Dataset:
    """One contract."""

    name: str
    title_ru: str
    description: str
    description_ru: str
    grain: str
    version: str
    columns: tuple[Column, ...]
    delivery: Delivery
    rules: tuple[Rule, ...]
    event_date: str | None = None
    is_assessment: bool = False
    key: tuple[str, ...] = ()
    filling: Filling = field(default_factory=Filling)

    @cached_property
    def person(self) -> Column | None:
        """The column that holds the key of a person."""
        return next((column for column in self.columns if column.keyed_from), None)

    @cached_property
    def stored_columns(self) -> tuple[Column, ...]:
        """What the lake holds of this dataset, without the place of the row."""
        kept = [column for column in self.columns if not column.is_dropped]
        if self.person is not None:
            kept.insert(kept.index(self.person) + 1, PERSON_BY_NAME)
        return tuple(kept)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """All that its columns refer to."""
        return tuple(each for column in self.columns for each in column.references)

    @cached_property
    def input_columns(self) -> tuple[Column, ...]:
        """What a file may hold: identity columns in place of the key made from them."""
        return tuple(column for column in self.columns if not column.keyed_from)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)
