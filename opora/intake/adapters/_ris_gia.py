"""The shape of a РИС ГИА protocol: a title, a row of headings, a line per participant, a summary.

Belongs here: what is a title, a heading, a participant's line, a summary, and which cells of a line
are not where they belong. Not here: what a protocol is worth to the contract (`ris_gia_protocol`).

No function here gives out a cell under «Фамилия», «Имя», «Отчество», «Серия», «Номер», «Документ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from opora.intake.adapters._adapter import Known
from opora.intake.adapters._cells import Row, days, heading_of, rows_of, text_of
from opora.intake.adapters._ris_gia_columns import (
    LEAST_HEADINGS,
    SCORES,
    belongs,
    check_headings,
    columns_of,
    is_header,
)
from opora.intake.no_value import is_covered
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

_SUMMARY = re.compile(r"(средн|всего|итого|минимальн|максимальн|количество).*")
_TITLE_CELLS = 4
_TITLE_WITHIN = 30
_NO_TITLE = re.compile(
    r"(дата|сформирован|напечатан|выгружен|составлен|подпис|"
    r"ответственн|председател|руководител|секретар|исполнител)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A participant's line, without the person.

    `is_shifted`: a cell is not like its column, so that none of them can be trusted.
    """

    row_no: int
    cells: Mapping[str, str | None]
    is_shifted: bool


