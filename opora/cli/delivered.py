"""What was delivered and what waits for a correction, as a table and sentences for officers.

Belongs here: Russian words and widths. Not here: what is counted (`opora.quality.delivered`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from opora.answers.words import half_year_and_key, half_year_in_words, place, sentence
from opora.cli.spelling import title_of
from opora.quality.delivered import Delivered, Waiting

_SHOWN_FILES = 20

# halves of words: with a title of a dataset before them they just fit a terminal of 80
_HEADINGS = (
    "принято", "частич-\nно", "откло-\nнено", "не при-\nнято", "исправ-\nлено", "строк", "ждут",
)  # fmt: skip

_WORDS = """\
частично, отклонено: файлы, в которых строки ещё ждут исправления
не принято: файлы, которые лежат в папке и не приняты целиком
исправлено: файлы, которые были приняты не сразу, а теперь в порядке
строк: сколько действует; ждут: отклонены и ещё не исправлены"""


def print_delivered(
    console: Console, counted: Sequence[Delivered], half_year: str | None = None
) -> None:
    """A line per dataset of one half-year, or per half-year where none is given."""
    when = f" за {half_year_and_key(half_year)}" if half_year else ""
    lines = [(_name(each, half_year), _numbers(each)) for each in counted]
    lines = [(name, numbers) for name, numbers in lines if any(numbers)]
    if half_year:
        lines.sort()
    if lines:
        console.print(_table(lines, f"Сдано{when}", "набор" if half_year else "полугодие"))
    else:
        console.print(f"Ничего не сдано{when}.", highlight=False)
    withdrawn = sum(each.withdrawn for each in counted)
    if withdrawn:
        console.print(
            f"Не приняты и убраны из папки, их больше не ждут: {withdrawn}.", highlight=False
        )


def _table(lines: Sequence[tuple[str, Sequence[int]]], title: str, first: str) -> Table:
    table = Table(
        title=title,
        caption=_WORDS,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
    )
    table.add_column(first)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for name, numbers in lines:
        table.add_row(escape(name), *(str(number or "") for number in numbers))
    return table


def print_waiting(console: Console, files: Sequence[Waiting]) -> None:
    """Which files wait for a correction, with the sentence of what is still wrong."""
    if not files:
        return
    console.print(
        "\nЖдут исправления. Кладите исправленный файл под прежним именем: тогда прежний отсюда "
        "уйдёт.",
        highlight=False,
    )
    for each in files[:_SHOWN_FILES]:
        console.print(
            Padding(f"[yellow]{escape(each.path)}[/]: {escape(_fault(each))}", (0, 0, 0, 2)),
            highlight=False,
        )
    if len(files) > _SHOWN_FILES:
        console.print(
            f"  … и ещё {len(files) - _SHOWN_FILES}, все в таблице marts.deliveries",
            highlight=False,
        )


def _name(each: Delivered, half_year: str | None) -> str:
    if each.name is None:
        return "набор неизвестен"
    if half_year:
        return title_of(each.name)
    words = half_year_in_words(each.name).removesuffix(" года")
    return f"{words} ({each.name})"


def _numbers(each: Delivered) -> tuple[int, ...]:
    """In the order of the headings."""
    return (
        each.accepted, each.partly, each.rejected, each.turned_away, each.resolved,
        each.rows, each.rows_open,
    )  # fmt: skip


def _fault(each: Waiting) -> str:
    if not each.rows_open:
        return f"не принят. {sentence(each.message_ru)}".strip()
    told = f"ждут исправления строк: {each.rows_open} из {each.rows_received}."
    if each.row_no is None:
        return told
    where = sentence(place(each.sheet, each.row_no))
    return f"{told} {where}: {each.reason_ru or 'причина не записана.'}"
