"""The header of an ЕГЭ summary: which column holds which figure of which subject.

Belongs here: finding the header and telling its columns. Not here: the rows below it
(`ege_municipal_summary`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opora.intake.adapters._cells import Row, heading_of, is_blank, text_of
from opora.intake.adapters._ege_figures import (
    TELLING,
    figure_of,
    figure_over,
    is_unit,
)
from opora.intake.adapters._exams import MARKS, is_mathematics, mathematics
from opora.intake.adapters._levels import Way, ways
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

TITLE_RU = "Сводная ведомость ЕГЭ"

_LEVELS = 3
_WITHIN = 40
_CODE = re.compile(r"(код (оо|оу|школы|организации)|логин( оо| школы)?)")
_NAME = re.compile(
    r"(оо|оу|школ[аы]|(краткое |полное )?(наименование|название) (оо|оу|школы|.*организаци.*)"
    r"|(обще)?образовательн\w+ (организаци|учреждени)\w*.*)"
)


@dataclass(frozen=True)
class Subject:
    """The columns of one subject: figure -> place; `is_share`: below_threshold is in per cent."""

    name: str
    places: Mapping[str, int]
    is_share: bool


@dataclass(frozen=True)
class Summary:
    """A sheet that is a summary. `leaf`: the number of the last row of its header."""

    sheet: Sheet
    leaf: int
    code: int | None
    name: int | None
    subjects: Sequence[Subject]
    #: The columns that say whose row it is, or that it is a total.
    labels: frozenset[int]
    #: The lowest heading of each column, as it is written.
    headings: Sequence[str] = ()

    @property
    def where(self) -> str:
        """The header, as a person finds it."""
        return self.sheet.place(self.leaf)


def is_summary(sheet: Sheet) -> bool:
    """Whether a sheet is a summary of exams by its header, even an incomplete one.

    Groups of columns tell it from a plain table under a title: figures come again, or else one
    subject stands above several and the school's heading goes down all levels.
    """
    leaf = _leaf(sheet.rows)
    if leaf is None:
        return False
    levels = _levels(sheet.rows, leaf)
    names = [name for name in map(heading_of, _texts(levels[-2:])) if figure_of(name) in TELLING]
    columns = ways(levels)
    subjects = [found[0] for way in columns if (found := figure_over(way))]
    is_deep = any(_is_school(_own(way)) and not way[-1] for way in columns)
    is_one_group = is_deep and len(set(subjects)) < len(subjects)
    return len(set(map(figure_of, names))) > 1 and (len(set(names)) < len(names) or is_one_group)


def read_header(sheet: Sheet) -> Summary:
    """The columns of a summary; raises a Refusal where some are missing or doubled."""
    leaf = _leaf(sheet.rows) or 1
    columns = ways(_levels(sheet.rows, leaf))
    where = Summary(sheet, leaf, None, None, (), frozenset()).where
    above = " | ".join([*_texts(sheet.rows[:leaf]), sheet.name or ""])
    if not re.search(r"\bегэ\b", heading_of(above)):
        raise Refusal(
            f"{where}: таблица устроена как «{TITLE_RU}», но над ней не сказано, что это ЕГЭ. "
            "Впишите, например, «Результаты ЕГЭ 2024 года»; для других экзаменов заполните форму."
        )
    own = [_own(way) for way in columns]
    code = next((place for place, text in enumerate(own) if _CODE.fullmatch(text)), None)
    name = next((place for place, text in enumerate(own) if _NAME.fullmatch(text)), None)
    if code is None and name is None:
        raise Refusal(
            f"{where}: это «{TITLE_RU}», но нет столбца «Код ОО» или «Образовательная "
            "организация». Добавьте столбец «Код ОО»."
        )
    groups: dict[str, dict[str, list[tuple[int, bool]]]] = {}
    for place, way in enumerate(columns):
        found = figure_over(way)
        if found is not None and place not in (code, name):
            subject, figure, is_share = found
            groups.setdefault(subject, {}).setdefault(figure, []).append((place, is_share))
    subjects = [_subject(where, name, figures) for name, figures in groups.items()]
    if not subjects:
        raise Refusal(
            f"{where}: это «{TITLE_RU}», но над показателями нет названий предметов. Впишите их "
            "строкой выше, например «Русский язык»."
        )
    first = min(place for subject in subjects for place in subject.places.values())
    labels = frozenset({*range(first), *(place for place in (code, name) if place is not None)})
    headings = [next((text_of(text) for text in reversed(way) if text), "") for way in columns]
    return Summary(sheet, leaf, code, name, subjects, labels, headings)


def _subject(where: str, name: str, figures: dict[str, list[tuple[int, bool]]]) -> Subject:
    counts = {
        figure: [place for place, is_share in found if not is_share]
        for figure, found in figures.items()
    }
    shares = {
        figure: [place for place, is_share in found if is_share]
        for figure, found in figures.items()
    }
    is_share = not counts.get("below_threshold") and bool(shares.get("below_threshold"))
    if is_share:
        counts["below_threshold"] = shares["below_threshold"]
    places = {}
    for figure, found in counts.items():
        if figure == "other" or not found:
            continue
        if len(found) > 1:
            raise Refusal(
                f"{where}: у предмета «{name}» показатель встречается дважды (столбцы "
                f"{found[0] + 1} и {found[1] + 1}). Оставьте один."
            )
        places[figure] = found[0]
    has_marks = all(mark in places for mark in MARKS)
    missing = []
    if "participants" not in places:
        missing.append("сколько приняло участие")
    if "below_threshold" not in places and not has_marks:
        missing.append("сколько не преодолело порог")
    if missing:
        raise Refusal(
            f"{where}: у предмета «{name}» нет столбца о том, {' и '.join(missing)}. Выгрузите "
            "ведомость целиком или добавьте столбец."
        )
    if is_mathematics(name):
        if has_marks == ("average" in places):
            raise Refusal(
                f"{where}: у предмета «{name}» не сказано, базовая она или профильная. Допишите "
                "это слово в заголовок."
            )
        name = mathematics(name, is_base=has_marks)
    return Subject(name, places, is_share)


def _own(way: Way) -> str:
    """The lowest heading of a column that stands in one cell for all levels."""
    return next((heading_of(text) for text in reversed(way) if text), "")


def _leaf(rows: Sequence[Row]) -> int | None:
    """The number of the row with the most names of figures or units, the last of equal ones.

    A row of numbers would pass for marks, so that these count only where nothing else does.
    """
    best, most, of_marks = None, 2, None
    for row_no, row in enumerate(rows[1:_WITHIN], start=2):
        if row in rows[: row_no - 1]:
            continue  # headings again, as a printed table has them on every page
        texts = list(map(heading_of, row))
        named = [text for text in texts if re.search("[а-я%]", text)]
        counted = sum(bool(figure_of(text) or is_unit(text)) for text in named)
        if counted >= most:
            best, most = row_no, counted
        if of_marks is None and counted and {*MARKS} <= {*map(figure_of, texts)}:
            of_marks = row_no
    return best or of_marks


def _levels(rows: Sequence[Row], leaf: int) -> list[Row]:
    """The rows of the header; what is blank between them is no level."""
    return [row for row in rows[:leaf] if not is_blank(row)][-_LEVELS:]


def _is_school(heading: str) -> bool:
    return bool(_CODE.fullmatch(heading) or _NAME.fullmatch(heading))


def _texts(rows: Sequence[Row]) -> list[str]:
    return [text for row in rows for cell in row if (text := text_of(cell))]
