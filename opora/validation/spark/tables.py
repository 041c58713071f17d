"""What the rules look at, as Spark sees it: views of the same names over Parquet.

Belongs here: bringing tables of the workbench to where all nodes read them, unless they lie there
already (`Lying`). Not here: the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from opora.spark.types import spark_type
from opora.sql import literal, quoted


@dataclass(frozen=True)
class Lying:
    """Rows of a view that lie in Parquet files all nodes can read.

    `files`: their paths, or patterns, columns found by name; `rest`: a query of DuckDB for the rows
    that lie elsewhere, if there are any; `only`: the condition by which rows of files belong to it.
    """

    files: Sequence[str]
    rest: str | None = None
    only: str = "true"


#: View -> what of it lies in Parquet files; None: nothing, all of it has to be brought there.
WhereLying = Callable[[str], Lying | None]


def nowhere(view: str) -> Lying | None:
    """Nothing lies in Parquet files yet."""
    return None


class Tables:
    """Views of Spark over what the workbench holds."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: Any,
        folder: Path,
        lying: WhereLying = nowhere,
    ) -> None:
        """`session`: a SparkSession; `folder`: empty, all its nodes read and write it."""
        self._connection = connection
        self._session = session
        self._folder = folder
        self._lying = lying

    @contextmanager
    def shown(self, views: Iterable[str]) -> Iterator[None]:
        """Show tables and views of DuckDB to Spark; what was copied for it goes afterwards."""
        copied: list[Path] = []
        shown: list[str] = []
        try:
            for view in views:
                self._rows(view, copied).createOrReplaceTempView(view)
                shown.append(view)
            yield
        finally:
            for view in shown:
                self._session.catalog.dropTempView(view)
            for path in copied:
                path.unlink(missing_ok=True)

    def _rows(self, view: str, copied: list[Path]) -> Any:
        described = self._connection.execute(f"DESCRIBE FROM {quoted(view)}").fetchall()
        schema = ", ".join(f"`{column}` {spark_type(kind)}" for column, kind, *_ in described)
        lying = self._lying(view)
        if lying is None:
            lying = Lying((), f"SELECT * FROM {quoted(view)}")
        files = list(lying.files)
        if lying.rest is not None:
            path = self._folder / f"{view}.parquet"
            self._folder.mkdir(parents=True, exist_ok=True)
            copied.append(path)
            self._connection.execute(
                f"COPY ({lying.rest}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
            )
            files.append(str(path))
        return self._session.read.schema(schema).parquet(*files).where(lying.only)
