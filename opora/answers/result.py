"""The answer to a sender as a workbook: what became of a delivery, row by row.

Belongs here: which sheets there are; what stands on the summary and on the list of findings. Not
here: rejected rows and totals (`result_tables`), how it looks (`pages`), where the answer comes
from (`lake`) and goes (`write`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from opora.answers.faults import ContractNames, fault_in_words
from opora.answers.lake import Delivered
from opora.answers.pages import Page, Pages, workbook
from opora.answers.result_tables import UNREAD, rejected_page, totals_page
from opora.answers.told import Fault
from opora.answers.words import (
    BECAME,
    CUT,
    SEVERITIES,
    counted,
    half_year_and_key,
    sentence,
    sheet_and_group,
    what_next,
)
from opora.answers.words import rows as of_rows
from opora.contracts import Dataset
from opora.forms.words import Words
from opora.intake.adapters import load_adapters
from opora.lake.ledger import LedgerRow
from opora.office import on_the_office_clock

_FORMATS = {"csv": "текстовая таблица (CSV)", "xlsx": "книга Excel", "parquet": "Parquet"}
#: The sheet of all that was found.
_FOUND = "Ошибки и предупреждения"
_SEVERAL = "несколько полугодий"


def result_workbook(delivered: Delivered, datasets: Mapping[str, Dataset], words: Words) -> bytes:
    """The bytes of the answer; the same delivery gives the same bytes."""
    first = delivered.first
    title = _title(first)
    result = _Result(delivered, datasets, words)
    return workbook(first.taken_at.replace(microsecond=0), title, result.write)


class _Result:
    """Writes the sheets of one answer."""

    def __init__(self, delivered: Delivered, datasets: Mapping[str, Dataset], words: Words) -> None:
        self._delivered = delivered
        self._told = delivered.told
        self._datasets = datasets
        self._words = words
        self._names = ContractNames(datasets)

    def write(self, pages: Pages) -> None:
        self._summary(pages, pages.page("Итог", (30, 90, 60)))
        rejected_page(pages, self._delivered, self._datasets, self._words)
        self._findings(pages, pages.page(_FOUND, (16, 20, 9, 28, 28, 90)))
        totals_page(pages, self._told, self._datasets)

    # -- «Итог» -------------------------------------------------------------------------------

    def _summary(self, pages: Pages, page: Page) -> None:
        first = self._delivered.first
        page.title(_title(first))
        page.gap()
        facts = [
            ("Файл", PurePosixPath(first.path).name),
            ("Где лежал", first.path),
            ("Период", half_year_and_key(first.half_year) if first.half_year else _SEVERAL),
            ("Взят в обработку", f"{on_the_office_clock(first.taken_at):%d.%m.%Y %H:%M}"),
            ("Прочитан как", _format(first)),
        ]
        if self._delivered.earlier is not None:
            earlier = self._delivered.earlier
            facts.append(
                (
                    "Сдано раньше",
                    f"под этим же именем сдан файл № {earlier.delivery_id}, из него принято "
                    f"строк: {earlier.rows_accepted}",
                )
            )
        for label, value in facts:
            page.line(label, value, first=pages.label)
        for entry in self._told.entries:
            page.gap()
            self._entry(pages, page, entry)
        if self._told.faults:
            page.gap()
            page.title("Что найдено")
            page.heading("Сколько", "Что не так и что делать", "Где")
            for fault in self._told.faults:
                looks = {"critical": pages.red, "warning": pages.yellow}
                in_words = fault_in_words(fault, self._datasets, self._names)
                page.line(
                    _how_many(fault),
                    in_words.sentence,
                    "; ".join(in_words.places) + (f" и ещё {in_words.more}" * (in_words.more > 0)),
                    first=looks.get(fault.first.severity),
                )

    def _entry(self, pages: Pages, page: Page, entry: LedgerRow) -> None:
        dataset = self._datasets.get(entry.dataset or "")
        if dataset is not None:
            page.line("Набор данных", f"{dataset.title_ru} ({dataset.name})", first=pages.label)
        look = pages.red if entry.status in _BAD else None
        page.line("Состояние", sentence(BECAME[entry.status]), first=pages.label, look=look)
        if entry.rows_received:
            warnings = self._told.warnings_of(entry.dataset)
            page.line("Строк получено", entry.rows_received, first=pages.label)
            page.line("Строк принято", entry.rows_accepted, first=pages.label)
            page.line("Строк отклонено", entry.rows_quarantined, first=pages.label)
            page.line("Предупреждений", warnings, first=pages.label)
        if entry.message:
            page.line("Ответ", sentence(entry.message), first=pages.label)
        told = what_next(entry, self._told.of_dataset(entry.dataset), dataset)
        page.line("Что делать", told, first=pages.label)

    # -- «Ошибки и предупреждения» ------------------------------------------------------------

    def _findings(self, pages: Pages, page: Page) -> None:
        if not self._told.faults:
            page.line(UNREAD if self._told.is_unread else "Ошибок и предупреждений нет.")
            return
        if self._told.is_cut:
            page.line(CUT)
        page.heading("Важность", "Лист", "Строка", "Графа", "Значение", "Что не так и что делать")
        looks = {"critical": pages.red, "warning": pages.yellow}
        for finding in self._told.findings:
            page.line(
                SEVERITIES[finding.severity],
                sheet_and_group(finding.sheet),
                finding.row_no,
                self._names.heading(finding),
                finding.value,
                finding.message,
                first=looks.get(finding.severity),
            )


_BAD = ("rejected", "refused", "blocked")


def _title(first: LedgerRow) -> str:
    return f"Ответ на сданный файл № {first.delivery_id}"


def _format(entry: LedgerRow) -> str:
    if entry.format is None:
        return "не прочитан"
    parts = [_FORMATS.get(entry.format, entry.format)]
    if entry.encoding:
        parts.append(f"кодировка {entry.encoding}")
    if entry.delimiter:
        parts.append("разделитель — табуляция" if entry.delimiter == "\t" else
                     f"разделитель «{entry.delimiter}»")  # fmt: skip
    if entry.mapping:
        titles = {adapter.name: adapter.title_ru for adapter in load_adapters()}
        parts.append(f"по описанию «{titles.get(entry.mapping, entry.mapping)}»")
    return ", ".join(parts)


def _how_many(fault: Fault) -> str:
    if fault.first.severity == "info":
        return SEVERITIES["info"]
    if fault.first.is_total:
        return counted(fault.count, "итог", "итога", "итогов")
    return of_rows(fault.count)
