"""The answers to subqueries, as columns beside the rows.

Great Expectations evaluates a condition as a column, where Spark allows no subquery that scales.
Belongs here: running each subquery once, apart, and joining what it found. What it finds is mostly
little (offending keys) and then joined without moving the rows.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from opora.validation.spark.dialect import Lookup


def beside(
    session: Any, rows: Any, lookups: Iterable[Lookup], folder: Path, large: frozenset[str]
) -> Any:
    """The rows with a boolean column for each lookup.

    `folder`: for what is found in the tables named in `large`. How much that is can't be told
    beforehand, and a join of unknown size moves all rows.
    """
    for lookup in lookups:
        found = session.sql(_found(lookup))
        if lookup.tables & large:
            path = str(folder / lookup.column)
            found.write.mode("overwrite").parquet(path)
            found = session.read.schema(found.schema).parquet(path)
        rows = _joined(session, rows, found, lookup)
    return rows


def forget(lookups: Iterable[Lookup], folder: Path) -> None:
    """Remove what was found."""
    for lookup in lookups:
        shutil.rmtree(folder / lookup.column, ignore_errors=True)


def _found(lookup: Lookup) -> str:
    """Each row of the subquery once; what is NULL is never found."""
    keys = _keys(lookup)
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    return (
        f"SELECT DISTINCT {', '.join(keys)} FROM ({lookup.query}) AS asked ({', '.join(keys)}) "
        f"WHERE {known}"
    )


def _joined(session: Any, rows: Any, found: Any, lookup: Lookup) -> Any:
    from pyspark.sql import functions

    same = [
        functions.expr(value) == functions.col(key)
        for value, key in zip(lookup.values, _keys(lookup), strict=True)
    ]
    condition = same[0]
    for each in same[1:]:
        condition = condition & each
    hit = f"{lookup.column}_hit"
    joined = rows.join(found.withColumn(hit, functions.lit(True)), condition, "left")
    answer = functions.coalesce(functions.col(hit), functions.lit(False))
    return joined.select(
        *(functions.col(f"`{name}`") for name in rows.columns), answer.alias(lookup.column)
    )


def _keys(lookup: Lookup) -> list[str]:
    return [f"{lookup.column}_{number}" for number in range(len(lookup.values))]
