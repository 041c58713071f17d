"""The words for what became of a delivery, or would become of it: one sentence for each case.

Belongs here: Russian sentences about statuses, places and what to do next. The sentences about
single rows are the contracts' own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from opora.answers.told import Fault
from opora.contracts import Dataset
from opora.contracts.lake_tables import DELIVERED_HALF_YEAR
from opora.home import HISTORY
from opora.intake.adapters import parts_of_sheet
from opora.lake.ledger import LedgerRow, Status

#: Status -> what became of the file, and what would become of it.
BECAME: Mapping[Status, str] = {
    "accepted": "принято целиком",
    "partly_accepted": "принято частично: строки с ошибками отклонены",
    "rejected": "отклонены все строки",
    "refused": "файл не принят",
    "blocked": "не принято ничего за это полугодие, в том числе этот файл",
    "duplicate": "такой же файл уже сдан, второй раз он не учитывается",
}
WOULD_BECOME: Mapping[Status, str] = {
    "accepted": "будет принято целиком",
    "partly_accepted": "будет принято частично: строки с ошибками будут отклонены",
    "rejected": "будут отклонены все строки",
    "refused": "файл не будет принят",
    "blocked": "не будет принято ничего за это полугодие, в том числе этот файл",
    "duplicate": "такой же файл назван дважды, второй раз он не учитывается",
}
#: Said where not all that was found is listed.
CUT = "Показано не всё: у каждого правила — первые по порядку строки."
SEVERITIES = {"critical": "ошибка", "warning": "предупреждение", "info": "заметка"}


#: So many runs of rows are named at one place.
_RUNS_SHOWN = 8
#: What the sentence of a rule says of rows that need not be sent again.
_TAKEN_LATER = "строка будет принята"


def what_next(entry: LedgerRow, faults: Sequence[Fault], dataset: Dataset | None) -> str:
    """What the sender should do now that the delivery has been taken.

    `faults`: what was found in the rows of this entry.
    """
    if entry.status in ("partly_accepted", "rejected"):
        told = "Исправьте отклонённые строки"
        if any(_may_wait(fault) for fault in faults):
            told += ", кроме тех, о которых сказано, что присылать их снова не нужно"
        return f"{told}. {how_to_correct(dataset, has_accepted=entry.rows_accepted > 0)}"
    if entry.status == "refused":
        return "Исправьте то, что названо, и сдайте файл ещё раз."
    if entry.status == "blocked":
        return (
            "Исправьте то, что названо, и сдайте файл ещё раз: тогда всё полугодие проверяется "
            "заново. Остальные его файлы присылать снова не нужно."
        )
    if entry.status == "accepted" and any(fault.is_warning for fault in faults):
        told = how_to_correct(dataset, has_accepted=True)
        return f"Прочитайте предупреждения. Если в данных ошибка, исправьте её. {told}"
    return "Делать ничего не нужно."


def _may_wait(fault: Fault) -> bool:
    """Whether its sentence says that its rows are taken once what they name is known."""
    return _TAKEN_LATER in fault.first.message


def how_to_correct(dataset: Dataset | None, *, has_accepted: bool) -> str:
    """How a later delivery of the dataset corrects an earlier one."""
    if dataset is None:
        return "Сдайте файл ещё раз."
    headings = {column.name: f"«{column.heading}»" for column in dataset.columns}
    if dataset.delivery.rule == "append":
        key = [headings[name] for name in dataset.key]
        agreeing = "с теми же" if len(key) > 1 else "с тем же значением в графе"
        return (
            f"Сдайте эти строки ещё раз, одни или вместе с остальными: строка {agreeing} "
            f"{_listed(key)} заменит прежнюю."
        )
    scope = dataset.delivery.scope
    same = [headings[name] for name in scope if name in headings]
    agree = "совпадают графы" if len(same) > 1 else "совпадает графа"
    half_year = " за то же полугодие" if DELIVERED_HALF_YEAR in scope else ""
    whole = ", вместе со строками, которые уже приняты" if has_accepted else ""
    return (
        f"Сдайте файл целиком{whole}: новый файл заменит все прежние строки{half_year}, в которых "
        f"{agree} {_listed(same)}."
    )


def _listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence: a, b и c."""
    return " и ".join([", ".join(names[:-1])] * (len(names) > 1) + [*names[-1:]])


def place(sheet: str | None, rows: int | Collection[int], heading: str | None = None) -> str:
    """A place in a file: «лист «Отчёт», строки 2–9, 12, графа «Тема»»."""
    rows = [rows] if isinstance(rows, int) else rows
    name, group = parts_of_sheet(sheet)
    parts = [f"лист «{name}»"] if name else []
    parts += [group] if group else []
    parts.append(f"{'строки' if len(rows) > 1 else 'строка'} {_on_end(rows)}")
    if heading:
        parts.append(f"графа «{heading}»")
    return ", ".join(parts)


def sheet_and_group(sheet: str | None) -> str | None:
    """A sheet for a column «Лист»; with a group of its columns: ««Ф1», задание 3.1»."""
    name, group = parts_of_sheet(sheet)
    return ", ".join([f"«{name}»"] * bool(name) + [group]) if group else name


def _on_end(rows: Collection[int]) -> str:
    """Numbers with those on end brought together: 2–9, 12."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = [f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs[:_RUNS_SHOWN]]
    more = sum(map(len, runs[_RUNS_SHOWN:]))
    return ", ".join(shown) + (f" и ещё {more}" if more else "")


def sentence(text: str | None) -> str:
    """A sentence that begins with a capital letter, as answers of the ledger may not."""
    return text[:1].upper() + text[1:] if text else ""


def counted(number: int, one: str, few: str, many: str) -> str:
    """A number with its noun: 1 строка, 2 строки, 5 строк."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        word = one
    elif 2 <= ones <= 4 and not 12 <= tens <= 14:
        word = few
    else:
        word = many
    return f"{number} {word}"


def rows(number: int) -> str:
    """So many rows."""
    return counted(number, "строка", "строки", "строк")


def half_year_in_words(half_year: str) -> str:
    """2025-H1 -> «1-е полугодие 2025 года», to stand beside its key."""
    if half_year == HISTORY:
        return "прошлые годы"
    year, _, half = half_year.partition("-H")
    return f"{half}-е полугодие {year} года"


def half_year_and_key(half_year: str) -> str:
    """«1-е полугодие 2025 года (2025-H1)»."""
    return f"{half_year_in_words(half_year)} ({half_year})"
