"""Two revisions side by side, whichever they are, with the rows that came between them.

Belongs here: what `opora diff` shows, from the folders alone; nobody has to hold the lock. The
record that a revision itself keeps is made in `revise`.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from opora.home import Home
from opora.snapshot.restate import find_differences
from opora.snapshot.revisions import RESTATEMENTS, Revision, SnapshotError, read_revisions
from opora.snapshot.standing import Standing, standings
from opora.sql import literal


@dataclass(frozen=True)
class Comparison:
    """What differs from `before` to `after`.

    `differences`: a row per thing and measure (`restate.RESTATEMENT_COLUMNS`), with cause and files
    where `after` restates just `before`: it wrote them down when it was made.
    """

    before: Standing
    after: Standing
    differences: pd.DataFrame


def compare(
    home: Home, half_year: str, before: int | None = None, after: int | None = None
) -> Comparison:
    """Compare two revisions; by default the newest with what it restates.

    SnapshotError where there is no such revision, or nothing to compare.
    """
    known = {each.revision.number: each for each in standings(read_revisions(home, half_year))}
    if not known:
        raise SnapshotError(
            f"there is no snapshot of {half_year}; 'opora run' makes it of what was delivered"
        )
    newer = _pick(known, half_year, after or max(known))
    # as it was when the newer one was made: that is what its own record compares with
    base = newer.revision.manifest["base_revision"]
    older_number = before or base
    if older_number is None:
        raise SnapshotError(f"{newer.revision.name} is the first revision: nothing to compare with")
    older = _pick(known, half_year, older_number)
    with duckdb.connect() as connection:
        if older_number == base:
            path = literal(newer.revision.table(RESTATEMENTS))
            found = connection.execute(f"select * from read_parquet({path})").df()
        else:
            find_differences(connection, older.revision.folder, newer.revision.folder)
            found = connection.execute("select * from differences").df()
    return Comparison(older, newer, found)


def _pick(known: dict[int, Standing], half_year: str, number: int) -> Standing:
    if number not in known:
        raise SnapshotError(f"{half_year} has the revisions 1 to {max(known)}, not {number}")
    return known[number]


def label(revision: Revision) -> str:
    """A revision with its approval, as people read it."""
    if revision.approval is None:
        return f"{revision.name}, not approved"
    return (
        f"{revision.name}, approved {revision.approval['approved_at'][:10]} by "
        f"{revision.approval['approved_by']}"
    )
