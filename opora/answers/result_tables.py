"""The tables of an answer: rejected rows with their reasons, totals held against the rows.

Belongs here: these two sheets. Not here: the others (`result`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opora.answers.lake import Delivered, Rejected, RejectedRow
from opora.answers.pages import Page, Pages
from opora.answers.told import Told, heading
from opora.contracts import Dataset
from opora.forms.words import Words

#: As in `opora.intake.totals`: closer numbers are the same.
_SAME = 0.005

_Reasons = Mapping[tuple[str, str | None, int], list[str]]


def rejected_page(
    pages: Pages, delivered: Delivered, datasets: Mapping[str, Dataset], words: Words
) -> None:
    """«Отклонённые строки»: all of them, or the first ones, by dataset."""
    page = pages.page("Отклонённые строки", (20, 9, 70, *(18,) * 30))
    if not delivered.rejected:
        page.line("Отклонённых строк нет.")
    reasons: dict[tuple[str, str | None, int], list[str]] = {}
    for finding in delivered.told.findings:
        if finding.severity == "critical":
            key = (finding.dataset, finding.sheet, finding.row_no)
            reasons.setdefault(key, []).append(finding.message)
    for name, rejected in delivered.rejected.items():
        if page.next_row:
            page.gap()
        _rejected_of(page, delivered.told, datasets[name], rejected, reasons, words)


def _rejected_of(
    page: Page,
    told: Told,
    dataset: Dataset,
    rejected: Rejected,
    reasons: _Reasons,
    words: Words,
) -> None:
    entry = next((each for each in told.entries if each.dataset == dataset.name), None)
    total = entry.rows_quarantined if entry else len(rejected.rows)
    page.title(f"{dataset.title_ru}: отклонено строк — {total}")
    if total > len(rejected.rows):
        page.line(f"Здесь показаны первые {len(rejected.rows)} из них.")
    if dataset.person is not None:
        page.line("ФИО, СНИЛС и даты рождения не хранятся, поэтому здесь их нет.")
    rules = {rule.id: rule.message_ru.replace("{value}", "…") for rule in dataset.rules}
    headings = [heading(column, dataset) or column for column in rejected.columns]
    page.heading("Лист", "Строка", "Почему отклонена", *headings)
    for row in rejected.rows:
        why = reasons.get((dataset.name, row.sheet, row.row_no)) or [
            rules.get(reason, reason) for reason in row.reasons
        ]
        page.line(row.sheet, row.row_no, "\n".join(why), *_in_words(row, rejected, dataset, words))


def _in_words(
    row: RejectedRow, rejected: Rejected, dataset: Dataset, words: Words
) -> Iterator[Any]:
    """The values of a row, those of vocabularies as people write them."""
    known = {column.name: column for column in dataset.columns}
    for name, value in zip(rejected.columns, row.values, strict=True):
        has_words = value is not None and name in known and words.has(known[name])
        yield words.word(known[name], value) if has_words else value


def totals_page(pages: Pages, told: Told, datasets: Mapping[str, Dataset]) -> None:
    """«Итоги»: what the file states beside what its rows give."""
    page = pages.page("Итоги", (20, 9, 36, 36, 16, 16, 18))
    if not any(entry.declared_totals for entry in told.entries):
        page.line("Итоговых строк в файле нет, сверять нечего.")
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
                    total["sheet"],
                    total["row"],
                    _group(total["keys"], dataset),
                    heading(column, dataset),
                    declared,
                    number,
                    _verdict(differs, declared, number),
                    look=pages.yellow if differs else None,
                )


def _group(keys: Mapping[str, Any], dataset: Dataset | None) -> str:
    # the key of a person is nothing to show
    shown = ((heading(name, dataset), value) for name, value in keys.items())
    return "; ".join(f"{name}: {value}" for name, value in shown if name) or "весь файл"


def _verdict(differs: bool, declared: float, number: float) -> str:
    if differs:
        return "не сходится"
    if abs(declared - number) <= _SAME:
        return "сходится"
    # per cents, hidden rows, numbers that the file rounds
    return "не сверяется"
