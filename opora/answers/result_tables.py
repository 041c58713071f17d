"""The tables of an answer: rejected rows with their reasons, totals held against the rows.

Belongs here: these two sheets. Not here: the others (`result`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from opora.answers.lake import Delivered, Rejected, RejectedRow
from opora.answers.pages import Page, Pages
from opora.answers.told import Finding, Told, heading
from opora.answers.words import sheet_and_group
from opora.contracts import Dataset
from opora.forms.words import Words

#: Closer numbers are the same, where the ledger does not say how close (it did not at first).
_SAME = 0.005
_WIDTHS = (16, 8, 60, *(16,) * 40)

#: Dataset, sheet and row of a finding.
_Row = tuple[str, str | None, int]

#: On every sheet of a file of which no row was read.
UNREAD = "Строки этого файла не читались: почему, сказано на листе «Итог»."


def rejected_page(
    pages: Pages, delivered: Delivered, datasets: Mapping[str, Dataset], words: Words
) -> None:
    """«Отклонённые строки»: all of them, or the first ones, by dataset."""
    page = pages.page("Отклонённые строки", _WIDTHS)
    if not delivered.rejected:
        page.line(UNREAD if delivered.told.is_unread else "Отклонённых строк нет.")
    said: dict[_Row, list[Finding]] = {}
    for finding in delivered.told.findings:
        if finding.severity == "critical":
            key = (finding.dataset, finding.sheet, finding.row_no)
            said.setdefault(key, []).append(finding)
    columns = 0
    for name, rejected in delivered.rejected.items():
        if page.next_row:
            page.gap()
        table = _RejectedRows(datasets[name], rejected, said, words)
        table.write(pages, page, delivered.told)
        columns = max(columns, table.columns)
    page.print_over_pages(columns, repeated=2)


class _RejectedRows:
    """The rejected rows of one dataset; columns in which nothing stands are left out."""

    def __init__(
        self,
        dataset: Dataset,
        rejected: Rejected,
        said: Mapping[_Row, Sequence[Finding]],
        words: Words,
    ) -> None:
        self._dataset = dataset
        self._rejected = rejected
        self._said = said
        self._words = words
        self._known = {column.name: column for column in dataset.columns}
        blamed = {finding.column for row in rejected.rows for finding in self._of(row)}
        self._places = [
            place
            for place, name in enumerate(rejected.columns)
            if name in blamed or any(row.values[place] is not None for row in rejected.rows)
        ]
        #: How many columns of the sheet are written.
        self.columns = 3 + len(self._places)

    def write(self, pages: Pages, page: Page, told: Told) -> None:
        """Write a title, the headings and the rows."""
        dataset, rows = self._dataset, self._rejected.rows
        entry = next((each for each in told.entries if each.dataset == dataset.name), None)
        total = entry.rows_quarantined if entry else len(rows)
        page.title(f"{dataset.title_ru}: отклонено строк — {total}")
        if total > len(rows):
            page.line(f"Здесь показаны первые {len(rows)} из них.", look=pages.plain)
        if dataset.person is not None:
            page.line(
                "ФИО, СНИЛС и даты рождения не хранятся, поэтому здесь их нет.", look=pages.plain
            )
        names = [self._rejected.columns[place] for place in self._places]
        headings = [heading(name, dataset) or name for name in names]
        page.heading("Лист", "Строка", "Почему отклонена", *headings)
        rules = {rule.id: rule.message_ru.replace("{value}", "…") for rule in dataset.rules}
        for row in rows:
            found = self._of(row)
            why = [each.message for each in found] or [
                rules.get(reason, reason) for reason in row.reasons
            ]
            blamed = {each.column: each.value for each in found}
            red = {3 + number: pages.red for number, name in enumerate(names) if name in blamed}
            values = [self._shown(row, place, blamed) for place in self._places]
            page.line(sheet_and_group(row.sheet), row.row_no, "\n".join(why), *values, looks=red)

    def _of(self, row: RejectedRow) -> Sequence[Finding]:
        return self._said.get((self._dataset.name, row.sheet, row.row_no), ())

    def _shown(self, row: RejectedRow, place: int, blamed: Mapping[str | None, str | None]) -> Any:
        """A value of a row as people write it: a word, or what could not be read at all."""
        name, value = self._rejected.columns[place], row.values[place]
        if value is None:
            return blamed.get(name)
        if name in self._known and self._words.has(self._known[name]):
            return self._words.word(self._known[name], value)
        # a red cell is text, whatever stands in it
        return f"{value:%d.%m.%Y}" if name in blamed and isinstance(value, dt.date) else value


def totals_page(pages: Pages, told: Told, datasets: Mapping[str, Dataset]) -> None:
    """«Итоги»: what the file states beside what its rows give."""
    page = pages.page("Итоги", (20, 9, 36, 36, 16, 16, 18))
    if not any(entry.declared_totals for entry in told.entries):
        page.line(UNREAD if told.is_unread else "Итоговых строк в файле нет, сверять нечего.")
        return
    page.heading("Лист", "Строка", "По чему итог", "Что", "В файле", "По строкам", "Сверка")
    differing = {
        (each.dataset, each.sheet, each.row_no, each.column)
        for each in told.findings
        if each.is_total
    }
    for entry in told.entries:
        dataset = datasets.get(entry.dataset or "")
        for total in entry.declared_totals:
            for column, declared in total["declared"].items():
                number = total["counted"].get(column, 0)
                key = (entry.dataset, total["sheet"], total["row"], column)
                differs = key in differing
                page.line(
                    sheet_and_group(total["sheet"]),
                    total["row"],
                    _group(total["keys"], dataset),
                    heading(column, dataset),
                    declared,
                    number,
                    _verdict(differs, abs(declared - number), total.get("tolerance", _SAME)),
                    look=pages.yellow if differs else None,
                )


def _group(keys: Mapping[str, Any], dataset: Dataset | None) -> str:
    # the key of a person is nothing to show
    shown = ((heading(name, dataset), value) for name, value in keys.items())
    return "; ".join(f"{name}: {value}" for name, value in shown if name) or "весь файл"


def _verdict(differs: bool, difference: float, tolerance: float) -> str:
    if differs:
        return "не сходится"
    if difference <= tolerance:
        return "сходится"
    # per cents, hidden rows, numbers that the file rounds
    return "не сверяется"
