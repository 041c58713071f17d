"""Protocols of РИС ГИА: results of ОГЭ and of ЕГЭ, one exam on one day, a line per participant.

    01 - Русский язык 2024.05.28
    № | Код МСУ | Код ОО | Класс | Код ППЭ | Аудитория | Фамилия | … | Первичный балл | Балл
    1 | 105     | 990101 | 11А   | 1018    | 0009      | …           | 31             | 70
    Всего участников                                                 | 1

CSV with semicolons in cp1251 as РИС writes it, or a workbook; columns without a heading may stand
between the others (cells merged in the report); several protocols may follow one another.

Feeds `assessment_results`. «Оценка» is the mark of ОГЭ and of base mathematics, «Балл» the test
score of ЕГЭ. Left out: names and documents, which never leave this module; the answers, because
they name no tasks; «Минимальная граница», because thresholds are rules.

Source of the shape: exports of РИС ГИА as public programs read them, 2021-2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opora.intake.adapters._adapter import Adapter, Declared, Known, Table
from opora.intake.adapters._cells import days, decimals, filled, is_covered, number
from opora.intake.adapters._ris_gia import SCORES, Block, Line, blocks, is_protocol
from opora.intake.misplaced import HIDDEN
from opora.intake.refusal import Refusal
from opora.intake.sheets import Sheet
from opora.intake.vocabularies import spelling

_SHIFTED = "(скрыто: ячейки этой строки сдвинуты)"

_OGE, _EGE = "oge", "ege"
_NAME = {_OGE: "ОГЭ", _EGE: "ЕГЭ"}
_PROGRAMME_GRADE = {_OGE: "9", _EGE: "11"}
_OF_GRADE = {9: _OGE, 11: _EGE, 12: _EGE}
_OF_WORDS = {
    _OGE: re.compile(r"\bогэ\b|гиа-?9"),
    _EGE: re.compile(r"\bк?егэ\b|гиа-?11|базов|профил"),
}
_MATHEMATICS = "математика"

_SCORE = re.compile(r"\d{1,3}([.,]\d{1,2})?")
#: No result is not a result of zero: who did not come, or whose work is annulled, took no part.
_NO_RESULT = re.compile(
    r"(не явил|неявк|н/я|отсутств|аннулир|удален|не закончил|не завершил|недопу)\w*.*"
)
_COLUMNS = (
    "school_login",
    "procedure_kind",
    "subject",
    "programme_grade",
    "assessment_year",
    "session",
    "participant_code",
    "held_on",
    "primary_score",
    "test_score",
    "mark",
)


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(map(is_protocol, sheets))


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    tables = []
    for sheet in sheets:
        rows: list[tuple[int, Sequence[str | None]]] = []
        declared: list[Declared] = []
        for block in blocks(sheet) if is_protocol(sheet) else ():
            if block.lines:
                rows.extend(_rows(block, known))
                declared.extend(_declared(block))
        if rows:
            tables.append(Table("assessment_results", _COLUMNS, rows, sheet.name, declared))
    return tables


def _rows(block: Block, known: Known) -> Iterator[tuple[int, Sequence[str | None]]]:
    if "гвэ" in spelling(block.title):
        raise Refusal(
            f"{_title_of(block)}: это протокол ГВЭ, а принимаются ОГЭ и ЕГЭ. Уберите его из файла."
        )
    subject = _subject(block)
    kind = _kind(block, subject)
    held = days(block.title)
    window = known.window(kind, held[0])
    if window is None:
        raise Refusal(
            f"{_title_of(block)}: {held[0]:%d.%m.%Y} не приходится ни на один период {_NAME[kind]}."
            " Проверьте дату; если она верна, дополните assessment_windows.csv в папке rules."
        )
    if kind == _EGE and spelling(subject) == _MATHEMATICS:
        subject += " профильная" if "test" in block.columns else " базовая"
    exam = (kind, subject, _PROGRAMME_GRADE[kind], str(window[0]), window[1])
    day = held[0].isoformat()
    for line in block.lines:
        cells = line.cells
        if line.is_shifted:
            # Rejected for its score; nothing that stood in it may go on, wherever it stood.
            yield line.row_no, (None, *exam, _code(line, day), day, _SHIFTED, None, None)
        else:
            scores = (_score(cells[name]) for name in SCORES)
            yield line.row_no, (cells["school"], *exam, _code(line, day), day, *scores)


def _code(line: Line, day: str) -> str:
    """A code that is one participant's among all protocols of a session, and says nothing else."""
    cells = line.cells
    parts = [cells[name] for name in ("point", "room", "number")]
    if line.is_shifted or not all(part and not is_covered(part) for part in parts):
        return f"{day} строка {line.row_no}"
    return " ".join([day, *(part for part in parts if part)])


def _score(text: str | None) -> str | None:
    """A number as it stands; blank where there is no result; hidden where it can't be a score."""
    text = filled(text)
    if text is None or is_covered(text):
        return text
    if _NO_RESULT.fullmatch(spelling(text)):
        return None
    return text if _SCORE.fullmatch(text) else HIDDEN


