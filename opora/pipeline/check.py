"""The whole validation without delivering anything, for whoever filled a file in.

The files go the way of a delivery, through the same code, on a workbench outside of the
installation. Of that only what is known there is read; no lock is taken, nothing is written, people
are keyed with a salt that nobody keeps. Belongs here: that. Not here: how it is told
(`opora.answers`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from opora.answers.told import Told, faults_of, findings_query
from opora.contracts import SCHOOLS, Dataset, load_contracts
from opora.home import Home
from opora.intake.landing import LandedFile
from opora.intake.workbench import workbench
from opora.lake.committed import CommittedRows
from opora.lake.known import KEPT_BY_RULES
from opora.lake.ledger import LedgerRow
from opora.lake.unlocked import asked_again
from opora.pipeline.batch import Batch, Feed
from opora.pipeline.claims import Claim, claimed_file, names_period
from opora.pipeline.ledger_entries import LedgerEntries
from opora.pipeline.open_deliveries import UNREADABLE, Delivery, half_years, open_deliveries
from opora.pipeline.opening import Means, Opener
from opora.pipeline.take import Progress, silent

#: Later than everything that a lake holds: what is checked would be delivered after it.
_FIRST = 1 << 40
#: So many findings of one rule are shown of one file; all of them are counted.
SHOWN_OF_RULE = 2_000


@dataclass(frozen=True)
class CheckedFile:
    """One file: what would be told of it, and the sheets that feed a dataset."""

    delivery: Delivery
    told: Told
    feeds: tuple[Feed, ...]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.delivery.file.path

    @property
    def passes(self) -> bool:
        """Whether it would be taken whole."""
        return all(entry.status in ("accepted", "duplicate") for entry in self.told.entries)


@dataclass(frozen=True)
class Checked:
    """The files in the order in which they were named.

    `open_questions`: what rows refer to and nobody here can know, by the names of datasets;
    `is_installed`: whether files are taken here, so that what is missing can be delivered here.
    """

    files: tuple[CheckedFile, ...]
    datasets: Mapping[str, Dataset]
    open_questions: tuple[str, ...] = ()
    is_installed: bool = False
    #: Rows have days, but nobody has said for which half-year they are delivered.
    lacks_half_year: bool = False

    @property
    def lacks_schools(self) -> bool:
        """Whether the register of schools has to be delivered here before these files."""
        return self.is_installed and SCHOOLS in self.open_questions


@asked_again
def check(
    home: Home, paths: Sequence[Path], claim: Claim | None = None, progress: Progress = silent
) -> Checked:
    """Check files together: their rows may refer to each other."""
    claim = claim or Claim()
    datasets: Mapping[str, Dataset] = load_contracts()
    names = frozenset(datasets)
    files = [claimed_file(home, path, claim, names) for path in paths]
    opened = open_deliveries(
        [(file, _checksum(file)) for file in files],
        _FIRST,
        {},
        half_years(home),
        Opener(Means.of(home, datasets)),
    )
    deliveries: list[Delivery] = []
    for delivery in opened:
        progress("reading", len(deliveries), len(files))
        deliveries.append(delivery)
    lake = CommittedRows(home, datasets)
    questions: tuple[str, ...] = ()
    if lake.is_empty:
        datasets, questions = _without_lake(datasets, deliveries)
    told: dict[int, Told] = {}
    feeds: dict[int, tuple[Feed, ...]] = {}
    waiting = deliveries
    while waiting:
        with workbench(None) as bench:
            salt = secrets.token_bytes
            batch = Batch(home, bench, datasets, waiting, salt=salt, accepted=lake.source)
            batch.check(None, progress)
            found = _told(batch)
        blocked = {
            delivery for delivery, each in found.items()
            if any(entry.status == "blocked" for entry in each.entries)
        }  # fmt: skip
        # As when they are delivered: nobody may refer to what is blocked.
        done = blocked or found.keys()
        told |= {delivery: found[delivery] for delivery in done}
        for delivery in waiting:
            if delivery.delivery_id in done:
                feeds[delivery.delivery_id] = _feeds(batch, delivery)
        waiting = [each for each in waiting if each.delivery_id not in done]
    checked = tuple(
        CheckedFile(each, told[each.delivery_id], feeds[each.delivery_id]) for each in deliveries
    )
    unplaced = [each for each in checked if not names_period(each.path, claim)]
    return Checked(
        checked,
        datasets,
        questions,
        is_installed=home.root.is_dir(),
        lacks_half_year=any(_is_dated(each, datasets) for each in unplaced),
    )


def _is_dated(file: CheckedFile, datasets: Mapping[str, Dataset]) -> bool:
    """Whether its rows have to lie in the half-year for which they are delivered."""
    return any(
        rule.kind == "half_year"
        for feed in file.feeds
        for rule in datasets[feed.target.dataset].rules
    )


def _checksum(file: LandedFile) -> str:
    try:
        return file.sha256()
    except OSError:
        return UNREADABLE


def _without_lake(
    datasets: Mapping[str, Dataset], deliveries: Sequence[Delivery]
) -> tuple[Mapping[str, Dataset], tuple[str, ...]]:
    """The datasets without the rules that only a lake could answer, and what these ask for.

    What the files bring themselves is known: a list of schools beside a list of staff.
    """
    fed = {
        target.dataset
        for delivery in deliveries
        for layout in delivery.layouts
        for target in layout.targets
    }
    known = fed | KEPT_BY_RULES
    questions: dict[str, None] = {}
    judged = {}
    for name, dataset in datasets.items():
        unknown = {
            each.rule_id(name): each.target
            for each in dataset.references
            if each.target not in known
        }
        if name in fed:
            questions |= dict.fromkeys(unknown.values())
        rules = tuple(rule for rule in dataset.rules if rule.id not in unknown)
        judged[name] = replace(dataset, rules=rules)
    return judged, tuple(questions)


def _told(batch: Batch) -> dict[int, Told]:
    """What is told of each delivery of a checked batch."""
    entries: dict[int, list[LedgerRow]] = {}
    for row in LedgerEntries(batch, batch_id="", read_with="").ledger_rows():
        entries.setdefault(row.delivery_id, []).append(row)
    rows = []
    if batch.fed:
        query = findings_query("findings", SHOWN_OF_RULE)
        rows = batch.bench.connection.execute(query).fetchall()
    faults = {
        delivery: faults_of(of_delivery)
        for delivery, of_delivery in groupby(rows, key=lambda row: row[0])
    }
    return {
        delivery: Told(tuple(of_delivery), faults.get(delivery, ()))
        for delivery, of_delivery in entries.items()
    }


def _feeds(batch: Batch, delivery: Delivery) -> tuple[Feed, ...]:
    return tuple(
        feed for feeds in batch.feeds.values() for feed in feeds if feed.delivery is delivery
    )
