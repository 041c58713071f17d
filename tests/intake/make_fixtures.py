"""Makes `fixtures/<defect>/{pass,fail}.<ext>`: the smallest files that have one defect, or not.

Run it as `python tests/intake/make_fixtures.py` after a change and commit what it made. Where a
file lies when it is delivered, and what is answered, says `test_bad_input.py`.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

FIXTURES = Path(__file__).parent / "fixtures"

SUPPORT = (
    "Код мероприятия", "Логин ОО", "Дата проведения", "Вид мероприятия", "Тема",
    "Рисковый фактор", "Организатор", "Проект", "Документ",
)  # fmt: skip
MARKS = (
    "Логин ОО", "Вид процедуры", "Предмет", "Класс программы", "Год процедуры",
    "Количество участников", "Отметка 2", "Отметка 3", "Отметка 4", "Отметка 5",
)  # fmt: skip
CONDITIONS = (
    "Логин ОО", "Дата сведений", "Всего обучающихся", "Оба родителя с высшим образованием, %",
    "Неполные семьи, %", "Родители не работают, %", "Малообеспеченные семьи, %",
    "На профилактическом учёте, %", "Обучающиеся с ОВЗ, %", "Русский язык не родной, %",
)  # fmt: skip

Cell = str | int | float | None
Table = Sequence[Sequence[Cell]]


def event(code: str, **changed: str) -> list[Cell]:
    """A row of methodical support that is right but for what is changed."""
    row = dict(
        zip(
            SUPPORT,
            (code, "sch990001", "15.03.2024", "семинар", "Разбор типичных ошибок", None,
             "Методический центр", None, "Приказ от 01.03.2024, 15"),
            strict=True,
        )
    )  # fmt: skip
    return list((row | changed).values())


def marks(*numbers: Cell) -> list[Cell]:
    """A row of marks: participants and the numbers of 2, 3, 4, 5."""
    return ["sch990001", "ОГЭ", "Математика", 9, 2024, *numbers]


def conditions(pupils: Cell) -> list[Cell]:
    """A row of social conditions."""
    return ["sch990001", "01.02.2024", pupils, "12,5", 20, 3, 10, 1, "4,5", 2]


def csv(*rows: Sequence[Cell], encoding: str = "utf-8-sig") -> bytes:
    """A CSV as Excel in Russian writes it."""
    lines = [";".join("" if cell is None else str(cell) for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx(*rows: Sequence[Cell], sheet: str = "Лист1") -> bytes:
    """A workbook of one sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": dt.datetime(2024, 1, 1)})
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


def encrypted() -> bytes:
    """The least that an encrypted workbook is: an OLE container with a stream of that name."""
    signature = bytes.fromhex("d0cf11e0a1b11ae1")
    header = signature + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + bytes(62)
        for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    return header.ljust(512, b"\0") + bytes(2048) + directory


def fixtures() -> dict[str, bytes]:
    """All fixtures: `<defect>/<pass or fail>.<ext>` -> content."""
    right = xlsx(SUPPORT, event("truncated"))
    title = ["Сведения о методической работе"]
    no_topic = [heading if heading != "Тема" else "Примечание" for heading in SUPPORT]
    return {
        "empty_file/fail.csv": b"",
        "empty_file/pass.csv": csv(SUPPORT, event("empty")),
        "truncated_xlsx/fail.xlsx": right[: len(right) * 2 // 3],
        "truncated_xlsx/pass.xlsx": right,
        "password_protected_xlsx/fail.xlsx": encrypted(),
        "password_protected_xlsx/pass.xlsx": xlsx(SUPPORT, event("password")),
        "wrong_extension/fail.xlsx": csv(SUPPORT, event("extension")),
        "wrong_extension/pass.csv": csv(SUPPORT, event("extension")),
        "unknown_encoding/fail.csv": csv(SUPPORT, event("encoding"), encoding="koi8-r"),
        "unknown_encoding/pass.csv": csv(SUPPORT, event("encoding"), encoding="cp1251"),
        "missing_heading/fail.xlsx": xlsx(title, [], no_topic, event("missing"), sheet="Отчёт"),
        "missing_heading/pass.xlsx": xlsx(title, [], SUPPORT, event("missing"), sheet="Отчёт"),
        "doubled_heading/fail.xlsx": xlsx(
            title, [*SUPPORT, "Тема"], [*event("doubled"), "Ещё тема"], sheet="Отчёт"
        ),
        "doubled_heading/pass.xlsx": xlsx(
            title, [*SUPPORT, "Примечание"], [*event("doubled"), "Ещё тема"], sheet="Отчёт"
        ),
        "text_for_number/fail.xlsx": xlsx(CONDITIONS, conditions("много"), sheet="Условия"),
        "text_for_number/pass.xlsx": xlsx(CONDITIONS, conditions("1 012"), sheet="Условия"),
        "unknown_school/fail.csv": csv(
            SUPPORT, event("school"), event("school-2", **{"Логин ОО": "sch999999"})
        ),
        "unknown_school/pass.csv": csv(SUPPORT, event("school", **{"Логин ОО": "SCH990001 "})),
        "event_outside_half_year/fail.csv": csv(
            SUPPORT, event("outside"), [], event("outside-2", **{"Дата проведения": "01.07.2024"})
        ),
        "event_outside_half_year/pass.csv": csv(
            SUPPORT, event("outside", **{"Дата проведения": "30.06.2024"})
        ),
        "folder_disagrees/fail.csv": csv(CONDITIONS, conditions(412)),
        "folder_disagrees/pass.csv": csv(SUPPORT, event("folder")),
        "per_cents_not_100/fail.csv": csv(MARKS, marks(40, 10, 20, 30, "35,5")),
        "per_cents_not_100/pass.csv": csv(MARKS, marks(40, 10, 20, 30, "40,5")),
        "declared_total_differs/fail.csv": csv(
            MARKS, marks(40, 10, 10, 10, 10), ["Итого", None, None, None, None, 41, 10, 10, 10, 10]
        ),
        "declared_total_differs/pass.csv": csv(
            MARKS, marks(44, 11, 11, 11, 11), ["Итого", None, None, None, None, 44, 11, 11, 11, 11]
        ),
        # fail.csv would be 2 GB: test_bad_input.py makes it
        "line_of_2_gb/pass.csv": csv(SUPPORT, event("line", Тема="Т" * 30_000)),
        "dots_in_path/fail.csv": csv(SUPPORT, event("path")),
        "dots_in_path/pass.csv": csv(SUPPORT, event("path-2")),
        "dots_in_sheet_name/fail.xlsx": xlsx(SUPPORT, event("sheet"), sheet=".."),
        "dots_in_sheet_name/pass.xlsx": xlsx(SUPPORT, event("sheet"), sheet="2023..2024"),
        "formula_cell/fail.xlsx": xlsx(SUPPORT, event("formula", Тема='=HYPERLINK("http://x")')),
        "formula_cell/pass.xlsx": xlsx(SUPPORT, event("formula", Тема="2 + 2 = 4: разбор")),
    }


if __name__ == "__main__":
    for name, content in fixtures().items():
        path = FIXTURES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
