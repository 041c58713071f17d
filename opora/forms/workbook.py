"""One form as an .xlsx workbook: the sheet to fill in, explanations, the words of the drop-downs.

Belongs here: what stands in which cell and how it looks. Everything comes from the contract, so
that a column is described in one place. Not here: which rows stand in it beforehand (`known`).

Intake reads every sheet of a workbook. The two sheets beside the form therefore never hold two
headings in one row: explanations put them in quotation marks, words stand one below another.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opora.contracts import Column, Dataset
from opora.forms.words import Words

Row = Mapping[str, Any]

#: Rows that have a drop-down and a check of dates; more can be filled in without them.
_CHECKED_ROWS = 2000
_HELP_WIDTH = 320
_WORDS_SHEET = "Списки"
_HELP_SHEET = "Пояснения"
#: What begins the heading of a column that is only there to be read.
FOR_READING = "Справочно: "
#: Columns whose values are long.
_LONG = frozenset({"recommendation_id", "object_id", "comment", "text", "title"})
_EARLIEST = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Explained:
    """A column that is only there to be read, after the column `after`; intake leaves it out."""

    heading: str
    key: str
    after: str
    width: int = 24


@dataclass(frozen=True)
class Form:
    """A form: its dataset, the rows that stand in it beforehand and what must not be changed.

    `rows` hold values by column name, and by `key` those of the columns for reading. `fixed` names
    the columns whose given values are locked.
    """

    dataset: Dataset
    half_year: str
    made_on: dt.date
    rows: Sequence[Row] = ()
    fixed: frozenset[str] = frozenset()
    explained: Sequence[Explained] = field(default=())


def workbook(form: Form, words: Words) -> bytes:
    """The bytes of the form; equal forms give equal bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    # What somebody typed is never a formula or a link of ours, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        made = dt.datetime.combine(form.made_on, dt.time())
        book.set_properties({"created": made, "title": form.dataset.title_ru})
        _Writer(book, form, words).write()
    return stream.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, form: Form, words: Words) -> None:
        self._form, self._words = form, words
        self._sheet = book.add_worksheet(_sheet_name(form.dataset.title_ru))
        self._help = book.add_worksheet(_HELP_SHEET)
        self._lists = book.add_worksheet(_WORDS_SHEET)
        self._formats = _Formats(book)
        self._columns = list(_in_order(form))
        self._next_word = 0

    def write(self) -> None:
        sheet = self._sheet
        for place, column in enumerate(self._columns):
            if isinstance(column, Explained):
                self._for_reading(place, column)
            else:
                self._to_fill_in(place, column)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(self._form.rows)), len(self._columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.protect("", dict.fromkeys(_ALLOWED, True))
        self._explanations()
        self._lists.hide()

    def _for_reading(self, place: int, column: Explained) -> None:
        formats = self._formats
        self._sheet.write_string(0, place, FOR_READING + column.heading, formats.reading_heading)
        self._sheet.set_column(place, place, column.width, formats.reading)
        for number, row in enumerate(self._form.rows, start=1):
            self._cell(number, place, row.get(column.key), formats.reading, formats.reading_day)

    def _to_fill_in(self, place: int, column: Column) -> None:
        formats, form = self._formats, self._form
        needed = column.required
        self._sheet.write_string(
            0, place, column.heading, formats.needed if needed else formats.heading
        )
        self._sheet.write_comment(
            0, place, self._hint(column), {"x_scale": 2.2, "y_scale": 1.4, "author": "Опора"}
        )
        usual = {"date": formats.day, "integer": formats.number, "number": formats.number}
        self._sheet.set_column(place, place, _width(column), usual.get(column.type, formats.text))
        self._check(place, column)
        for number, row in enumerate(form.rows, start=1):
            value = row.get(column.name)
            if value is None:
                continue
            if column.vocabulary or column.type == "boolean":
                value = self._words.word(column, value)
            locked = column.name in form.fixed
            text = formats.fixed if locked else formats.text
            self._cell(number, place, value, text, formats.fixed_day if locked else formats.day)

    def _hint(self, column: Column) -> str:
        """The comment of a heading: what to write, whether it must be, an example."""
        told = column.description_ru.rstrip()
        end = "" if told.endswith((".", "!", "?")) else "."
        needed = "Заполнять обязательно." if column.required else "Заполнять, если есть."
        example = next(iter(self._words.offered(column)), column.example)
        return _cut(f"{told}{end} {needed} Например: {example}", _HELP_WIDTH)

    def _cell(self, row: int, place: int, value: Any, text: Any, day: Any) -> None:
        if isinstance(value, dt.date):
            self._sheet.write_datetime(row, place, value, day)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._sheet.write_number(row, place, value, self._formats.number)
        elif value is not None:
            self._sheet.write_string(row, place, str(value), text)

    def _check(self, place: int, column: Column) -> None:
        """A drop-down or a check of the date; either only warns, because intake judges."""
        words = self._words.offered(column)
        if words:
            first = self._next_word
            for number, word in enumerate(words, start=first):
                self._lists.write_string(number, 0, word)
            self._next_word = first + len(words)
            source = f"='{_WORDS_SHEET}'!$A${first + 1}:$A${self._next_word}"
            check: dict[str, Any] = {"validate": "list", "source": source}
            message = f"Выберите слово из списка: {column.description_ru}"
        elif column.type == "date":
            check = {"validate": "date", "criteria": ">=", "value": _EARLIEST}
            message = "Напишите дату: день, месяц и год, например 31.12.2024."
        else:
            return
        check |= {
            "error_type": "warning",
            "error_title": _cut(column.heading, 32),
            "error_message": _cut(message, 255),
        }
        self._sheet.data_validation(1, place, _CHECKED_ROWS, place, check)

    def _explanations(self) -> None:
        formats, form, sheet = self._formats, self._form, self._help
        sheet.set_column(0, 0, 30, formats.help)
        sheet.set_column(1, 1, 14, formats.help)
        sheet.set_column(2, 3, 44, formats.help)
        sheet.set_column(4, 4, 60, formats.help)
        sheet.write_string(0, 0, f"{form.dataset.title_ru}, {form.half_year}", formats.title)
        for number, line in enumerate(_how_to(form), start=1):
            sheet.merge_range(number, 0, number, 4, "", formats.help)
            sheet.write_string(number, 0, line, formats.help)
        top = 2 + len(_how_to(form))
        for place, heading in enumerate(
            ("Графа", "Заполнять", "Что писать", "Например", "Можно выбрать")
        ):
            sheet.write_string(top, place, heading, formats.heading)
        for number, column in enumerate(form.dataset.input_columns, start=top + 1):
            offered = self._words.offered(column)
            told = (
                f"«{column.heading}»",
                "обязательно" if column.required else "если есть",
                column.description_ru,
                offered[0] if offered else column.example,
                ", ".join(offered),
            )
            for place, text in enumerate(told):
                sheet.write_string(number, place, text, formats.help)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})


