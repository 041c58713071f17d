"""Approval: a person signs the newest revision, and the public gets its open tables.

Belongs here: what may be approved, and the folder that says it was. Not here: building and
publishing afterwards (`opora.pipeline.approve`).
"""

from __future__ import annotations

import datetime as dt

import duckdb

from opora.disclosure import DisclosureRules
from opora.home import Home
from opora.snapshot.load import verify
from opora.snapshot.open_tables import OPEN_RESULTS, OPEN_VALUES, open_results, open_values
from opora.snapshot.revise import file_hashes
from opora.snapshot.revisions import (
    APPROVAL,
    Revision,
    SnapshotError,
    placing,
    read_revisions,
    write_json,
)
from opora.snapshot.standing import revision_in_force, standings
from opora.sql import literal

_RULES = """
select open_least_count, open_count_interval, open_share_interval, open_low_share, open_high_share,
    open_decimals, open_band
from intermediate.int_half_year_rules where half_year = ?
"""


def approve(
    home: Home,
    half_year: str,
    by: str,
    reason: str | None = None,
    number: int | None = None,
) -> Revision:
    """Approve the newest revision of a half-year; returns it with its approval.

    Args:
        home: an installation whose warehouse is built to its end.
        half_year: such as 2024-H1.
        by: who approves, as it is to be read later: a position.
        reason: why; a restatement needs one.
        number: the revision that was looked at; it must be the newest.

    Raises:
        SnapshotError: there is nothing to approve, or not by these words. Nothing is written then.

    The caller holds the writers' lock.
    """
    revisions = read_revisions(home, half_year)
    revision = _approvable(revisions, half_year, number)
    in_force = revision_in_force(revisions)
    if not by.strip():
        raise SnapshotError("say who approves: --by «заместитель начальника управления»")
    if in_force is not None and not (reason or "").strip():
        raise SnapshotError(
            f"{half_year} was approved before ({in_force.folder.name}); a restatement needs its "
            f"reason: --reason «…». What changed: opora diff {half_year}"
        )
    verify(revision)
    rules = _rules(home, half_year)
    earlier = [each for each in revisions if each.approval]
    with placing(revision.approval_folder) as temporary:
        for name, table in (
            (OPEN_RESULTS, open_results(revision, rules, earlier)),
            (OPEN_VALUES, open_values(revision, rules, earlier)),
        ):
            with duckdb.connect() as connection:
                connection.register("shown", table)
                target = literal(temporary / f"{name}.parquet")
                connection.execute(f"copy shown to {target} (format parquet, compression zstd)")
        write_json(
            temporary / APPROVAL,
            {
                "half_year": half_year,
                "revision": revision.number,
                "content_hash": revision.content_hash,
                "approved_by": by.strip(),
                "approved_at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
                "reason": (reason or "").strip() or None,
                "release": home.published_file.resolve().stem
                if home.published_file.exists()
                else None,
                "files": file_hashes(temporary),
            },
        )
    return read_revisions(home, half_year)[-1]


def _approvable(revisions: list[Revision], half_year: str, number: int | None) -> Revision:
    if not revisions:
        raise SnapshotError(f"there is no snapshot of {half_year}; 'opora run' makes it")
    newest = standings(revisions)[-1]
    revision = newest.revision
    if number is not None and number != revision.number:
        raise SnapshotError(
            f"only the newest revision of {half_year} can be approved: {revision.number}, "
            f"not {number}. What changed: opora diff {half_year}"
        )
    if revision.approval is not None:
        raise SnapshotError(
            f"{revision.name} was approved on {revision.approval['approved_at'][:10]} by "
            f"{revision.approval['approved_by']}; a run proposes another one when something changes"
        )
    if newest.state == "confirmed":
        raise SnapshotError(
            f"{revision.name} is the same as what is in force; there is nothing to approve"
        )
    return revision


def _rules(home: Home, half_year: str) -> DisclosureRules:
    with duckdb.connect(home.build_file, read_only=True) as connection:
        row = connection.execute(_RULES, [half_year]).fetchone()
    if row is None or None in row:
        raise SnapshotError(f"thresholds.csv has no rules of disclosure (open_…) for {half_year}")
    least, count_interval, share_interval, low, high, decimals, band = map(float, row)
    try:
        return DisclosureRules(
            least_count=int(least),
            count_interval=int(count_interval),
            share_interval=share_interval,
            low_share=low,
            high_share=high,
            decimals=int(decimals),
            band=band,
        )
    except ValueError as error:
        raise SnapshotError(f"thresholds.csv, rules of disclosure (open_…): {error}") from None