# -- what the title says --------------------------------------------------------------------------


def _subject(block: Block) -> str:
    if not days(block.title):
        raise Refusal(
            f"{_title_of(block)}: над таблицей нет названия предмета и даты экзамена. Впишите их в "
            "первую строку, например «01 - Русский язык 2024.05.28»."
        )
    text = re.sub(r"\(\s*[^()]*(?:ЕГЭ|ОГЭ)[^()]*\)|\b(?:К?ЕГЭ|ОГЭ)\b", " ", block.title, flags=re.I)
    text = re.sub(r"\b(?:[пу]\.?|дата(?: проведения| экзамена)?)\s*:", " ", text, flags=re.I)
    text = re.sub(r"\d{4}[.-]\d\d[.-]\d\d|\d\d?\.\d\d?\.\d{2,4}", " ", text)
    # What stands before the subject: its code, or words such as «Предмет:».
    text = re.sub(r"^.*\b\d{1,2}\s*[-–—]\s*|^\W*\d{1,2}\b", "", text.strip())
    text = re.sub(r"^\W*(?:предмет|экзамен)\s*:|\(\s*\)", "", text, flags=re.I)
    text = " ".join(text.split()).strip(" -–—;:,.|")
    if not text:
        raise Refusal(
            f"{_title_of(block)}: рядом с датой экзамена нет названия предмета. Впишите его, "
            "например «01 - Русский язык 2024.05.28»."
        )
    return text


def _kind(block: Block, subject: str) -> str:
    """ОГЭ or ЕГЭ, by everything that tells them apart; refused where it disagrees."""
    title = spelling(block.title)
    told = {kind: f"строка «{subject}»" for kind, word in _OF_WORDS.items() if word.search(title)}
    for line in block.lines:
        grade = re.match(r"\d+", line.cells["grade"] or "")
        if grade and not line.is_shifted and (kind := _OF_GRADE.get(int(grade.group()))):
            told.setdefault(kind, f"класс {grade.group()} в строке {line.row_no}")
    if "test" in block.columns and "mark" not in block.columns:
        told.setdefault(_EGE, "столбец «Балл»")
    elif "test" not in block.columns and _MATHEMATICS not in spelling(subject):
        told.setdefault(_OGE, "столбец «Оценка»")
    if len(told) > 1:
        raise Refusal(
            f"{block.where}: {told[_OGE]} — это ОГЭ, а {told[_EGE]} — это ЕГЭ. Проверьте "
            "предмет, класс и заголовки: в одном протоколе один экзамен."
        )
    if not told:
        raise Refusal(
            f"{block.where}: не понять, ОГЭ это или ЕГЭ. Впишите «ОГЭ» или «ЕГЭ» в строку с "
            "предметом и датой."
        )
    return next(iter(told))


def _title_of(block: Block) -> str:
    if block.title_row is None:
        return block.where
    sheet, _, _ = block.where.rpartition("строка")
    return f"{sheet}строка {block.title_row}"


# -- what the summary says ------------------------------------------------------------------------


def _declared(block: Block) -> Iterator[Declared]:
    for row_no, label, rest in block.summary:
        label = spelling(label)
        texts = [text for text in rest if number(text) is not None]
        if label.startswith("средн"):
            yield from _averages(block, row_no, texts)
        elif label.startswith(("всего", "итого", "количество участ")):
            texts = texts or re.findall(r"\d+", label)
            for text in texts[:1]:
                counted = float(len(block.lines))
                took_part = float(sum(any(_numbers(line)) for line in block.lines))
                declared = number(text) or 0.0
                yield Declared(
                    row_no,
                    "участников в протоколе",
                    declared,
                    took_part if declared == took_part else counted,
                )


def _averages(block: Block, row_no: int, texts: list[str]) -> Iterator[Declared]:
    """Averages stand in the order of the scores; cells of the report are merged, places differ."""
    present = [name for name in SCORES if name in block.columns]
    if len(texts) != len(present) or any(line.is_shifted for line in block.lines):
        return
    for name, text in zip(present, texts, strict=True):
        values = [value for line in block.lines if (value := _number(line, name)) is not None]
        if values:
            what = {"primary": "средний первичный балл", "test": "средний балл"}
            # Whether РИС rounds or cuts is not known: one unit of the last digit allows for both.
            yield Declared(
                row_no,
                what.get(name, "средняя оценка"),
                number(text) or 0.0,
                sum(values) / len(values),
                tolerance=10.0 ** -decimals(text),
            )


def _numbers(line: Line) -> list[bool]:
    return [_number(line, name) is not None for name in SCORES]


def _number(line: Line, name: str) -> float | None:
    return None if line.is_shifted else number(_score(line.cells[name]))


ADAPTER = Adapter("ris_gia_protocol", "Протокол РИС ГИА", _claims, _read)
