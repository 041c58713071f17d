"""The register of issued recommendations: what answers, measures and decisions may name.

A recommendation once issued stays in it, also when later knowledge would no longer issue it: the
school has read it. Belongs here: reading the register and adding to it. Not here: deciding what is
issued (`opora.cycle`).
"""

from __future__ import annotations

import pandas as pd

from opora.durable import replacing
from opora.home import Home
from opora.objects.readers import connect
from opora.sql import literal

#: `starts_on`: the first day of the half-year in which it was issued.
_COLUMNS = {"recommendation_id": "VARCHAR", "half_year": "VARCHAR", "starts_on": "DATE"}


def issued_recommendations(home: Home) -> str:
    """The register as a query; without rows where nothing was issued yet."""
    if home.issued_recommendations.exists():
        return f"SELECT * FROM read_parquet({literal(str(home.issued_recommendations))})"
    empty = ", ".join(f"NULL::{kind} AS {column}" for column, kind in _COLUMNS.items())
    return f"SELECT {empty} WHERE false"


def add_issued(home: Home, issued: pd.DataFrame) -> int:
    """Add what the register does not know, all or nothing; returns how many that are."""
    columns = ", ".join(f"{column}::{kind} AS {column}" for column, kind in _COLUMNS.items())
    known = issued_recommendations(home)
    with connect(home) as connection:
        connection.register("issued", issued)
        connection.execute(
            f"CREATE TABLE new AS SELECT DISTINCT {columns} FROM issued "
            f"ANTI JOIN ({known}) AS known USING (recommendation_id)"
        )
        row = connection.execute("SELECT count(*) FROM new").fetchone()
        count = int(row[0]) if row else 0
        if count:
            with replacing(home.issued_recommendations) as temporary:
                connection.execute(
                    f"COPY ({known} UNION ALL SELECT * FROM new ORDER BY ALL) "
                    f"TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd)"
                )
    return count
