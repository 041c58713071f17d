"""The accepted rows of a lake as one moment has them: for whoever reads while others write.

Belongs here: leaving out what a run is writing just now, and being without rows where there is no
lake at all, or where the lake is older than the contracts. Not here: what rows are asked for
(`known`).
"""

from __future__ import annotations

from collections.abc import Mapping

from opora.contracts import Dataset
from opora.home import Home
from opora.lake.files import Counting, committed, folder_of
from opora.lake.store import stored_types
from opora.sql import quoted


class CommittedRows:
    """The batches that the ledger knew when this was made; writes nothing, takes no lock."""

    def __init__(self, home: Home, datasets: Mapping[str, Dataset]) -> None:
        """Look which batches there are."""
        self._home = home
        self._datasets = datasets
        self._counting = Counting(folder_of(home.ledger))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever delivered here."""
        return self._counting.is_empty

    def source(self, dataset: str) -> str:
        """SQL of a dataset's accepted rows, a query in brackets."""
        types = stored_types(self._datasets[dataset]).items()
        columns = ", ".join(f"NULL::{kind} AS {quoted(column)}" for column, kind in types)
        rows = f"SELECT {columns} WHERE false"
        folder = committed(self._home, self._home.accepted / dataset, self._counting)
        if folder.files:
            rows += f" UNION ALL BY NAME SELECT * FROM {folder.read(folder.files)}"
        return f"({rows})"
