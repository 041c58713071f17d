"""Which revision is in force, and how the others stand to it: read off the folders, stored nowhere.

Belongs here: the states of revisions and the choice of one by number or date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from opora.home import Home
from opora.snapshot.revisions import Revision, SnapshotError, all_revisions

#: in_force: approved, and none approved since. replaced: was in force. proposed: the newest, waits
#: for approval («проект»). confirmed: the newest, and the same as what is in force: nothing to
#: approve. lapsed: a newer one was made before anybody approved it.
State = Literal["in_force", "replaced", "proposed", "confirmed", "lapsed"]


@dataclass(frozen=True)
class Standing:
    """A revision among the others of its half-year.

    `base`: what it restates: the revision that was in force when it was made, else the one before.
    `since` and `until`: when it was in force, UTC; None where it never was, or still is.
    """

    revision: Revision
    state: State
    base: Revision | None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def standings(revisions: Sequence[Revision]) -> list[Standing]:
    """How the revisions of one half-year stand, oldest first."""
    in_force = revision_in_force(revisions)
    approved = [each for each in revisions if each.approval]
    found = []
    for place, revision in enumerate(revisions):
        base = base_of(revisions[:place])
        if revision.approval is None:
            found.append(Standing(revision, _state(revision, revisions[-1], in_force), base))
            continue
        later = approved[approved.index(revision) + 1 :]
        found.append(
            Standing(
                revision,
                "replaced" if later else "in_force",
                base,
                approved_at(revision),
                approved_at(later[0]) if later else None,
            )
        )
    return found


def _state(revision: Revision, newest: Revision, in_force: Revision | None) -> State:
    if revision is not newest:
        return "lapsed"
    is_same = in_force is not None and in_force.content_hash == revision.content_hash
    return "confirmed" if is_same else "proposed"


def base_of(earlier: Sequence[Revision]) -> Revision | None:
    """What a revision that comes after these restates."""
    return revision_in_force(earlier) or (earlier[-1] if earlier else None)


def revision_in_force(revisions: Sequence[Revision]) -> Revision | None:
    """The approved revision that counts; None where none is approved."""
    return next((each for each in reversed(revisions) if each.approval), None)


def approved_at(revision: Revision) -> dt.datetime:
    """When it was approved, UTC."""
    assert revision.approval is not None  # noqa: S101 - asked of approved ones only
    return dt.datetime.fromisoformat(revision.approval["approved_at"]).replace(tzinfo=None)


def approved_releases(home: Home) -> frozenset[str]:
    """The releases that approvals name: what was signed can be opened as it was."""
    return frozenset(
        each.approval["release"]
        for each in all_revisions(home)
        if each.approval and each.approval["release"]
    )


def choose(
    revisions: Sequence[Revision],
    half_year: str,
    number: int | None = None,
    as_of: dt.date | None = None,
) -> Revision:
    """The revision of that number; else the one in force (on a day), else the newest draft.

    SnapshotError where there is none.
    """
    if not revisions:
        raise SnapshotError(
            f"there is no snapshot of {half_year}; 'opora run' makes it of what was delivered"
        )
    if number is not None:
        for revision in revisions:
            if revision.number == number:
                return revision
        raise SnapshotError(
            f"{half_year} has the revisions 1 to {revisions[-1].number}, not {number}"
        )
    if as_of is not None:
        known = [each for each in revisions if each.approval and approved_at(each).date() <= as_of]
        if not known:
            raise SnapshotError(f"no revision of {half_year} was approved by {as_of}")
        return known[-1]
    return revision_in_force(revisions) or revisions[-1]
