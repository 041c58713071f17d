"""What really happened in the demonstration municipality, as far as it was delivered and accepted.

Belongs here: the container that the generator fills and that tests compute the expected indicators
from. Not here: how files spell it (`files`) or what is wrong with them (`defects`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: Column -> value, typed as in the contract. A name that begins with `_` is no column.
Row = dict[str, Any]

#: Who a person really is, whatever a file says about them.
PERSON = "_person"

#: Who sat an exam (`examinees`), where a protocol names them; no dataset does.
EXAMINEE = "_examinee"


@dataclass(frozen=True)
class Table:
    """Good rows of one delivery; `half_year` is None for the history."""

    dataset: str
    half_year: str | None
    rows: tuple[Row, ...]


@dataclass
class Truth:
    """The good rows in the order in which a pipeline takes them."""

    tables: list[Table] = field(default_factory=list)

    def rows(self, dataset: str) -> Iterator[Row]:
        """All good rows of a dataset; of equal keys the last one holds."""
        for table in self.tables:
            if table.dataset == dataset:
                yield from table.rows
