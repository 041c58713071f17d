"""Takes what was delivered: intake, contract, quarantine, lake, ledger.

Belongs here: the order of these steps for a batch of deliveries. Every delivery ends in the ledger
with what became of it; received = accepted + quarantined for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Thread

from opora.contracts import Dataset, load_contracts
from opora.home import Home
from opora.intake.fingerprint import intake_fingerprint
from opora.intake.landing import LandedFile
from opora.intake.workbench import remove_workbenches, work_folder, workbench
from opora.lake.compact import compact
from opora.lake.ledger import Ledger, LedgerRow
from opora.lake.recover import Recovery
from opora.lake.store import BatchWriter, prepare_lake
from opora.pipeline.batch import Batch, DatasetOutcome, MakeValidator, in_duckdb
from opora.pipeline.ledger_entries import LedgerEntries
from opora.pipeline.open_deliveries import (
    Delivery,
    half_years,
    new_files,
    open_deliveries,
)
from opora.pipeline.opening import Means
from opora.pipeline.opening_pool import opening, processes_for
from opora.rules import write_overrides

#: Called with the step, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _import_validation() -> None:
    """Great Expectations takes seconds to import: files are hashed and opened meanwhile."""
    Thread(target=import_module, args=("opora.validation.check",)).start()


@dataclass(frozen=True)
class Taken:
    """What came of a batch; `batch_id` is None when nothing was new."""

    batch_id: str | None = None
    ledger: list[LedgerRow] = field(default_factory=list)
    outcomes: list[DatasetOutcome] = field(default_factory=list)
    #: The first page of the Data Docs.
    docs: Path | None = None


def take(
    home: Home,
    periods: Collection[str | None] | None = None,
    progress: Progress = silent,
    *,
    validator: MakeValidator = in_duckdb,
) -> Taken:
    """Take all new deliveries (of some half-years, if `periods` names them; None: the history).

    `validator`: what runs the rules. The caller holds the writer lock.
    """
    datasets = load_contracts()
    # also where nothing is new: a run may have been killed after its batch counted
    remove_workbenches(home)
    write_overrides(home)
    ledger = Ledger(home)
    prepare_lake(home, datasets.values())
    read_with = intake_fingerprint(home)
    new = list(new_files(home, ledger, datasets.keys(), periods, read_with, _import_validation))
    if not new:
        return Taken()
    with work_folder(home) as folder:
        deliveries = _opened(home, ledger, new, Means.of(home, datasets, folder), progress)
        return _taken(home, ledger, datasets, deliveries, read_with, progress, validator)


def _opened(
    home: Home,
    ledger: Ledger,
    new: Sequence[tuple[LandedFile, str]],
    means: Means,
    progress: Progress,
) -> list[Delivery]:
    """The new files, opened; their rows lie in the folder of the means."""
    deliveries: list[Delivery] = []

    def on_wait(done: int) -> None:
        progress("reading", len(deliveries) + done, len(new))

    with opening(means, processes_for(file for file, _ in new), on_wait) as opener:
        first, earlier = ledger.next_delivery, ledger.by_content
        for delivery in open_deliveries(new, first, earlier, half_years(home), opener):
            progress("reading", len(deliveries), len(new))
            deliveries.append(delivery)
    return deliveries


def _taken(
    home: Home,
    ledger: Ledger,
    datasets: Mapping[str, Dataset],
    deliveries: list[Delivery],
    read_with: str,
    progress: Progress,
    validator: MakeValidator,
) -> Taken:
    """What becomes of opened files: checked, kept, and in the ledger."""
    batch_id = f"{ledger.next_delivery:010d}"
    docs: Path | None = home.reports / "data_docs"
    first: Batch | None = None
    outcomes: list[DatasetOutcome] = []
    blocked: list[LedgerRow] = []
    while True:
        with workbench(home) as bench:
            batch = Batch(home, bench, datasets, deliveries, validator=validator)
            checked = batch.check(docs, progress)
            rows = LedgerEntries(batch, batch_id, read_with).ledger_rows()
            if first is None:
                # Data Docs and outcomes tell of everything that came, also of what was blocked.
                first, outcomes, docs = batch, checked, None
            out = {row.delivery_id for row in rows if row.status == "blocked"}
            if out:
                # Nothing of a blocked half-year is kept, so nobody else may refer to it: the
                # others are checked again, as if it had not come.
                blocked += [row for row in rows if row.delivery_id in out and not row.rows_received]
                deliveries = [each for each in deliveries if each.delivery_id not in out]
                continue
            progress("writing", 0, 1)
            rows = sorted([*rows, *blocked], key=lambda row: row.delivery_id)
            if batch.fed:
                BatchWriter(home, bench, batch_id).write(batch.fed)
            last = rows[-1].delivery_id
            recovery = Recovery(home, batch_id, read_with)
            rows += recovery.take(datasets.values(), batch.feeds.keys(), last + 1)
            ledger.append(batch_id, rows)
            compact(home, progress)
            return Taken(batch_id, rows, outcomes, first.docs)
