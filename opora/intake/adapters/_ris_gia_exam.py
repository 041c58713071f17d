"""Which exam a РИС ГИА protocol is of: subject, day, ОГЭ or ЕГЭ.

Belongs here: reading the title, and holding it against the columns and classes. Not here: the shape
of a protocol (`_ris_gia`) and its rows (`ris_gia_protocol`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from opora.intake.adapters._adapter import Known
from opora.intake.adapters._cells import days
from opora.intake.adapters._exams import (
    EGE,
    OGE,
    PROGRAMME_GRADE,
    is_mathematics,
    mathematics,
    names_mathematics,
)
from opora.intake.adapters._ris_gia import Block, subject_of
from opora.intake.refusal import Refusal
from opora.intake.vocabularies import spelling

_NAME = {OGE: "ОГЭ", EGE: "ЕГЭ"}
_OF_GRADE = {9: OGE, 11: EGE, 12: EGE}
_OF_WORDS = {
    OGE: re.compile(r"\bогэ\b|гиа-?9"),
    EGE: re.compile(r"\bк?егэ\b|гиа-?11|базов|профил"),
}


@dataclass(frozen=True)
class Exam:
    """An exam, in the words of the contract; `held`: the day of its written part."""

    kind: str
    subject: str
    programme_grade: str
    year: int
    session: str
    held: dt.date


def exam_of(block: Block, known: Known) -> Exam:
    """The exam; raises a Refusal where the protocol does not say, or contradicts itself."""
    if "гвэ" in spelling(block.title):
        raise Refusal(
            f"{block.title_where}: это протокол ГВЭ, а принимаются ОГЭ и ЕГЭ. Уберите его из файла."
        )
    subject = _subject(block, known)
    kind = _kind(block, subject)
    held = days(block.title)[0]
    window = known.window(kind, held)
    if window is None:
        raise Refusal(
            f"{block.title_where}: {held:%d.%m.%Y} не приходится ни на один период {_NAME[kind]}. "
            "Проверьте дату; если она верна, дополните assessment_windows.csv в папке rules."
        )
    if kind == EGE and is_mathematics(subject):
        subject = mathematics(subject, is_base="test" not in block.columns)
    return Exam(kind, subject, PROGRAMME_GRADE[kind], *window, held)


def _subject(block: Block, known: Known) -> str:
    if not days(block.title):
        raise Refusal(
            f"{block.title_where}: над таблицей нет названия предмета и даты экзамена. Впишите их "
            "в первую строку, например «01 - Русский язык 2024.05.28»."
        )
    text = subject_of(block.title)
    if not text:
        raise Refusal(
            f"{block.title_where}: рядом с датой экзамена нет названия предмета. Впишите его, "
            "например «01 - Русский язык 2024.05.28»."
        )
    if not known.is_subject(text):
        # It is not quoted: people who are responsible sign with a day, too.
        raise Refusal(
            f"{block.title_where}: рядом с датой ожидалось название предмета, а здесь другой текст "
            "или название и что-то ещё. Оставьте код, предмет и дату, например «01 - Русский язык "
            "2024.05.28»; новый предмет внесите в vocabularies.csv в папке rules."
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
        told.setdefault(EGE, "столбец «Балл»")
    elif "test" not in block.columns and not names_mathematics(subject):
        told.setdefault(OGE, "столбец «Оценка»")
    if len(told) > 1:
        raise Refusal(
            f"{block.where}: {told[OGE]} — это ОГЭ, а {told[EGE]} — это ЕГЭ. Проверьте "
            "предмет, класс и заголовки: в одном протоколе один экзамен."
        )
    if not told:
        raise Refusal(
            f"{block.where}: не понять, ОГЭ это или ЕГЭ. Впишите «ОГЭ» или «ЕГЭ» в строку с "
            "предметом и датой."
        )
    return next(iter(told))
