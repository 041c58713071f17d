"""What the lake knows of a dataset: the rows that still stand in a half-year.

Belongs here: the delivery rule of a contract as a query over accepted rows, and which of them its
form begins with. It reads files that never change, so that a run may be under way. Not here: what
a department sees of it in a form (`contents`).

The lake, not the warehouse, is asked: a form is needed before the first run, and marts leave out
columns that a form has to bring back. That both follow the same rule is what a test holds: forms
that are handed in unchanged change nothing.
"""

from __future__ import annotations

from typing import Any

from opora.contracts import PLACE_COLUMNS, SCHOOLS, Dataset, load_contracts
from opora.forms.form import Period
from opora.home import Home
from opora.lake.files import Counting, committed, folder_of
from opora.objects.readers import connect
from opora.sql import literal, quoted

DECISIONS = "management_decisions"

_HALF_YEAR = "delivered_half_year"
#: What came in landing/history/ has no half-year and counts as the earliest.
_DELIVERED = f"coalesce({_HALF_YEAR}, '')"


class Register:
    """The accepted rows of one installation, as they stand in a half-year."""

    def __init__(self, home: Home, period: Period) -> None:
        """Batches that are not in the ledger yet do not count."""
        self._home, self._period = home, period
        self._counting = Counting(folder_of(home.ledger))

    def standing(self, dataset: Dataset) -> list[dict[str, Any]]:
        """The rows with which the dataset's form begins."""
        part = ", ".join(map(quoted, _part(dataset))) or "1"
        stands = self._stands(dataset)
        if dataset.filling.whole:
            stands = f"bool_or({stands}) OVER (PARTITION BY {part})"
        columns = ", ".join(
            f"rows.{quoted(column.name)}" for column in dataset.columns if not column.is_dropped
        )
        key = ", ".join(f"rows.{quoted(name)}" for name in dataset.key)
        return self._rows(
            f"WITH known AS ({self._known(dataset)}) "
            f"SELECT {columns} FROM (SELECT *, {stands} AS stands FROM known) AS rows "
            f"WHERE rows.stands ORDER BY {key}, rows.delivery_id, rows.row_no"
        )

    def schools(self) -> dict[str, str]:
        """All schools that were ever named: login -> name."""
        known = self._known(load_contracts()[SCHOOLS])
        rows = self._rows(f"SELECT school_login, name FROM ({known}) ORDER BY school_login")
        return {row["school_login"]: row["name"] for row in rows}

    def open_schools(self) -> list[str]:
        """Logins of the schools that are open at the end of the half-year."""
        contracts = load_contracts()
        successions = self._known(contracts["school_successions"])
        last = f"DATE {literal(str(self._period.ends_on))}"
        rows = self._rows(
            f"SELECT school_login FROM ({self._known(contracts[SCHOOLS])}) "
            f"WHERE coalesce(closed_on > {last}, true) AND coalesce(opened_on <= {last}, true) "
            # A school that was split goes on under its own login, too.
            f'AND school_login NOT IN (SELECT from_login FROM ({successions}) WHERE "on" <= {last} '
            "AND coalesce(kind, 'merged') <> 'split') ORDER BY school_login"
        )
        return [row["school_login"] for row in rows]

    def decisions(self) -> list[str]:
        """Codes of all decisions."""
        known = self._known(load_contracts()[DECISIONS])
        rows = self._rows(f"SELECT decision_id FROM ({known}) ORDER BY decision_id")
        return [row["decision_id"] for row in rows]

    def _known(self, dataset: Dataset) -> str:
        """What is known in the half-year: of a key the newest row, or of a part the newest file."""
        lake = self._lake(dataset)
        if dataset.delivery.rule == "append":
            key = ", ".join(map(quoted, dataset.key))
            return (
                f"SELECT * FROM ({lake}) QUALIFY row_number() OVER "
                f"(PARTITION BY {key} ORDER BY delivery_id DESC, row_no DESC) = 1"
            )
        scope = ", ".join(map(quoted, dataset.delivery.scope))
        part = ", ".join(map(quoted, _part(dataset)))
        return (
            f"SELECT * FROM (SELECT * FROM ({lake}) "
            f"QUALIFY delivery_id = max(delivery_id) OVER (PARTITION BY {scope})) "
            f"WHERE {_DELIVERED} <= {literal(self._period.half_year)} "
            f"QUALIFY {_DELIVERED} = max({_DELIVERED}) OVER (PARTITION BY {part})"
        )

    def _stands(self, dataset: Dataset) -> str:
        filling, period = dataset.filling, self._period
        asked = ["true"]
        if filling.ends:
            first = literal(str(period.year_starts_on))
            asked.append(f"coalesce({quoted(filling.ends)} >= DATE {first}, true)")
        for column, values in (filling.finished or {}).items():
            listed = ", ".join(map(literal, values))
            asked.append(f"coalesce({quoted(column)} NOT IN ({listed}), true)")
        if filling.period:
            asked.append(f"{quoted(filling.period)} = {literal(str(own_period(dataset, period)))}")
        return " AND ".join(asked)

    def _lake(self, dataset: Dataset) -> str:
        """Accepted rows, with all columns of the contract whatever version wrote them."""
        columns = {column.name: column.duckdb_type for column in dataset.stored_columns}
        columns |= PLACE_COLUMNS
        typed = ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in columns.items())
        empty = f"SELECT {typed} WHERE false"
        folder = committed(self._home, self._home.accepted / dataset.name, self._counting)
        if not folder.files:
            return empty
        return f"{empty} UNION ALL BY NAME SELECT * FROM {folder.read(folder.files)}"

    def _rows(self, query: str) -> list[dict[str, Any]]:
        with connect(self._home) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def own_period(dataset: Dataset, period: Period) -> int | str:
    """The year or the half-year that the dataset's rows of a half-year bear."""
    column = dataset.column(dataset.filling.period or "")
    return period.ends_on.year if column.type == "integer" else period.half_year


def _part(dataset: Dataset) -> list[str]:
    """What the newest file of any half-year tells the whole state of."""
    filling = dataset.filling
    part = [name for name in dataset.delivery.scope if name != _HALF_YEAR]
    if dataset.delivery.scope and filling.period:
        part.append(filling.period)
    return part
