"""The columns of a РИС ГИА protocol: how they are called, and how what stands under them looks.

Belongs here: headings, and telling a cell from one of another column. Not here: which rows are a
protocol (`_ris_gia`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from opora.intake.adapters._cells import Row, heading_of, text_of
from opora.intake.no_value import is_covered
from opora.intake.refusal import Refusal

#: Headings by what stands under them; spelled without ё and case.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("№", "n", "№ п/п", "№п/п"),
    "municipality": ("код мсу",),
    "school": ("код оо",),
    "grade": ("класс",),
    "point": ("код ппэ",),
    "room": ("аудитория",),
    "surname": ("фамилия",),
    "first_name": ("имя",),
    "patronymic": ("отчество",),
    "series": ("серия",),
    "document": ("номер", "документ"),
    "short_answers": ("задания с кратким ответом", "часть с кратким ответом"),
    "long_answers": ("задания с развернутым ответом", "часть с развернутым ответом"),
    "oral_answers": ("устная часть",),
    "primary": ("первичный балл",),
    "test": ("балл", "тестовый балл"),
    "mark": ("оценка",),
}
_NAMES = {spelled: name for name, each in _HEADINGS.items() for spelled in each}
#: Only these protocols have them; one is enough among any five headings.
_TELLING = frozenset({"municipality", "point", "room"})
LEAST_HEADINGS = 5
#: What every protocol has, as the answer to the sender calls it.
_NEEDED: Mapping[str, str] = {
    "number": "№",
    "school": "Код ОО",
    "grade": "Класс",
    "point": "Код ППЭ",
    "room": "Аудитория",
    "primary": "Первичный балл",
}
SCORES = ("primary", "test", "mark")
_APPEAL = re.compile("апелляци|до изменения")

#: How the cells of a line look, where it is not shifted. Codes have digits, and neither a word
#: nor the six digits of a passport; names have no digits; answers no words.
_CODE = r"(?=.*\d)(?!.*[^\W\d_]{4})(?!.*\d{6}).*"
_NAME = r"[^\d+]*"
_LOOKS: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"\d{1,5}\.?"),
    "municipality": re.compile(_CODE),
    "school": re.compile(r"(?=.*\d)[A-Za-z]{0,4}\d{1,9}"),
    "grade": re.compile(r"\d{1,2}(?!\d).*|[^\W\d_]{1,3}|выпускник.*", re.IGNORECASE),
    "point": re.compile(_CODE),
    "room": re.compile(_CODE),
    "surname": re.compile(_NAME),
    "first_name": re.compile(_NAME),
    "patronymic": re.compile(_NAME),
    "series": re.compile(r"(?!.*[^\W\d_]{4})[^+()]*"),
    "document": re.compile(r"(?=.*\d)(?!.*[a-zа-яё]{3})[\w\s№-]*"),
    "short_answers": re.compile(r"(?!.*[^\W\d_]{3}).*"),
    "long_answers": re.compile(r"(?!.*[^\W\d_]{3}).*"),
    "oral_answers": re.compile(r"(?!.*[^\W\d_]{3}).*"),
}


def columns_of(row: Row) -> dict[str, int]:
    """What is known of a row of headings: name -> place."""
    return {name: place for place, cell in enumerate(row) if (name := _NAMES.get(heading_of(cell)))}


def is_header(row: Row) -> bool:
    """Whether a row is the headings of a protocol, even if some are lost."""
    found = columns_of(row).keys()
    return len(found) >= LEAST_HEADINGS and bool(found & _TELLING)


def check_headings(where: str, row: Row) -> None:
    """Refuse a protocol whose headings are missing, doubled, or those of appeals."""
    if any(_APPEAL.search(heading_of(cell)) for cell in row):
        raise Refusal(
            f"{where}: это протокол апелляций или перепроверки, в нём не все участники. Выгрузите "
            "протокол результатов, в котором изменения уже учтены."
        )
    found: dict[str, str] = {}
    for cell in row:
        name = _NAMES.get(heading_of(cell))
        if name in found and name in (*_NEEDED, *SCORES):
            raise Refusal(
                f"{where}: заголовки «{found[name]}» и «{text_of(cell)}» означают одно и то же. "
                "Оставьте один столбец."
            )
        if name is not None:
            found[name] = text_of(cell)
    missing = [shown for name, shown in _NEEDED.items() if name not in found]
    if not {"test", "mark"} & found.keys():
        missing.append("Оценка» или «Балл")
    if missing:
        raise Refusal(
            f"{where}: это протокол РИС ГИА, но нет столбцов: «{'», «'.join(missing)}». Выгрузите "
            "протокол заново целиком."
        )


def belongs(name: str, text: str | None) -> bool:
    """Whether a cell looks like its column; a blank or merged one does not tell."""
    looks = _LOOKS.get(name)
    return looks is None or not text or is_covered(text) or looks.fullmatch(text) is not None
