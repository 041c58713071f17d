"""An approval from its words to what readers see: approve, build, publish.

Belongs here: the order, under the one lock. Not here: what may be approved (`opora.snapshot`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opora.errors import OporaError
from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.take import Progress, silent
from opora.pipeline.validators import ensure_engine
from opora.publication import Release, publish
from opora.snapshot.approve import approve as approve_revision
from opora.snapshot.approve import check_approvable
from opora.snapshot.revisions import Revision
from opora.warehouse import build, needs_build, only_snapshots_wait


@dataclass(frozen=True)
class Approved:
    """Approved revisions, and the release in which readers find them."""

    revisions: tuple[Revision, ...]
    release: Release | None


def approve(
    home: Home,
    half_years: Sequence[str],
    by: str,
    reason: str | None = None,
    number: int | None = None,
    *,
    wait: bool = False,
    progress: Progress = silent,
    on_wait: Callable[[str], None] | None = None,
) -> Approved:
    """Approve the newest revisions of some half-years and publish what follows.

    The arguments are those of `opora.snapshot.approve.approve`. Raises OporaError: LockedError when
    a writer is at work and `wait` is false, SnapshotError where there is nothing to approve, in
    whichever of the half-years: then none is.
    """
    ensure_engine(home)
    with full_disk_said(home, "approve"), writer_lock(home, wait=wait, on_wait=on_wait):
        if needs_build(home):
            if not only_snapshots_wait(home):
                raise OporaError(
                    "deliveries, rules or code have changed since the last run, so what would be "
                    "approved is not what is known: opora run, look at it, approve"
                )
            # an approval was ended before anybody could see it
            build(home)
        wanted = tuple(dict.fromkeys(half_years))
        for half_year in wanted:
            check_approvable(home, half_year, by, reason, number)
        # the release that the approval names holds what is approved
        publish(home)
        revisions: list[Revision] = []
        for half_year in wanted:
            progress("approving", len(revisions), len(wanted))
            revisions.append(approve_revision(home, half_year, by, reason, number))
        progress("building", 0, 1)
        build(home)
        progress("publishing", 0, 1)
        return Approved(tuple(revisions), publish(home))
