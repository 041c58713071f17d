"""What was delivered, what became of it, and which files wait for a correction.

Belongs here: counts over the published deliveries, and what is open of a file. A file that was
turned away and has been taken out of landing since is nobody's to correct: therefore the folder is
looked into, and nothing else of an installation. Not here: who has sent nothing (`freshness`), nor
how it is shown (`opora.cli.status`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opora.home import Home

if TYPE_CHECKING:
    import duckdb

# A file is what lies under one name. It may have been read several times, with other content or the
# same: what its newest reading says counts, and what an older one left open. `overtaken`: a
# duplicate, or turned away under a name that has a newer trace with another dataset.
_FILES = """
CREATE TEMP VIEW files AS
SELECT coalesce(half_year, 'history') AS half_year, dataset, path,
    sum(rows_in_force)::BIGINT AS rows_in_force,
    sum(rows_open)::BIGINT AS rows_open,
    arg_max(rows_received, delivery_id) FILTER (NOT is_rereading) AS rows_received,
    arg_max(message_ru, delivery_id) AS message_ru,
    CASE
        WHEN sum(rows_open) > 0 AND sum(rows_accepted) > 0 THEN 'partly'
        WHEN sum(rows_open) > 0 THEN 'rejected'
        WHEN bool_or(is_turned_away) THEN 'turned_away'
        WHEN count(resolved_by) > 0 THEN 'resolved'
        WHEN sum(rows_received) > 0 AND sum(rows_accepted) = sum(rows_received) THEN 'accepted'
        ELSE 'overtaken'
    END AS state
FROM (
    SELECT *, status IN ('refused', 'blocked') AND resolved_by IS NULL
        AND delivery_id = max(delivery_id) OVER (PARTITION BY path) AS is_turned_away
    FROM marts.deliveries
)
GROUP BY half_year, dataset, path
"""

_TURNED_AWAY = "SELECT path FROM files WHERE state = 'turned_away'"

_COUNTS = """
SELECT {group},
    count(*) FILTER (state = 'accepted'),
    count(*) FILTER (state = 'partly'),
    count(*) FILTER (state = 'rejected'),
    count(*) FILTER (state = 'turned_away' AND NOT list_contains($gone, path)),
    count(*) FILTER (state = 'turned_away' AND list_contains($gone, path)),
    count(*) FILTER (state = 'resolved'),
    sum(rows_in_force)::BIGINT,
    sum(rows_open)::BIGINT
FROM files
WHERE ($half_year IS NULL OR half_year = $half_year) AND ($dataset IS NULL OR dataset = $dataset)
GROUP BY ALL ORDER BY 1
"""

_WAITING = """
SELECT files.path, files.message_ru, files.rows_open, files.rows_received,
    open_rows.sheet, open_rows.row_no, open_rows.reason_ru
FROM files
LEFT JOIN (
    SELECT DISTINCT ON (path, dataset) path, dataset, sheet, row_no, reason_ru
    FROM marts.quarantine_rows WHERE resolution = 'open'
    ORDER BY path, dataset, sheet NULLS FIRST, row_no, rule_id
) AS open_rows ON files.path = open_rows.path AND files.dataset = open_rows.dataset
WHERE files.half_year = $half_year AND ($dataset IS NULL OR files.dataset = $dataset)
    AND (rows_open > 0 OR state = 'turned_away' AND NOT list_contains($gone, files.path))
ORDER BY files.path, files.dataset
"""


@dataclass(frozen=True)
class Delivered:
    """Files and rows of one half-year or one dataset; `name`: None where no dataset is known.

    A file counts once for each dataset that it feeds: accepted; partly accepted or rejected, with
    rows that are still open; turned away as a whole; turned away and taken out of landing since; or
    with faults at first that a later delivery has resolved. `rows` are those in force, `rows_open`
    those rejected and not resolved.
    """

    name: str | None
    accepted: int
    partly: int
    rejected: int
    turned_away: int
    withdrawn: int
    resolved: int
    rows: int
    rows_open: int


@dataclass(frozen=True)
class Waiting:
    """A file that waits for a correction, and the first thing that is still wrong with it.

    `rows_open` is 0 for a file that was turned away as a whole: `message_ru` says why. Otherwise
    `sheet`, `row_no` and `reason_ru` are those of its first row that is still open.
    """

    path: str
    message_ru: str | None
    rows_open: int
    rows_received: int
    sheet: str | None
    row_no: int | None
    reason_ru: str | None


class Deliveries:
    """The published deliveries of an installation, and which of their files lie in landing."""

    def __init__(self, home: Home, connection: duckdb.DuckDBPyConnection) -> None:
        """`connection`: the published marts; it gets a temporary view."""
        self._connection = connection
        connection.execute(_FILES)
        paths = (path for (path,) in connection.execute(_TURNED_AWAY).fetchall())
        self._gone = list(_not_in(home, paths))

    def by_half_year(self, dataset: str | None = None) -> list[Delivered]:
        """A line per half-year with deliveries; what lies in landing/history comes last."""
        return self._counted("half_year", None, dataset)

    def by_dataset(self, half_year: str, dataset: str | None = None) -> list[Delivered]:
        """A line per dataset of one half-year (or history)."""
        return self._counted("dataset", half_year, dataset)

    def waiting(self, half_year: str, dataset: str | None = None) -> list[Waiting]:
        """Files of one half-year (or history) with open rows, or turned away and still there."""
        rows = self._connection.execute(
            _WAITING, {"half_year": half_year, "dataset": dataset, "gone": self._gone}
        ).fetchall()
        return [Waiting(*row) for row in rows]

    def _counted(self, group: str, half_year: str | None, dataset: str | None) -> list[Delivered]:
        rows = self._connection.execute(
            _COUNTS.format(group=group),
            {"half_year": half_year, "dataset": dataset, "gone": self._gone},
        ).fetchall()
        return [Delivered(*row) for row in rows]


def _not_in(home: Home, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not (home.landing / path).exists():
            yield path
