"""Reads files as plain text tables: every cell a string, every row with the number a person sees.

Belongs here: CSV, XLSX and Parquet as text. Not here: what the headings mean (`recognise`) and what
the text is worth (`typed`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from opora.intake.landing import leads_elsewhere
from opora.intake.refusal import Refusal
from opora.intake.sniff import FileFormat

#: From this size on DuckDB reads a CSV itself, in parallel, instead of Python.
LARGE_BYTES = 1 << 19

#: Up to this size a person may open the file and look for a row by its number.
_OPENED_BY_PEOPLE = 64 << 20

_HEAD_ROWS = 50
_CELL_LIMIT = 32_767  # what Excel allows in one cell
_LINE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Sheet:
    """A table of text: `rows` from the first row of the sheet on, gaps included.

    `is_head` tells that `rows` are only the first ones of a large file, which DuckDB will read.
    `numbers` are the numbers that a person sees beside the rows, where they are not 1, 2, 3 …
    """

    name: str | None
    rows: list[list[str | None]]
    is_head: bool = False
    numbers: Sequence[int] | None = None


def read_sheets(path: Path, file_format: FileFormat, *, whole: bool = False) -> list[Sheet]:
    """The sheets of a file (one, without a name, for CSV and Parquet).

    `whole`: a large CSV is read to its end, too, not only its head.
    """
    if file_format.format == "xlsx":
        return list(_read_xlsx(path))
    if file_format.format == "parquet":
        return [_parquet_head(path)]
    return [_read_csv(path, file_format, whole)]


def _read_csv(path: Path, file_format: FileFormat, whole: bool) -> Sheet:
    # "utf-8-sig" and "utf-8" differ only in the mark at the start, which DuckDB skips too.
    is_large = (
        not whole
        and path.stat().st_size >= LARGE_BYTES
        and file_format.encoding == "utf-8-sig"
        and not _has_blank_lines(path)
    )
    rows: list[list[str | None]] = []
    csv.field_size_limit(_CELL_LIMIT * 4)
    with path.open(encoding=file_format.encoding, newline="") as stream:
        reader = csv.reader(_lines(stream), delimiter=file_format.delimiter or ";")
        line = 0
        try:
            for row in reader:
                # One list per line of the file, so that row numbers are those of an editor.
                gap = reader.line_num - line - 1
                rows.extend([] for _ in range(gap))
                # A cell of several lines this early: DuckDB would count the header's row otherwise.
                is_large = is_large and gap == 0
                line = reader.line_num
                rows.append([cell or None for cell in row])
                if is_large and len(rows) >= _HEAD_ROWS:
                    break
        except csv.Error as error:
            raise Refusal(
                f"строка {reader.line_num + 1} не читается как строка таблицы ({error}). "
                "Проверьте кавычки и выгрузите файл заново."
            ) from None
        except UnicodeDecodeError:
            raise Refusal(
                f"после строки {line} кодировка меняется, текст не читается. "
                "Сохраните файл как «CSV UTF-8»."
            ) from None
    return Sheet(None, rows, is_head=is_large)


def _has_blank_lines(path: Path) -> bool:
    """DuckDB does not count blank lines, so that its row numbers would lead a person astray."""
    if path.stat().st_size > _OPENED_BY_PEOPLE:
        return False
    content = path.read_bytes()
    return b"\n\n" in content or b"\n\r\n" in content


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of a text; one that would not fit into memory is not read to its end."""
    number = 0
    while line := stream.readline(_LINE_LIMIT):
        number += 1
        if len(line) == _LINE_LIMIT:
            raise Refusal(
                f"строка {number} длиннее миллиона знаков: это не строка таблицы. Выгрузите файл "
                "заново, по одной записи в строке."
            )
        yield line


def _read_xlsx(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            if leads_elsewhere(name):
                raise Refusal(
                    f"имя листа «{name}» содержит переход в другую папку («..»). Переименуйте лист."
                )
            cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(name, [[_as_text(cell) for cell in row] for row in cells])
    except CalamineError:
        raise Refusal(
            "книга Excel повреждена или передана не целиком. Откройте её у себя, "
            "сохраните и отправьте снова."
        ) from None


def _as_text(cell: Any) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return str(cell.date() if cell.time() == dt.time(0) else cell)
    return str(cell)


def _parquet_head(path: Path) -> Sheet:
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        names: list[str] = pq.read_schema(path).names
    except (ArrowException, OSError):
        raise Refusal(
            "файл Parquet повреждён или передан не целиком. Выгрузите его заново."
        ) from None
    doubled = [name for name, count in Counter(map(str.lower, names)).items() if count > 1]
    if doubled:
        raise Refusal(f"столбец «{doubled[0]}» встречается дважды. Оставьте один столбец.")
    return Sheet(None, [list(names)], is_head=True)
