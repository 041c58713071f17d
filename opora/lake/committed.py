"""The accepted rows of a lake as one moment has them: for whoever reads while others write.

Belongs here: leaving out what a run is writing just now, and being without rows where there is no
lake at all, or where the lake is older than the contracts. Not here: what rows are asked for
(`known`).
"""

from __future__ import annotations

from collections.abc import Mapping

from opora.contracts import Dataset
from opora.home import Home
from opora.lake.store import stored_types
from opora.sql import literal, quoted


class CommittedRows:
    """The batches that the ledger knew when this was made; writes nothing, takes no lock."""

    def __init__(self, home: Home, datasets: Mapping[str, Dataset]) -> None:
        """Look which batches there are."""
        self._home = home
        self._datasets = datasets
        self._batches = {
            path.stem for path in home.ledger.glob("*.parquet") if path.stem.isdecimal()
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever delivered here."""
        return not self._batches

    def source(self, dataset: str) -> str:
        """SQL of a dataset's accepted rows, a query in brackets."""
        types = stored_types(self._datasets[dataset]).items()
        columns = ", ".join(f"NULL::{kind} AS {quoted(column)}" for column, kind in types)
        rows = f"SELECT {columns} WHERE false"
        files = [
            literal(str(path))
            for path in sorted((self._home.accepted / dataset).glob("*.parquet"))
            if path.stem.split("-")[0] in self._batches
        ]
        if files:
            read = f"read_parquet([{', '.join(files)}], union_by_name = true)"
            rows += f" UNION ALL BY NAME SELECT * FROM {read}"
        return f"({rows})"
