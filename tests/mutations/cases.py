"""One case: a valid file, a mutation of it, and what the oracle says may come of it.

Belongs here: the shape of a case and of what is expected. Not here: the mutations themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grids import Fate, Grid, Refused
from writers import as_seen

#: Where a row stands: the name of its sheet, its number.
Where = tuple[str | None, int]


@dataclass(frozen=True)
class ExpectedRow:
    """What may come of a row of a dataset."""

    fate: Fate
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What may come of a file.

    `rows`: dataset -> place -> row; a row that stands elsewhere is one too many. `anywhere`: rows
    by dataset of which only the values are known, not the places: each may be accepted once.
    `is_complete`: none of them may be missing. Where nothing is given, nothing is known of rows.
    """

    refused: Refused = "never"
    rows: Mapping[str, Mapping[Where, ExpectedRow]] = field(default_factory=dict)
    anywhere: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    is_complete: bool = True


@dataclass(frozen=True)
class Case:
    """A file to deliver; `path` is below the landing folder."""

    seed: int
    family: str
    format: str
    mutation: str
    path: str
    content: bytes
    expected: Expected

    def __str__(self) -> str:
        """What a person needs to repeat it."""
        return f"seed {self.seed}: {self.mutation} of {self.family} as {self.format} ({self.path})"


def expected_of(grid: Grid, sheet: str | None = None, first: int | None = None) -> Expected:
    """What may come of a table that lies in a file from its row `first` on."""
    number = first if first is not None else len(grid.above) + 2
    rows: dict[Where, ExpectedRow] = {}
    for row in as_seen(grid).rows:
        if row.kind == "data" and not grid.is_untouched(row):
            rows[sheet, number] = ExpectedRow(*grid.expected(row))
        number += 1
    return Expected(grid.refused, {grid.dataset.name: rows})