@dataclass
class Block:
    """One protocol; a file may hold several, one below the other."""

    sheet: Sheet
    #: The number of the row of headings.
    row_no: int
    title: str
    title_row: int | None
    columns: Mapping[str, int]
    #: Places in which nothing may stand: those without a heading, and all after the last one.
    blank: frozenset[int]
    width: int
    headings: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)
    #: Rows that sum the block up: number, label, what else they hold.
    summary: list[tuple[int, str, list[str]]] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The headings, as a person finds them."""
        return self.sheet.place(self.row_no)

    @property
    def title_where(self) -> str:
        """The title, or the headings where there is none."""
        return self.sheet.place(self.row_no if self.title_row is None else self.title_row)


def is_protocol(sheet: Sheet) -> bool:
    """Whether a sheet begins as a protocol: by its headings, or by its title if they are lost."""
    first = sheet.rows[:_TITLE_WITHIN]
    return any(map(is_header, first)) or any(_is_strict_title(row) for row in first)


def blocks(sheet: Sheet, known: Known) -> Iterator[Block]:
    """The protocols of a sheet; raises a Refusal where headings are missing or doubled.

    Of several lines with a date above the headings, the first that names a subject is the title.
    """
    title: tuple[str, int] | None = None
    block: Block | None = None
    for row_no, row in rows_of(sheet):
        if is_header(row):
            if block is not None and title is None and block.columns == columns_of(row):
                continue  # the headings of the next printed page
            if block is not None:
                yield block
            said = title or ((block.title, block.title_row) if block else ("", None))
            block, title = _begun(sheet, row_no, row, *said), None
        elif _is_title(row):
            if block is not None:
                yield block
                # The headings hold for what follows, if it brings none of its own.
                block = replace(block, title=_joined(row), title_row=row_no, lines=[], summary=[])
            elif title is None or not known.is_subject(subject_of(title[0])):
                title = (_joined(row), row_no)
        elif block is not None:
            _add(block, row_no, row, has_sheets=sheet.name is not None)
        elif sum(bool(text_of(cell)) for cell in row) >= LEAST_HEADINGS:
            raise Refusal(_no_headings(sheet, row_no))
    if block is None:
        raise Refusal(_no_headings(sheet, title[1] + 1 if title else 1))
    yield block


def _no_headings(sheet: Sheet, row_no: int) -> str:
    return (
        f"{sheet.place(row_no)}: это протокол РИС ГИА, но здесь ожидалась строка заголовков "
        "(№, Код ОО, Класс, Код ППЭ, Аудитория …). Выгрузите протокол заново."
    )


def _begun(sheet: Sheet, row_no: int, row: Row, title: str, title_row: int | None) -> Block:
    check_headings(sheet.place(row_no), row)
    columns = columns_of(row)
    blank = frozenset(place for place, cell in enumerate(row) if not text_of(cell))
    headings = {name: text_of(row[place]) for name, place in columns.items()}
    return Block(sheet, row_no, title, title_row, columns, blank, len(row), headings)


def _add(block: Block, row_no: int, row: Row, *, has_sheets: bool) -> None:
    first = next((text for cell in row if (text := text_of(cell))), "")
    number = _cell(row, block.columns["number"]) or ""
    if _SUMMARY.fullmatch(heading_of(first)) and not re.match(r"\d", number):
        rest = [text for cell in row if (text := text_of(cell)) and text != first]
        block.summary.append((row_no, first, rest))
        return
    known = {name: _cell(row, place) for name, place in block.columns.items()}
    if _is_note(known):
        return
    ends_early = not has_sheets and len(row) <= max(
        block.columns[name] for name in SCORES if name in block.columns
    )
    strange = any(
        text_of(cell)
        for place, cell in enumerate(row)
        if place in block.blank or place >= block.width
    )
    unlike = not all(belongs(name, text) for name, text in known.items())
    shown = ("number", "school", "grade", "point", "room", *SCORES)
    cells = {name: known.get(name) for name in shown}
    block.lines.append(Line(row_no, cells, ends_early or strange or unlike))


def _is_note(known: Mapping[str, str | None]) -> bool:
    """Whether a row is a line for signatures: nothing in it is about a participant."""
    place = ("school", "grade", "room", "surname", "first_name", "short_answers", *SCORES)
    is_numbered = re.match(r"\d", known.get("number") or "") is not None
    return not is_numbered and not any(known.get(name) for name in place)


def subject_of(title: str) -> str:
    """What a title says beside the day, the code and the kind of the exam."""
    text = re.sub(r"\(\s*[^()]*(?:ЕГЭ|ОГЭ)[^()]*\)|\b(?:К?ЕГЭ|ОГЭ)\b", " ", title, flags=re.I)
    text = re.sub(r"\b(?:[пу]\.?|дата(?: проведения| экзамена)?)\s*:", " ", text, flags=re.I)
    text = re.sub(r"\d{4}[.-]\d\d[.-]\d\d|\d\d?\.\d\d?\.\d{2,4}", " ", text)
    # What stands before the subject: its code, or words such as «Предмет:».
    text = re.sub(r"^.*\b\d{1,2}\s*[-–—]\s*|^\W*\d{1,2}\b", "", text.strip())
    text = re.sub(r"^\W*(?:предмет|экзамен)\s*:|\(\s*\)", "", text, flags=re.I)
    return " ".join(text.split()).strip(" -–—;:,.|")


def _is_title(row: Row) -> bool:
    filled = [text for cell in row if (text := text_of(cell))]
    return (
        len(filled) <= _TITLE_CELLS
        and any(map(days, filled))
        and re.search(r"[^\W\d_]{3}", " ".join(filled)) is not None
        and not _NO_TITLE.match(filled[0])
    )


def _is_strict_title(row: Row) -> bool:
    """Whether a row is a title even without headings below it: «01 - Русский язык 2024.05.28»."""
    title = r"\d\d\s*[-–—;]?\s*[А-ЯЁ][^\d:]+\d{4}\.\d\d\.\d\d"
    return re.fullmatch(title, _joined(row)) is not None


def _joined(row: Row) -> str:
    return " ".join(text for cell in row if (text := text_of(cell)))


def _cell(row: Row, place: int) -> str | None:
    """The text of a cell; what is merged with another cell says so."""
    cell = row[place] if place < len(row) else None
    return cell if is_covered(cell) else text_of(cell) or None