#: What may be done with a protected sheet: everything but changing what is locked.
_ALLOWED = (
    "format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort",
    "autofilter", "select_locked_cells", "select_unlocked_cells",
)  # fmt: skip


class _Formats:
    """How cells look. Cells to fill in are text: «1.2» stays a code, «=2+2» what was typed."""

    def __init__(self, book: Any) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        heading = {**wrapped, "bold": True, "border": 1, "valign": "vcenter"}
        grey = {"font_color": "#595959", "bg_color": "#EDEDED"}
        text, day = {"num_format": "@"}, {"num_format": "dd.mm.yyyy", "align": "left"}
        opened = {**wrapped, "locked": False}
        self.needed = book.add_format({**heading, "bg_color": "#F8CBAD"})
        self.heading = book.add_format({**heading, "bg_color": "#DDEBF7"})
        self.reading_heading = book.add_format({**heading, **grey, "italic": True})
        self.reading = book.add_format({**wrapped, **grey, **text})
        self.reading_day = book.add_format({**wrapped, **grey, **day})
        self.text = book.add_format({**opened, **text})
        self.day = book.add_format({**opened, **day})
        self.number = book.add_format(opened)
        self.fixed = book.add_format({**wrapped, **text, "bg_color": "#F2F2F2"})
        self.fixed_day = book.add_format({**wrapped, **day, "bg_color": "#F2F2F2"})
        self.help = book.add_format({**wrapped, **text})
        self.title = book.add_format({"bold": True, "font_size": 14})


def _in_order(form: Form) -> list[Column | Explained]:
    """The columns of the contract, each followed by what explains it."""
    columns: list[Column | Explained] = []
    for column in form.dataset.input_columns:
        columns.append(column)
        columns += [each for each in form.explained if each.after == column.name]
    return columns


def _how_to(form: Form) -> list[str]:
    lines = [
        form.dataset.description_ru,
        "Заполняйте первый лист, по одной записи в строке. Графы с оранжевым заголовком "
        "обязательны. Заголовки не меняйте.",
        "Чего нет, оставьте пустым. Даты пишите как 31.12.2024. Фамилии не указывайте, только "
        "должности.",
        "Готовый файл отправьте в управление образования; там его кладут в папку "
        f"landing/{form.half_year}/{form.dataset.name}.",
    ]
    if form.explained and form.rows:
        lines.insert(
            2,
            "Серые графы «Справочно» — только для чтения: при приёме файла они не учитываются.",
        )
    if any(_is_unanswered(form, row) for row in form.rows):
        lines.insert(
            3,
            "Строка без ответа вернётся с пометкой, остальные строки будут приняты.",
        )
    return lines


def _is_unanswered(form: Form, row: Row) -> bool:
    return any(
        column.required and row.get(column.name) is None for column in form.dataset.input_columns
    )


def _width(column: Column) -> int:
    if column.type in ("date", "boolean", "integer", "number"):
        return max(14, len(column.heading) + 2)
    return 34 if column.name in _LONG else max(20, len(column.heading) + 2)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _sheet_name(title: str) -> str:
    """A title without what Excel refuses in the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '") or "Форма"
