"""A batch of deliveries on its way through the workbench: read, then checked, dataset by dataset.

Belongs here: the order within a batch (a dataset after those that its columns refer to). Not here:
what the ledger says of it (`ledger_entries`) or what its columns refer to (`references`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from opora.contracts import Dataset
from opora.contracts.filling import asks_by
from opora.home import Home
from opora.intake.layout import Layout
from opora.intake.mapping import Target
from opora.intake.persons import PersonKeys, load_salt
from opora.intake.totals import DeclaredTotal, declared_totals, stated_totals
from opora.intake.typed import Place, TypedSelect
from opora.intake.vocabularies import Vocabulary, load_vocabularies
from opora.intake.workbench import Part, Workbench
from opora.pipeline.open_deliveries import Delivery
from opora.pipeline.references import IDENTIFIERS, References

if TYPE_CHECKING:
    # Great Expectations takes seconds to import: only a batch with rows pays for it.
    from opora.validation.gx import SuiteRunner

#: Makes what runs the rules over a workbench, and writes Data Docs to a folder, if it is given one.
MakeValidator: TypeAlias = "Callable[[Workbench, Path | None], SuiteRunner]"


def in_duckdb(bench: Workbench, docs: Path | None) -> SuiteRunner:
    """The rules are run where the rows lie, in the workbench."""
    from opora.validation.gx import Validator

    return Validator(bench.connection, docs)


@dataclass(frozen=True)
class DatasetOutcome:
    """What the rules of a dataset said of a batch; `failed`: rule id -> failing rows."""

    dataset: str
    rules: int
    failed: Mapping[str, int]


@dataclass(frozen=True)
class Feed:
    """One sheet of one delivery that feeds one dataset."""

    delivery: Delivery
    layout: Layout
    target: Target


class Batch:
    """Deliveries, and what reading and checking them brought to light."""

    def __init__(
        self,
        home: Home,
        bench: Workbench,
        datasets: Mapping[str, Dataset],
        deliveries: Sequence[Delivery],
        salt: Callable[[], bytes] | None = None,
        accepted: Callable[[str], str] | None = None,
        validator: MakeValidator = in_duckdb,
    ) -> None:
        """Nothing is read before `check`.

        `salt`: another one than that of the installation; `accepted`: dataset -> another source
        of what the lake knows than all of its files; `validator`: what runs the rules.
        """
        self.bench = bench
        self.datasets = datasets
        self.deliveries = deliveries
        self.feeds: dict[str, list[Feed]] = {}
        #: (delivery, dataset) -> why the file could not be read after all.
        self.refused: dict[tuple[int, str], str] = {}
        self.totals: dict[str, list[DeclaredTotal]] = {}
        #: Half-year -> why it can't be taken.
        self.blocked: dict[str | None, list[str]] = {}
        #: Delivery -> schools that it added to the register.
        self.registered: dict[int, int] = {}
        self.docs: Path | None = None
        self._home = home
        self._salt = salt or partial(load_salt, home)
        self._validator = validator
        self._references = References(home, bench.connection, accepted=accepted)
        self._find_feeds()

    @property
    def fed(self) -> list[Dataset]:
        """The datasets that the batch feeds, in their order.

        The codes of schools come right after the schools: all others may speak in them.
        """
        fed = [dataset for name, dataset in self.datasets.items() if name in self.feeds]
        return sorted(fed, key=lambda dataset: dataset.name not in ("schools", IDENTIFIERS))

    def check(
        self, docs: Path | None, progress: Callable[[str, int, int], None]
    ) -> list[DatasetOutcome]:
        """Read all rows into the workbench and run the rules; Data Docs are written to `docs`.

        Progress counts the sheets that were read.
        """
        if not self.fed:
            return []
        from opora.validation.check import prepare

        prepare(self.bench)
        self._references.prepare_windows()
        validator = self._validator(self.bench, docs)
        outcomes = []
        read, sheets = count(1), sum(map(len, self.feeds.values()))
        progress("checking", 0, sheets)
        for dataset in self.fed:
            self._read(dataset, lambda: progress("checking", next(read), sheets))
            outcomes.append(self._check(dataset, validator))
        progress("documenting", 0, 1)
        self.docs = validator.write_docs()
        return outcomes

    def _find_feeds(self) -> None:
        for delivery in self.deliveries:
            for layout in delivery.layouts:
                for target in layout.targets:
                    feed = Feed(delivery, layout, target)
                    self.feeds.setdefault(target.dataset, []).append(feed)
                    if target.register is not None:
                        self.feeds.setdefault("schools", [])

    def _read(self, dataset: Dataset, on_read: Callable[[], None]) -> None:
        feeds = self.feeds[dataset.name]
        codes = self._references.school_codes(dataset)
        keys = None
        if dataset.person is not None:
            keys = PersonKeys(self._salt(), dataset.person.keyed_from)
        parts = [self._part(dataset, feed, codes) for feed in feeds]
        refusals = self.bench.take(dataset, parts, keys, on_read)
        for feed, refusal in zip(feeds, refusals, strict=True):
            if refusal:
                self.refused[feed.delivery.delivery_id, dataset.name] = refusal
                self.bench.forget(dataset, feed.delivery.delivery_id)
        self._refuse_unfilled(dataset)

    def _refuse_unfilled(self, dataset: Dataset) -> None:
        """A form that came back as it was sent out is no delivery."""
        if not self.bench.unfilled_of(dataset):
            return
        filled = self.bench.connection.execute(
            f"SELECT DISTINCT delivery_id FROM incoming_{dataset.name}"
        ).fetchall()
        delivered = {delivery for (delivery,) in filled}
        headings = ", ".join(
            f"«{column.heading}»" for column in dataset.columns if column.name in asks_by(dataset)
        )
        for delivery_id in {each.delivery_id for each in self.bench.unfilled_of(dataset)}:
            if delivery_id not in delivered:
                self.refused[delivery_id, dataset.name] = (
                    f"в файле нет ни одной заполненной строки: кроме {headings} в строках ничего "
                    "не вписано. Заполните форму и отправьте файл снова."
                )
                self.bench.forget(dataset, delivery_id)

    @cached_property
    def _vocabularies(self) -> Mapping[str, Vocabulary]:
        return load_vocabularies(self._home)

    def _part(self, dataset: Dataset, feed: Feed, codes: Vocabulary) -> Part:
        file_format = feed.delivery.format
        assert file_format is not None  # noqa: S101 - what has layouts was opened
        layout, target = feed.layout, feed.target
        select = TypedSelect(
            dataset=dataset,
            target=target,
            headings=layout.headings,
            locale=layout.locale,
            totals=layout.totals,
            vocabularies=self._vocabularies,
            school_codes=codes,
        )
        file = feed.delivery.file
        place = Place(feed.delivery.delivery_id, file.half_year, layout.sheet.name)
        return Part(file.path, file_format, layout, place, select)

    def _stated(self, dataset: Dataset) -> Iterator[DeclaredTotal]:
        for feed in self.feeds[dataset.name]:
            delivery_id = feed.delivery.delivery_id
            if (delivery_id, dataset.name) not in self.refused:
                yield from stated_totals(delivery_id, feed.layout)

    def _check(self, dataset: Dataset, validator: SuiteRunner) -> DatasetOutcome:
        from opora.validation.check import check

        self._references.prepare(dataset)
        for feed in self.feeds[dataset.name]:
            if feed.target.register is not None:
                counted = self._references.register_schools(dataset, feed.delivery, feed.target)
                earlier = self.registered.get(feed.delivery.delivery_id, 0)
                self.registered[feed.delivery.delivery_id] = earlier + counted
        self.totals[dataset.name] = [
            *declared_totals(self.bench.connection, dataset),
            *self._stated(dataset),
        ]
        checked = check(self.bench, validator, dataset, self.totals[dataset.name])
        for half_year, reasons in checked.blocked.items():
            named = [f"«{dataset.title_ru}»: {reason}" for reason in reasons]
            self.blocked.setdefault(half_year, []).extend(named)
        failed = {result.rule.id: result.failed for result in checked.results if result.failed}
        return DatasetOutcome(dataset.name, len(checked.results), failed)
