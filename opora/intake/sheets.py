"""Reads files as plain text tables: every cell a string, every row with the number a person sees.

Belongs here: CSV and Parquet as text. Not here: workbooks (`workbook`), what the headings mean
(`recognise`) and what the text is worth (`typed`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from opora.intake import limits
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.sniff import FileFormat
from opora.intake.workbook import read_workbook

#: From this size on DuckDB reads a CSV itself, in parallel, instead of Python.
LARGE_BYTES = 1 << 19

#: Up to this size a person may open the file and look for a row by its number.
_OPENED_BY_PEOPLE = 64 << 20

_HEAD_ROWS = 50

#: UTF-8 that some program took for a one-byte encoding: every letter became two.
_TAKEN_FOR_ONE_BYTE = bytes(byte for byte in range(0x80, 0xC0) if byte != 0x98).decode("cp1251")
_MOJIBAKE = re.compile(f"(?:[РС][{re.escape(_TAKEN_FOR_ONE_BYTE)}]){{2}}|(?:[ÐÑ][^\\s\\w]){{2}}")


def read_sheets(path: Path, file_format: FileFormat, *, whole: bool = False) -> list[Sheet]:
    """The sheets of a file (one, without a name, for CSV and Parquet).

    `whole`: a large CSV is read to its end, too, not only its head.
    """
    if file_format.format == "xlsx":
        return read_workbook(path)
    if file_format.format == "parquet":
        return [_parquet_head(path)]
    return [_read_csv(path, file_format, whole)]


def _read_csv(path: Path, file_format: FileFormat, whole: bool) -> Sheet:
    size = path.stat().st_size
    # "utf-8-sig" and "utf-8" differ only in the mark at the start, which DuckDB skips too.
    is_utf_8 = file_format.encoding == "utf-8-sig"
    is_large = not whole and size >= LARGE_BYTES and is_utf_8 and not _has_blank_lines(path)
    if not is_large and size > limits.TEXT_IN_MEMORY_BYTES:
        raise Refusal(
            f"текстовая таблица больше {limits.TEXT_IN_MEMORY_BYTES // limits.MEBIBYTE} МБ "
            "принимается только в UTF-8. Сохраните её как «CSV UTF-8» или разделите."
        )
    rows: list[list[str | None]] = []
    csv.field_size_limit(limits.CELL_CHARACTERS * 4)
    delimiter = file_format.delimiter or ";"
    width = 0
    with path.open(encoding=file_format.encoding, newline="") as stream:
        # Strict: a quotation mark in a wrong place changes where cells end.
        reader = csv.reader(_lines(stream), delimiter=delimiter, strict=True)
        line = 0
        try:
            for row in reader:
                # One list per line of the file, so that row numbers are those of an editor.
                gap = reader.line_num - line - 1
                if gap and _holds_rows(row, delimiter, width):
                    raise csv.Error
                rows.extend([] for _ in range(gap))
                # A cell of several lines this early: DuckDB would count the header's row otherwise.
                is_large = is_large and gap == 0
                line = reader.line_num
                width = max(width, len(row))
                if width > limits.ROW_CELLS:
                    raise Refusal(limits.too_wide(f"строка {line}"))
                rows.append([cell or None for cell in row])
                if is_large and len(rows) >= _HEAD_ROWS:
                    break
        except csv.Error:
            raise Refusal(
                f"строка {line + 1} не читается как строка таблицы: кавычки не закрыты или стоят "
                "не на месте. Проверьте кавычки и выгрузите файл заново."
            ) from None
        except UnicodeDecodeError:
            raise Refusal(
                f"после строки {line} кодировка меняется, текст не читается. "
                "Сохраните файл как «CSV UTF-8»."
            ) from None
    return Sheet(None, rows, is_head=is_large)


def _holds_rows(row: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell of several lines holds whole rows: its quotation mark is closed too late."""
    return width > 2 and any(
        part.count(delimiter) >= width - 1 for cell in row for part in cell.splitlines()[1:]
    )


def _has_blank_lines(path: Path) -> bool:
    """DuckDB does not count blank lines, so that its row numbers would lead a person astray."""
    if path.stat().st_size > _OPENED_BY_PEOPLE:
        return False
    content = path.read_bytes()
    return b"\n\n" in content or (b"\r" in content and b"\n\r\n" in content)


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of a text; one that would not fit into memory is not read to its end."""
    number = 0
    while line := stream.readline(limits.LINE_CHARACTERS):
        number += 1
        if "\0" in line or _MOJIBAKE.search(line):
            raise Refusal(
                f"строка {number}: буквы испорчены, кодировка здесь не та, что в начале файла. "
                "Сохраните файл как «CSV UTF-8» и проверьте, что текст читается."
            )
        if len(line) == limits.LINE_CHARACTERS:
            raise Refusal(
                f"строка {number} длиннее миллиона знаков: это не строка таблицы. Выгрузите файл "
                "заново, по одной записи в строке."
            )
        yield line


def _parquet_head(path: Path) -> Sheet:
    import pyarrow.parquet as pq
    from pyarrow import ArrowException, types

    try:
        schema = pq.read_schema(path)
    except (ArrowException, OSError, ValueError):
        raise Refusal(
            "файл Parquet повреждён или передан не целиком. Выгрузите его заново."
        ) from None
    names: list[str] = schema.names
    if len(names) > limits.ROW_CELLS:
        raise Refusal(limits.too_wide("файл Parquet"))
    doubled = [name for name, count in Counter(map(str.lower, names)).items() if count > 1]
    if doubled:
        raise Refusal(f"столбец «{doubled[0]}» встречается дважды. Оставьте один столбец.")
    for column in schema:
        if types.is_nested(column.type) or types.is_binary(column.type):
            raise Refusal(
                f"в столбце «{column.name}» лежат списки, структуры или байты, а нужны простые "
                "значения. Выгрузите по одному значению в столбец."
            )
    return Sheet(None, [list(names)], is_head=True)
