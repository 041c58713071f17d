"""Approval: a person signs the newest revision, and the public gets its open tables.

Belongs here: what may be approved, and the folder that says it was. Not here: building and
publishing afterwards (`opora.pipeline.approve`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import duckdb

from opora.disclosure import DisclosureRules
from opora.home import Home
from opora.rules import load_rule
from opora.snapshot.load import verify
from opora.snapshot.open_tables import OPEN_RESULTS, OPEN_VALUES, open_results, open_values
from opora.snapshot.revisions import (
    APPROVAL,
    MANIFEST,
    Revision,
    SnapshotError,
    all_revisions,
    file_hashes,
    placing,
    read_revisions,
    sha256,
    write_json,
)
from opora.snapshot.standing import approved_at, revision_in_force, standings
from opora.sql import literal

_IN_THE_MARTS = "select 1 from marts.indicator_values where half_year = ? limit 1"
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
    revision = check_approvable(home, half_year, by, reason, number)
    revisions = read_revisions(home, half_year)
    verify(revision)
    now = dt.datetime.now(dt.UTC)
    rules = _rules(home, half_year)
    earlier = [each for each in revisions if each.approval]
    for each in earlier:
        verify(each)
        _refuse_other_rules(each, rules)
        if approved_at(each) >= now.replace(tzinfo=None):
            raise SnapshotError(
                f"{each.name} was approved at {approved_at(each)} UTC, which is still to come: set "
                "the clock of this machine right"
            )
    bases = {
        row["indicator"]: (row["unit"], row["counts_lps"], row["counts_dcs"])
        for row in load_rule("indicators", home)
    }
    signed = sorted((each for each in all_revisions(home) if each.approval), key=approved_at)
    with placing(revision.approval_folder) as temporary:
        for name, table in (
            (OPEN_RESULTS, open_results(revision, rules, signed)),
            (OPEN_VALUES, open_values(revision, rules, earlier, bases)),
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
                "approved_at": now.isoformat(timespec="milliseconds"),
                "reason": (reason or "").strip() or None,
                "release": _release(home),
                "disclosure_rules": asdict(rules),
                "manifest_sha256": sha256(revision.folder / MANIFEST),
                "files": file_hashes(temporary),
            },
        )
    return read_revisions(home, half_year)[-1]


def _refuse_other_rules(earlier: Revision, rules: DisclosureRules) -> None:
    """A half-year keeps the rules under which it was published first.

    What was published under others would protect less, or more, than the new ones take for granted.
    """
    assert earlier.approval is not None  # noqa: S101 - asked of approved ones only
    if earlier.approval["disclosure_rules"] != asdict(rules):
        raise SnapshotError(
            f"the rules of disclosure (open_… in thresholds.csv) are not those under which "
            f"{earlier.name} was published: {earlier.approval['disclosure_rules']}. Let new values "
            "hold from a later half-year on (valid_from), and leave the old ones to the old"
        )


def _release(home: Home) -> str | None:
    """The release that whoever approves could look at."""
    if not home.published_file.exists():
        return None
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        row = connection.execute("select release from marts.release").fetchone()
    return str(row[0]) if row else None


def check_approvable(
    home: Home, half_year: str, by: str, reason: str | None = None, number: int | None = None
) -> Revision:
    """The revision that `approve` would approve; SnapshotError where it would not."""
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
    return revision


def _approvable(revisions: list[Revision], half_year: str, number: int | None) -> Revision:
    if not revisions:
        raise SnapshotError(
            f"there is no snapshot of {half_year}; 'opora run' makes it of what was delivered"
        )
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
        if connection.execute(_IN_THE_MARTS, [half_year]).fetchone() is None:
            raise SnapshotError(
                f"the marts hold nothing of {half_year} any more; what would be approved is not "
                "what is known"
            )
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
