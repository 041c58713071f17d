"""Defects of protocols of РИС ГИА, and what has to be answered; nobody in them is ever named."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace

import xlsxwriter

from adapters._defects import Case
from adapters.ris_gia_protocol import (
    DOCUMENTS,
    FIRST_NAMES,
    SERIES,
    SMALL,
    SURNAMES,
    Line,
    Protocol,
    csv_of,
)

SHIFTED = ("«(скрыто: ячейки этой строки сдвинуты)»", "«Первичный балл»", "нужно число")
HIDDEN = "(скрыто: похоже на имя или номер человека)"
RUSSIAN = "01 - Русский язык"
EXAM = Protocol(
    (Line(1, "sch990001", "11", 31, 70), Line(2, "sch990002", "11А", 5, 22, person=1)), "ege"
)


def edited(old: str, new: str) -> Callable[[str], str]:
    """A change of a text that must be there."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def judged(
    defect: str,
    words: tuple[str, ...],
    change: Callable[[str], str] | Protocol,
    status: str = "refused",
    rows: tuple[int, int, int] = (0, 0, 0),
    sound: Protocol = SMALL,
) -> Case:
    name = f"protocol_{defect}"
    if isinstance(change, Protocol):
        faulty = csv_of(change, extra=f"{name} fail").decode("cp1251")
    else:
        faulty = change(csv_of(sound, extra=f"{name} fail").decode("cp1251"))
    files = faulty.encode("cp1251"), csv_of(sound, extra=f"{name} pass")
    return Case(name, *files, status, words, rows, "assessment_results", extension="csv")


def without(row: int) -> Callable[[str], str]:
    """Drops a row, counted as a person does (the first one only names the case)."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(lines[: row - 1] + lines[row:])

    return change


def with_line(at: int, line: Line) -> Protocol:
    lines = list(SMALL.lines)
    lines[at] = line
    return replace(SMALL, lines=lines, has_summary=False)


def merged_score() -> bytes:
    """Two participants share one cell with a primary score."""
    stream = io.BytesIO()
    table = [list(row) for row in SMALL.table()][:6]
    table[3][13] = ""
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Протокол")
        for at, row in enumerate(table):
            sheet.write_row(at, 0, row)
        sheet.merge_range(2, 13, 3, 13, "21")
    return stream.getvalue()


def plain_book() -> bytes:
    """The same workbook with all cells of their own."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Протокол")
        for at, row in enumerate(SMALL.table()):
            sheet.write_row(at, 0, row)
    return stream.getvalue()


FIRST, *_ = SMALL.lines
ONE_LOST = ("partly_accepted", (4, 3, 1))
WARNED = ("accepted", (4, 4, 0))

