"""Makes `fixtures/<defect>/{pass,fail}.<ext>`: the smallest files that have one defect, or not.

Run it as `python tests/intake/make_fixtures.py` after a change and commit what it made. Where a
file lies when it is delivered, and what is answered, says `test_bad_input.py`.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Mapping, Sequence
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

RESPONSES = ("Код рекомендации", "Принята", "Комментарий", "Ответственный", "Срок")
MEASURES = (
    "Код меры", "Логин ОО", "Код рекомендации", "Вид меры", "Начало", "Окончание", "Ответственный",
    "Состояние",
)  # fmt: skip
DECISIONS = (
    "Код решения", "Кем принято", "Номер", "Дата решения", "Содержание", "Ответственный", "Срок",
    "Состояние",
)  # fmt: skip
LINKS = ("Код решения", "Вид объекта", "Код объекта")

#: The recommendation that was issued before the fixtures are delivered, in this half-year.
ISSUED = ("R-2023-H2-sch990001-fail_share", "2023-H2")

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


def response(**changed: str) -> list[Cell]:
    """A row of answers that is right but for what is changed."""
    return _row(RESPONSES, (ISSUED[0], "да", None, "Заместитель директора", "01.07.2023"), changed)


def measure(code: str, **changed: str) -> list[Cell]:
    """A row of measures that is right but for what is changed."""
    row = (code, "sch990001", ISSUED[0], "наставничество", "01.02.2024", "01.02.2024", None, "план")
    return _row(MEASURES, row, changed)


def decision(code: str, **changed: str) -> list[Cell]:
    """A row of decisions that is right but for what is changed."""
    row = (
        code, "Управление образования", f"{code}/01-08", "28.10.2023", "Закрепить кураторов", None,
        "28.10.2023", "в работе",
    )  # fmt: skip
    return _row(DECISIONS, row, changed)


def _row(headings: Sequence[str], cells: Sequence[Cell], changed: Mapping[str, str]) -> list[Cell]:
    return list((dict(zip(headings, cells, strict=True)) | changed).values())


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
        **papers(),
    }


def decisions() -> bytes:
    """Two decisions that links may name: the day before the recommendation, and its day."""
    days = {"рано": "30.06.2023", "вовремя": "01.07.2023"}
    taken = [decision(code, **{"Дата решения": day, "Срок": day}) for code, day in days.items()]
    return csv(DECISIONS, *taken)


def papers() -> dict[str, bytes]:
    """The same of what comes back in answer to recommendations."""
    unknown = {"Код рекомендации": "R-2023-H2-sch990001-nobody_issued"}
    act = {"Номер": "17/01-08"}
    return {
        "answer_to_unknown_recommendation/fail.csv": csv(RESPONSES, response(**unknown)),
        "answer_to_unknown_recommendation/pass.csv": csv(RESPONSES, response()),
        "answer_due_before_recommendation/fail.csv": csv(RESPONSES, response(Срок="30.06.2023")),
        "answer_due_before_recommendation/pass.csv": csv(RESPONSES, response(Принята="1")),
        "measure_for_unknown_school/fail.csv": csv(
            MEASURES, measure("школа-1"), measure("школа-2", **{"Логин ОО": "sch999999"})
        ),
        "measure_for_unknown_school/pass.csv": csv(MEASURES, measure("школа-3")),
        "measure_for_unknown_recommendation/fail.csv": csv(MEASURES, measure("совет-1", **unknown)),
        "measure_for_unknown_recommendation/pass.csv": csv(
            MEASURES, measure("совет-2", **{"Код рекомендации": ""})
        ),
        "measure_ends_before_start/fail.csv": csv(
            MEASURES, measure("сроки-1", Окончание="31.01.2024")
        ),
        "measure_ends_before_start/pass.csv": csv(MEASURES, measure("сроки-2")),
        "decision_due_before_taken/fail.csv": csv(
            DECISIONS, decision("срок-1", Срок="27.10.2023")
        ),
        "decision_due_before_taken/pass.csv": csv(DECISIONS, decision("срок-2")),
        "two_decisions_one_act/fail.csv": csv(
            DECISIONS,
            decision("акт-1", **act, **{"Кем принято": "Отдел учёта"}),
            decision("акт-2", Номер="№ 17 /01-08", **{"Кем принято": "ОТДЕЛ  УЧЕТА"}),
        ),
        "two_decisions_one_act/pass.csv": csv(DECISIONS, decision("акт-3", **act)),
        "decision_before_recommendation/fail.csv": csv(
            LINKS, ["рано", "рекомендация", ISSUED[0]]
        ),
        "decision_before_recommendation/pass.csv": csv(
            LINKS, ["вовремя", "рекомендация", ISSUED[0]]
        ),
        "link_of_unknown_decision/fail.csv": csv(LINKS, ["не было", "показатель", "2.2"]),
        "link_of_unknown_decision/pass.csv": csv(LINKS, ["вовремя", "показатель", "2.2"]),
        "link_to_unknown_object/fail.csv": csv(
            LINKS,
            *(
                ["вовремя", kind, "нет такого"]
                for kind in (
                    "рекомендация", "мера", "школа", "вывод", "показатель", "решение", "документ",
                )
            ),
        ),
        "link_to_unknown_object/pass.csv": csv(
            LINKS, ["вовремя", "вывод", "sch990001/weak_procedure/mathematics"]
        ),
    }  # fmt: skip


if __name__ == "__main__":
    for name, content in fixtures().items():
        path = FIXTURES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
