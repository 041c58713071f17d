"""An approval from its words to what readers see: approve, bring it into the warehouse, publish.

Belongs here: the order, under the one lock. Not here: what may be approved (`opora.snapshot`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from opora.errors import OporaError
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.take import Progress, silent
from opora.publication import Release, publish
from opora.snapshot.approve import approve as approve_revision
from opora.snapshot.revisions import Revision
from opora.warehouse import build, needs_build


@dataclass(frozen=True)
class Approved:
    """An approved revision, and the release in which readers find it."""

    revision: Revision
    release: Release | None


def approve(
    home: Home,
    half_year: str,
    by: str,
    reason: str | None = None,
    number: int | None = None,
    *,
    wait: bool = False,
    progress: Progress = silent,
    on_wait: Callable[[str], None] | None = None,
) -> Approved:
    """Approve the newest revision of a half-year and publish what follows.

    The arguments are those of `opora.snapshot.approve.approve`. Raises OporaError: LockedError when
    a writer is at work and `wait` is false, SnapshotError where there is nothing to approve.
    """
    with writer_lock(home, wait=wait, on_wait=on_wait):
        if needs_build(home):
            raise OporaError(
                "deliveries, rules or code have changed since the last run, so what would be "
                "approved is not what is known: opora run, look at it, approve"
            )
        progress("approving", 0, 1)
        revision = approve_revision(home, half_year, by, reason, number)
        progress("building", 0, 1)
        build(home)
        progress("publishing", 0, 1)
        return Approved(revision, publish(home))