CASES = [
    # -- the file as a whole
    judged(
        "heading_missing",
        ("строка 3: это протокол РИС ГИА, но нет столбцов: «Первичный балл»", "заново целиком"),
        edited("Первичный балл", "Перв. балл"),
    ),
    judged(
        "score_missing",
        ("но нет столбцов: «Оценка» или «Балл»",),
        replace(SMALL, headings={"Оценка": None}),
    ),
    judged(
        "heading_doubled",
        ("строка 3: заголовки «КОД ОО» и «Код ОО» означают одно и то же", "Оставьте один"),
        edited("Код МСУ", "КОД ОО"),
    ),
    judged("no_headings", ("строка 3", "ожидалась строка заголовков"), without(3)),
    judged("no_title", ("нет названия предмета и даты", "2024.05.28"), without(2)),
    judged(
        "no_subject", ("строка 2: рядом с датой", "Впишите его"), edited(RUSSIAN, "ОГЭ"),
    ),
    judged(
        "day_without_exam",
        ("строка 2: 15.08.2024 не приходится ни на один период ОГЭ", "Проверьте дату"),
        replace(SMALL, day=dt.date(2024, 8, 15)),
    ),
    judged(
        "two_exams_at_once",
        ("класс 9 в строке 5 — это ОГЭ, а класс 11 в строке 4 — это ЕГЭ", "Проверьте"),
        edited(";9А;", ";11А;"),
    ),
    judged(
        "exam_of_other_heading",
        ("строка 3: класс 9 в строке 4 — это ОГЭ, а столбец «Балл» — это ЕГЭ",),
        edited("Оценка", "Балл"),
    ),
    judged("gve", ("строка 2: это протокол ГВЭ", "Уберите"), edited(RUSSIAN, "51 - ГВЭ, русский")),
    judged(
        "appeals",
        ("строка 3: это протокол апелляций", "протокол результатов"),
        edited("Код МСУ", "Тип апелляции / перепроверки"),
    ),
    judged(
        "unknown_subject",
        ("строка 2: рядом с датой ожидалось название предмета", "vocabularies.csv"),
        edited(RUSSIAN, "77 - Каллиграфия"),
    ),
    judged(
        "person_for_title",
        ("строка 2: рядом с датой ожидалось название предмета, а здесь другой текст",),
        edited(RUSSIAN, f"{SURNAMES[0]} {SERIES} {DOCUMENTS[0]}"),
    ),
    judged(
        "person_beside_subject",
        ("строка 2: рядом с датой ожидалось название предмета", "название и что-то ещё"),
        edited(RUSSIAN, f"{RUSSIAN}, {SURNAMES[0]} {FIRST_NAMES[0]}"),
    ),
    # -- lines that are shifted: told, never quoted
    judged(
        "delimiter_too_many",
        ("Строка 4", *SHIFTED),
        edited(f";{SURNAMES[0]};", f";;{SURNAMES[0]};"),
        *ONE_LOST,
    ),
    judged(
        "delimiter_too_few",
        ("Строка 5", *SHIFTED),
        edited(f"0010;{SURNAMES[1]};", f"0010{SURNAMES[1]};"),
        *ONE_LOST,
    ),
    judged(
        "delimiter_among_names",
        ("Строка 6", *SHIFTED),
        edited(f"{SURNAMES[2]};", f"{SURNAMES[2]};;"),
        *ONE_LOST,
    ),
    judged("surname_for_room", ("Строка 4", *SHIFTED), edited("0009", SURNAMES[0]), *ONE_LOST),
    judged(
        "line_cut_off", ("Строка 7", *SHIFTED), lambda text: text[: text.index(";Не явился")],
        *ONE_LOST, sound=replace(SMALL, has_summary=False),
    ),
    # -- single cells
    judged(
        "passport_for_mark",
        ("Строка 4", HIDDEN, "«Отметка»"),
        edited(";21;4", ";21;736154"),
        *ONE_LOST,
    ),
    judged(
        "surname_for_score",
        ("Строка 4", HIDDEN, "«Первичный балл»"),
        edited(";21;4", f";{SURNAMES[0]};4"),
        *ONE_LOST,
    ),
    judged(
        "mark_out_of_range", ("Строка 4", "«Отметка» стоит 6", "от 2 до 5"),
        with_line(0, replace(FIRST, score=6)), *ONE_LOST,
        sound=replace(SMALL, has_summary=False),
    ),
    judged(
        "unknown_school", ("Строка 4", "«990777»", "нет в перечне школ"),
        with_line(0, replace(FIRST, school="990777")), *ONE_LOST,
        sound=replace(SMALL, has_summary=False),
    ),
    judged(
        "line_doubled", ("2 из 4", "«Код участника»", "Оставьте одну"),
        with_line(1, FIRST), "partly_accepted", (4, 2, 2),
        sound=replace(SMALL, has_summary=False),
    ),
    judged(
        "test_score_out_of_range", ("Строка 4", "«Тестовый балл» стоит 170", "от 0 до 100"),
        edited(";31;70", ";31;170"), "partly_accepted", (2, 1, 1),
        sound=replace(EXAM, has_summary=False),
    ),
    Case(
        "protocol_merged_score",
        merged_score(),
        plain_book(),
        "partly_accepted",
        ("Лист «Протокол», строка 4", "«Первичный балл»", "объединено с ячейкой N3"),
        (4, 3, 1),
        "assessment_results",
    ),
    # -- what the protocol says of itself
    judged(
        "total_differs",
        ("итог не сходится", "Строка 10", "участников в протоколе — 5", "получается 4"),
        lambda text: text[: text.rindex("4")] + "5\r\n",
        *WARNED,
    ),
    judged(
        "average_differs",
        ("итог не сходится", "Строка 8", "средняя оценка — 5", "получается 3"),
        edited("Средние;;;;;;;;;;;;;17;3", "Средние;;;;;;;;;;;;;17;5"),
        *WARNED,
    ),
]  # fmt: skip
