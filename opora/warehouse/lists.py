"""What a listed check found: its rows as dbt's test selects them, worst first.

A test with `meta.is_listed` selects object_id, school_login, days and sentence_ru: enough for a
person to act on. Belongs here: reading those rows again, after dbt has counted them. Not here: how
they are shown (`opora.warehouse.dbt_phase` in a line, `orchestration.listed_checks` as a table).
DuckDB is imported inside the functions: who only asks whether to build needs none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opora.home import Home
from opora.warehouse.state import read_state

#: Marks a test whose rows are to be read by people.
IS_LISTED = "is_listed"

_ROWS = """
SELECT object_id, school_login, days, sentence_ru FROM ({test}) AS found
ORDER BY days DESC NULLS LAST, object_id, school_login LIMIT {limit}
"""
_NAMED = """
SELECT object_id FROM ({test}) AS found
GROUP BY object_id ORDER BY max(days) DESC NULLS LAST, object_id LIMIT {limit}
"""
_COUNTED = "SELECT count(DISTINCT object_id) FROM ({test}) AS found"


@dataclass(frozen=True)
class ListedRow:
    """One thing that a check found.

    Attributes:
        object_id: code of the recommendation, measure or decision.
        school_login: the school that it concerns, where it is one.
        days: by how many days it is late, where it is late.
        sentence_ru: what is wrong, as a sentence.
    """

    object_id: str
    school_login: str | None
    days: int | None
    sentence_ru: str


def is_listed(node: Mapping[str, Any]) -> bool:
    """Whether a node of dbt's manifest is such a test."""
    return bool(node["config"].get("meta", {}).get(IS_LISTED))


def listed_rows(home: Home, test: str, limit: int) -> list[ListedRow]:
    """The first rows of a test, given as the SQL that dbt compiled."""
    (found,) = _answers(home, _ROWS.format(test=_inner(test), limit=limit))
    return [ListedRow(*row) for row in found]


def named_objects(home: Home, test: str, limit: int) -> tuple[list[str], int]:
    """The first distinct codes of a test, and how many there are in all."""
    named, ((count,),) = _answers(
        home, _NAMED.format(test=_inner(test), limit=limit), _COUNTED.format(test=_inner(test))
    )
    return [name for (name,) in named], count


def _answers(home: Home, *queries: str) -> list[list[tuple[Any, ...]]]:
    """The rows of queries, from the engine whose words they are."""
    state = read_state(home)
    if state is not None and state.engine == "spark":
        from opora.spark.settings import Settings
        from opora.spark.statements import connected

        with connected(Settings.from_environment(home)) as spark:
            return [spark.execute(query) for query in queries]
    import duckdb

    with duckdb.connect(home.build_file, read_only=True) as connection:
        return [connection.execute(query).fetchall() for query in queries]


def _inner(test: str) -> str:
    # a comment at its end would swallow the bracket
    return f"{test}\n"
