"""Why a sheet can't be read after all, in words for its sender.

Belongs here: telling what is wrong with a file from what is wrong with the program or the disk,
whoever said it. Not here: reading (`raw`, `workbench`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from opora.full_disk import is_disk_full
from opora.intake.raw import Source
from opora.intake.refusal import Refusal

#: What DuckDB raises over the bytes of a file.
_OF_THE_FILE = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException)


@contextmanager
def answered(source: Source, answers: dict[int, str], number: int) -> Iterator[None]:
    """Note why a sheet is refused, if it is; errors that are not the file's fault go on."""
    answers[number] = ""
    try:
        yield
    except Refusal as refusal:
        answers[number] = str(refusal)
    except duckdb.BinderException as error:
        if source.layout.mapping is None:
            raise
        answers[number] = (
            f"описание «{source.layout.mapping}» не подходит к столбцам файла. Сообщите тому, кто "
            f"ведёт описание: {str(error).splitlines()[0]}"
        )
    except duckdb.Error as error:
        # What is wrong with Parquet's own structure has no class of its own.
        is_of_the_file = isinstance(error, _OF_THE_FILE) or type(error) is duckdb.Error
        if not is_of_the_file or is_disk_full(error):
            raise
        answers[number] = _of_reader(source, str(error))


def _of_reader(source: Source, error: str) -> str:
    """What DuckDB's reader said, as an answer to the sender."""
    if source.format.format == "parquet":
        return "файл Parquet повреждён или передан не целиком. Выгрузите его заново."
    line = next((text for text in error.splitlines() if text.startswith("CSV Error on Line")), "")
    where = f"строка {line.split(':')[-1].strip()}" if line else "файл"
    return (
        f"{where} не читается как строка таблицы: число ячеек не совпадает с числом "
        "заголовков, кавычки не закрыты, кодировка или концы строк меняются. Исправьте и "
        "отправьте снова."
    )
