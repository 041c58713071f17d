"""What rows may refer to, as tables `known_<what>` where the rules look for it.

Belongs here: the keys that the lake, its register and the rules' data know. What a batch adds to
them while it is checked is `opora.pipeline.references`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb

from opora.contracts import Dataset
from opora.home import Home
from opora.lake.files import folder_of
from opora.lake.issued import issued_recommendations
from opora.objects.readers import let_read
from opora.rules import load_rule
from opora.sql import literal, quoted

#: What columns refer to and the rules' data know, with or without a lake.
KEPT_BY_RULES = frozenset({"indicators"})

#: What rules ask of a key beside that it exists: its value in the newest row.
_FACTS: Mapping[str, tuple[str, ...]] = {"management_decisions": ("decided_on",)}


class KnownKeys:
    """Makes the tables `known_<what>` and the views `accepted_<dataset>`."""

    def __init__(
        self,
        home: Home,
        connection: duckdb.DuckDBPyConnection,
        issued: str | None = None,
        accepted: Callable[[str], str] | None = None,
    ) -> None:
        """`connection`: where the rules are run; `issued`: another query than the register.

        `accepted`: dataset -> another source of its rows than all files of the lake.
        """
        self._home = home
        self._connection = connection
        let_read(home, connection)
        self._accepted = accepted or self._all_accepted
        self._kept: Mapping[str, Callable[[], str]] = {
            "recommendations": lambda: issued or issued_recommendations(home),
            "indicators": self._indicators,
        }

    def prepare(self, dataset: Dataset) -> None:
        """Make what the dataset's rules look at."""
        for target, column in {(each.target, each.target_column) for each in dataset.references}:
            known = self._known(target, column)
            self._connection.execute(f"CREATE OR REPLACE TABLE known_{target} AS {known}")
        accepted = self.lake_rows(dataset.name)
        self._connection.execute(f"CREATE OR REPLACE VIEW accepted_{dataset.name} AS {accepted}")

    def _known(self, target: str, column: str) -> str:
        if target in self._kept:
            return self._kept[target]()
        key, facts = quoted(column), _FACTS.get(target, ())
        if not facts:
            return f"SELECT DISTINCT {key} FROM ({self.rows(target, key)})"
        newest = ", ".join(f"arg_max({fact}, (delivery_id, row_no)) AS {fact}" for fact in facts)
        rows = self.rows(target, ", ".join([key, *facts, "delivery_id", "row_no"]))
        return f"SELECT {key}, {newest} FROM ({rows}) GROUP BY {key}"

    def _indicators(self) -> str:
        codes = ", ".join(
            f"({literal(row['indicator'])})" for row in load_rule("indicators", self._home)
        )
        return f"SELECT * FROM (VALUES {codes}) AS programme (indicator)"

    def rows(self, dataset: str, columns: str) -> str:
        """Accepted rows of a dataset."""
        return self.lake_rows(dataset, columns)

    def lake_rows(self, dataset: str, columns: str = "*") -> str:
        """Accepted rows of a dataset that lie in the lake."""
        return f"SELECT {columns} FROM {self._accepted(dataset)}"

    def _all_accepted(self, dataset: str) -> str:
        return folder_of(self._home.accepted / dataset).read()
