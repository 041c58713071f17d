"""What `opora check` says in the terminal: the verdict on each file, its faults, what to do next.

Belongs here: lines for people, in Russian, eighty columns wide, with or without a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from opora.answers.faults import Names, fault_in_words
from opora.answers.places import Places
from opora.answers.told import Fault
from opora.answers.unread import unread_headings
from opora.answers.words import SEVERITIES, WOULD_BECOME, half_year_and_key, rows, sentence
from opora.contracts import SCHOOLS, Dataset
from opora.forms.looks import cut
from opora.intake.adapters import parts_of_sheet
from opora.lake.ledger import LedgerRow
from opora.pipeline.check import Checked, CheckedFile

_WIDTH = 80
#: So many columns are named that are not read, each with so many letters of its heading.
_UNREAD_SHOWN, _HEADING_LENGTH = 5, 60
_LOOKS = {"critical": "red", "warning": "yellow", "info": ""}

#: What nobody but the department can know, by what rows refer to.
_QUESTIONS = {
    SCHOOLS: "есть ли школы в перечне школ",
    "recommendations": "выданы ли рекомендации с такими кодами",
    "measures": "приняты ли меры с такими кодами",
    "management_decisions": "приняты ли решения с такими кодами",
    "programme_documents": "есть ли документы программы с такими кодами",
}


def say_checked(console: Console, checked: Checked) -> None:
    """The verdict on each file, and what next."""
    console = _narrow(console)
    for file in checked.files:
        _say_file(console, file, checked.datasets)
    for text in _unchecked(checked):
        console.print(Text(text + "\n"))
    console.print(Text(_what_next(checked), style="bold"))


def _unchecked(checked: Checked) -> Iterator[str]:
    """What was not looked at, and why."""
    schools = f"«{checked.datasets[SCHOOLS].title_ru}»"
    if checked.lacks_half_year:
        yield (
            "Полугодие не названо: не проверено, попадают ли в него даты. Добавьте его, "
            "например --half-year 2025-H1."
        )
    if checked.lacks_schools:
        yield (
            f"Набор {schools} ещё не сдан, поэтому логины не проверены. Сначала сдайте его, "
            "иначе будут отклонены все строки."
        )
    asked = [
        _QUESTIONS.get(each, f"есть ли такие записи в наборе «{each}»")
        for each in checked.open_questions
        if each != SCHOOLS or not checked.lacks_schools
    ]
    if asked:
        yield (
            f"Здесь нельзя узнать: {', '.join(asked)}. Это проверит управление образования "
            "при приёме."
        )


def say_copies(console: Console, sentences: Sequence[str | None]) -> None:
    """Where the copies lie."""
    for text in sentences:
        if text is not None:
            # a path in pieces could not be copied from the terminal
            console.print(text, markup=False, soft_wrap=True)


def _narrow(console: Console) -> Console:
    console.width = min(console.width, _WIDTH)
    return console


def _say_file(console: Console, file: CheckedFile, datasets: Mapping[str, Dataset]) -> None:
    console.print(Text(file.path.name, style="bold"))
    claim = file.delivery.file
    names = Places([feed.layout for feed in file.feeds], datasets)
    sheets = {feed.target.dataset: feed.layout.sheet.name for feed in file.feeds}
    for entry in file.told.entries:
        dataset = datasets.get(entry.dataset or "")
        if dataset is not None and entry.dataset in sheets:
            sheet, _ = parts_of_sheet(sheets[dataset.name])
            on_sheet = f", лист «{sheet}»" if sheet else ""
            half_year = f", {half_year_and_key(claim.half_year)}" if claim.half_year else ""
            _say(console, f"Набор: «{dataset.title_ru}» ({dataset.name}){on_sheet}{half_year}")
        for line in _verdict(entry, file):
            _say(console, line)
        for fault in file.told.of_dataset(entry.dataset):
            _say_fault(console, fault, datasets, names)
    for layout in {id(feed.layout): feed.layout for feed in file.feeds}.values():
        if unread := unread_headings(layout):
            console.print()
            _say(console, _of_unread(unread))
    console.print()


def _of_unread(headings: Sequence[str]) -> str:
    shown = ", ".join(f"«{cut(heading, _HEADING_LENGTH)}»" for heading in headings[:_UNREAD_SHOWN])
    more = len(headings) - _UNREAD_SHOWN
    if more > 0:
        shown += f" и ещё {more}"
    if len(headings) == 1:
        return f"Заметка: графа {shown} не из формы, она не читается."
    return f"Заметка: графы {shown} не из формы, они не читаются."


def _verdict(entry: LedgerRow, file: CheckedFile) -> Iterator[Text]:
    passes = entry.status in ("accepted", "duplicate")
    verdict = Text("✓ " if passes else "✗ ", style="green" if passes else "red")
    verdict.append(sentence(WOULD_BECOME[entry.status]) + ".")
    yield verdict
    if entry.rows_received:
        warnings = file.told.warnings_of(entry.dataset)
        yield Text(
            f"Строк: {entry.rows_received}; будет принято: {entry.rows_accepted}, отклонено: "
            f"{entry.rows_quarantined}; предупреждений: {warnings}."
        )
    elif entry.message and entry.status != "duplicate":
        yield Text(sentence(entry.message))


def _say(console: Console, text: str | Text, indent: int = 2) -> None:
    console.print(
        Padding(text if isinstance(text, Text) else Text(text), (0, 0, 0, indent), expand=False)
    )


def _say_fault(
    console: Console, fault: Fault, datasets: Mapping[str, Dataset], names: Names
) -> None:
    first, told = fault.first, fault_in_words(fault, datasets, names)
    kind = "Итог не сходится" if first.is_total else sentence(SEVERITIES[first.severity])
    how_many = f", {rows(fault.count)}" if first.severity != "info" else ""
    head = Text(f"{kind}{how_many}: ", style=_LOOKS[first.severity])
    head.append(told.sentence, style="default")
    console.print()
    _say(console, head, indent=2)
    for where in told.places:
        _say(console, where, indent=4)
    if told.more:
        _say(console, f"и ещё {rows(told.more)}", indent=4)


def _what_next(checked: Checked) -> str:
    if not all(file.passes for file in checked.files):
        return "Исправьте ошибки и проверьте снова: opora check и имя файла."
    if checked.lacks_schools:
        return f"Можно сдавать, но сначала — «{checked.datasets[SCHOOLS].title_ru}»."
    if any(file.told.warnings for file in checked.files):
        return "Можно сдавать. Сначала прочитайте предупреждения: нет ли ошибки в данных."
    return "Можно сдавать."
