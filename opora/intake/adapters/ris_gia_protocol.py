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

from opora.intake.adapters._adapter import Adapter, Declared, Known, Stand, Table
from opora.intake.adapters._cells import decimals, filled, number
from opora.intake.adapters._ris_gia import Block, Line, blocks, is_protocol
from opora.intake.adapters._ris_gia_columns import SCORES
from opora.intake.adapters._ris_gia_exam import exam_of
from opora.intake.misplaced import HIDDEN
from opora.intake.no_value import is_covered
from opora.intake.sheet import Sheet
from opora.intake.vocabularies import spelling

_SHIFTED = "(скрыто: ячейки этой строки сдвинуты)"

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

#: Column of the contract -> the column of a protocol that it comes from.
_COMES_FROM = {
    "school_login": "school",
    "participant_code": "number",
    "primary_score": "primary",
    "test_score": "test",
    "mark": "mark",
}


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(map(is_protocol, sheets))


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    tables = []
    for sheet in sheets:
        rows: list[tuple[int, Sequence[str | None]]] = []
        declared: list[Declared] = []
        stands: dict[str, Stand] = {}
        elsewhere: dict[tuple[int, str], tuple[int, int]] = {}
        for block in blocks(sheet, known) if is_protocol(sheet) else ():
            if block.lines:
                rows.extend(_rows(block, known))
                declared.extend(_declared(block))
                own = _stands(block)
                elsewhere |= {
                    (line.row_no, column): (line.row_no, stand.place)
                    for column, stand in own.items()
                    if stand != stands.setdefault(column, stand)
                    for line in block.lines
                }
        if rows:
            tables.append(
                Table(
                    "assessment_results",
                    _COLUMNS,
                    rows,
                    sheet.name,
                    declared,
                    stands=stands,
                    elsewhere=elsewhere,
                )
            )
    return tables


def _stands(block: Block) -> dict[str, Stand]:
    """Where the columns of a protocol stand; another one of the file may have other places."""
    return {
        column: Stand(block.columns[name], block.headings[name])
        for column, name in _COMES_FROM.items()
        if name in block.columns
    }


def _rows(block: Block, known: Known) -> Iterator[tuple[int, Sequence[str | None]]]:
    exam = exam_of(block, known)
    told = (exam.kind, exam.subject, exam.programme_grade, str(exam.year), exam.session)
    day = exam.held.isoformat()
    for line in block.lines:
        cells = line.cells
        if line.is_shifted:
            # Rejected for its score; nothing that stood in it may go on, wherever it stood.
            yield line.row_no, (None, *told, _code(line, day), day, _SHIFTED, None, None)
        else:
            scores = (_score(line, name) for name in SCORES)
            yield line.row_no, (cells["school"], *told, _code(line, day), day, *scores)


def _code(line: Line, day: str) -> str:
    """A code that is one participant's among all protocols of a session, and says nothing else."""
    cells = line.cells
    parts = [cells[name] for name in ("point", "room", "number")]
    if line.is_shifted or not all(part and not is_covered(part) for part in parts):
        return f"{day} строка {line.row_no}"
    return " ".join([day, *(part for part in parts if part)])


def _score(line: Line, name: str) -> str | None:
    """A number as it stands; blank where there is no result; hidden where it can't be a score.

    Points of a work that was annulled are no result, either, in whichever column it is said.
    """
    text = filled(line.cells[name])
    if text is None or is_covered(text):
        return text
    if any(_NO_RESULT.fullmatch(spelling(line.cells[each] or "")) for each in SCORES):
        return None
    return text if _SCORE.fullmatch(text) else HIDDEN


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
    return None if line.is_shifted else number(_score(line, name))


ADAPTER = Adapter("ris_gia_protocol", "Протокол РИС ГИА", _claims, _read)
