"""The whole way of the data, once: take, answer, build, publish, report.

Belongs here: the order of the stations, under the one lock. A run without anything new to do stops
before it starts dbt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from opora.answers.write import answer_senders
from opora.contracts import load_contracts
from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lake.ledger import Ledger, LedgerRow, read_batches
from opora.lock import writer_lock
from opora.pipeline.pages import bring_pages_up_to_date
from opora.pipeline.take import Progress, Taken, silent, take
from opora.pipeline.validators import validator_of
from opora.publication import Release, publish
from opora.publication.noted import is_published
from opora.rules import write_overrides
from opora.warehouse import BuildResult, build, ensure_manifest, needs_build

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Run:
    """What a run did; `build` and `release` are None where there was nothing to do."""

    taken: Taken = field(default_factory=Taken)
    #: Deliveries of rows that waited until the build issued what they name.
    freed: list[LedgerRow] = field(default_factory=list)
    #: Answers to senders that were written.
    answered: int = 0
    build: BuildResult | None = None
    release: Release | None = None
    #: Station -> seconds.
    seconds: dict[str, float] = field(default_factory=dict)
    #: Station -> seconds of processor time, of all threads.
    processor_seconds: dict[str, float] = field(default_factory=dict)


def run(
    home: Home,
    periods: Collection[str | None] | None = None,
    *,
    reports: bool = False,
    wait: bool = False,
    progress: Progress = silent,
    on_wait: Callable[[str], None] | None = None,
) -> Run:
    """Take new deliveries, build the warehouse, publish and report on it if anything changed.

    `reports`: whether to write the reports of what is published, and its documentation. `periods`
    limits what is taken to some half-years (None among them: the history). Raises OporaError:
    LockedError when another writer is at work and `wait` is false, FullDiskError where there is no
    room, BuildError when a test of the warehouse fails (the published release then stays as it
    was).
    """
    done = Run()
    with full_disk_said(home), writer_lock(home, wait=wait, on_wait=on_wait):
        with full_disk_said(home, "take"), timed(done, "take"):
            done.taken = take(home, periods, progress, validator=validator_of(home))
        done.answered += _answered(home, done, progress)
        # A department may have changed a rule without delivering anything.
        write_overrides(home)
        if needs_build(home):
            progress("building", 0, 1)
            batches = Ledger(home).batches
            with full_disk_said(home, "build"), timed(done, "build"):
                done.build = build(home, on_event=_building(progress))
            done.freed = read_batches(home, Ledger(home).batches - batches)
            if done.freed:
                done.answered += _answered(home, done, progress)
        elif not is_published(home):
            # a release takes its comments from it, and a kill may have left half of it
            ensure_manifest(home)
        with full_disk_said(home, "publish"), timed(done, "publish"):
            progress("publishing", 0, 1)
            done.release = publish(home)
        if reports:
            with full_disk_said(home, "report"), timed(done, "report"):
                bring_pages_up_to_date(home, progress)
    return done


def _answered(home: Home, done: Run, progress: Progress) -> int:
    with full_disk_said(home, "answer"), timed(done, "answer"):
        return answer_senders(home, load_contracts(), progress)


@contextmanager
def timed(run: Run, station: str) -> Iterator[None]:
    """Add what is spent inside to the seconds of a station."""
    started, processor = perf_counter(), process_time()
    yield
    for kept, spent in (
        (run.seconds, perf_counter() - started),
        (run.processor_seconds, process_time() - processor),
    ):
        kept[station] = kept.get(station, 0.0) + spent


def _building(progress: Progress) -> Callable[[str, str, float], None]:
    built = 0

    def on_event(name: str, status: str, seconds: float) -> None:
        nonlocal built
        if status != "started":
            built += 1
            progress("building", built, 0)

    return on_event
