"""The rows of a dataset that were rejected for nothing but what they refer to, all of it known now.

Belongs here: which rows of the quarantine these are, and which of them break a rule that could not
be asked before. Not here: what becomes of them (`recover`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from opora.contracts import Dataset
from opora.home import Home
from opora.lake.files import folder_of
from opora.lake.known import KnownKeys
from opora.sql import literal, quoted

if TYPE_CHECKING:
    from opora.home import LakePath


def find_waiting(
    home: Home, connection: duckdb.DuckDBPyConnection, dataset: Dataset, issued: str | None = None
) -> int:
    """Make the tables `incoming_<dataset>` (rows that wait no longer) and `failed_<dataset>`.

    `failed_…` holds, with the rule, those of them that now break a rule over the whole row; rules
    find the rows under the name that they have on a workbench. `issued`: another query for the
    recommendations than the register. Returns how many rows there are.
    """
    KnownKeys(home, connection, issued).prepare(dataset)
    incoming = f"incoming_{dataset.name}"
    connection.execute(f"CREATE OR REPLACE TABLE {incoming} AS {_waiting(home, dataset)}")
    connection.execute(f"CREATE OR REPLACE TABLE failed_{dataset.name} AS {_failed(dataset)}")
    row = connection.execute(f"SELECT count(*) FROM {incoming}").fetchone()
    return int(row[0]) if row else 0


def _waiting(home: Home, dataset: Dataset) -> str:
    schools = [quoted(column.name) for column in dataset.stored_columns if column.holds_schools]
    by_login = [
        f"coalesce((SELECT login FROM codes WHERE code = {column}), {column}) AS {column}"
        for column in schools
    ]
    known = [
        f"coalesce(NOT ({each.when or 'true'}) OR ({each.value or quoted(each.column)}) IN "
        f"(SELECT {quoted(each.target_column)} FROM known_{each.target}), true)"
        for each in dataset.references
    ]
    scope = dataset.delivery.scope if dataset.delivery.rule == "replace" else dataset.key
    same = " AND ".join(f"later.{quoted(c)} IS NOT DISTINCT FROM rows.{quoted(c)}" for c in scope)
    accepted = files(home.accepted / dataset.name)
    return f"""
WITH deliveries AS (
    SELECT DISTINCT delivery_id, path, sha256 FROM {files(home.ledger)}
    WHERE dataset = {literal(dataset.name)}
),
codes AS (
    SELECT lower(code) AS code, arg_max(school_login, valid_from) AS login
    FROM {files(home.accepted / "school_identifiers")} GROUP BY ALL
),
quarantined AS (
    SELECT * {f"REPLACE ({', '.join(by_login)})" if by_login else ""}
    FROM {files(home.quarantine / dataset.name)} AS rows
    JOIN deliveries USING (delivery_id)
)
SELECT * FROM quarantined AS rows
WHERE len(list_filter(reasons, LAMBDA reason: NOT ends_with(reason, '.known'))) = 0
AND {" AND ".join(known)}
AND NOT EXISTS (
    SELECT 1 FROM quarantined AS again
    WHERE again.path = rows.path AND again.sha256 = rows.sha256
    AND again.sheet IS NOT DISTINCT FROM rows.sheet AND again.row_no = rows.row_no
    AND again.delivery_id > rows.delivery_id
)
AND NOT EXISTS (
    SELECT 1 FROM {accepted} AS later
    JOIN deliveries USING (delivery_id)
    WHERE later.delivery_id > rows.delivery_id
    AND deliveries.path = rows.path AND deliveries.sha256 = rows.sha256
    AND later.sheet IS NOT DISTINCT FROM rows.sheet AND later.row_no = rows.row_no
)
AND NOT EXISTS (
    SELECT 1 FROM {accepted} AS later
    WHERE later.delivery_id >= rows.delivery_id AND {same}
)"""


def _failed(dataset: Dataset) -> str:
    failed = [
        f"SELECT delivery_id, sheet, row_no, {literal(rule.id)} AS rule_id, "
        f"{literal(rule.message_ru)} AS message FROM incoming_{dataset.name} "
        f"WHERE NOT coalesce(({rule.kwargs['condition']}), true)"
        for rule in dataset.rules
        if rule.kind == "row" and rule.severity == "critical"
    ]
    none = (
        f"SELECT delivery_id, sheet, row_no, '' AS rule_id, '' AS message "
        f"FROM incoming_{dataset.name} WHERE false"
    )
    return " UNION ALL ".join([none, *failed])


def files(folder: LakePath) -> str:
    """The rows of all files of a folder of the lake; nothing of another batch is written now."""
    return folder_of(folder).read()
