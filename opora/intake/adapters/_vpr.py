"""What an export of ВПР says of itself above its table: year, session, subject, grade.

Belongs here: what the exports of ФИС ОКО share. Not here: the tables (a module for each).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from opora.intake.adapters._adapter import Known
from opora.intake.adapters._cells import days, stated, text_of
from opora.intake.adapters._header import Header
from opora.intake.no_value import has_no_value
from opora.intake.refusal import Refusal

KIND = "vpr"

#: «2024-04-16 00:00:00»
_LONGEST_DAY = 19

_SEASONS = {"autumn": re.compile(r"осен"), "spring": re.compile(r"весе?н")}
_OTHER_KINDS = re.compile(r"(?<![а-яё])(ОГЭ|ЕГЭ|ГВЭ)(?![а-яё])", re.IGNORECASE)
_OWN_KIND = re.compile(r"(?<![а-яё])(ВПР|всероссийск\w+ проверочн\w+)(?![а-яё])", re.IGNORECASE)
#: Not «Дата выгрузки»: what follows is a date, or stands in the next cell.
_DAY = r"^дат[аы](?: проведения)?(?: работы| впр)?(?=\s*(?:[:–—-]|\d|$))"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
#: A school year names two years, and work was written in either.
_SCHOOL_YEAR = re.compile(r"(?<!\d)20\d\d\s*[/–—-]\s*(?:20)?\d\d(?![\d.])")
#: What else a title may say beside the subject.
_NO_SUBJECT = re.compile(
    r"[.,:|()«»]|(?<!\w)(?:(?:уч\w* )?г(?:од\w*)?|(?:весе?н|осен)\w*)(?!\w)|"
    r"индивидуальные результаты|статистика по отметкам|сравнение отметок с отметками по журналу",
    re.IGNORECASE,
)
_PROGRAMME = re.compile(r"по программе\s+(?:за\s+)?(\d{1,2})(?:[\s-]*\w+)?", re.IGNORECASE)
_GRADE = re.compile(r"(?<!\d)(\d{1,2})(?:-?\w{1,3})?\s*класс\w*", re.IGNORECASE)
_CLASS = re.compile(
    r"(\d{1,2})\s*(?:-?\s*[«\"']?[а-яёa-z][»\"']?|класс\w*|-\w{1,3} класс\w*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class About:
    """What is said above a table; None for what is not.

    `grade` is the one that the title names, `programme_grade` the one after «по программе»;
    `no_subject`: the row in which something else stands in place of the subject; `classes`: the
    grades of the classes in the file, where they are known.
    """

    header: Header
    year: int | None
    season: str | None
    subject: str | None
    no_subject: int | None
    grade: int | None
    programme_grade: int | None
    held: list[dt.date]
    classes: frozenset[int] = frozenset()

    def of_classes(self, cells: Iterable[str | None]) -> About:
        """The same of a file with these classes."""
        own = (own_grade(cell) for cell in cells)
        return replace(self, classes=frozenset(grade for grade in own if grade is not None))

    def refuse_other_text(self) -> None:
        """Refuse the file if what stands in place of the subject is none; it may be a name."""
        if self.no_subject is not None:
            raise Refusal(
                f"{self.header.where_of(self.no_subject)}: ожидалось название предмета, а здесь "
                "другой текст или название и что-то ещё. Оставьте только название, например "
                "«Предмет: Математика»; новый предмет внесите в vocabularies.csv в папке rules."
            )

    def session_of(self, year: int, known: Known) -> str | None:
        """The session of a year; None where none was held, and the window's rule will say so.

        Raises a Refusal where the year has several, and the file does not say which.
        """
        held = {window for day in self.held if (window := known.window(KIND, day))}
        of_year = [session for held_year, session in held if held_year == year]
        if len(of_year) == 1:
            return of_year[0]
        sessions = known.sessions(KIND, year)
        if self.season in sessions:
            return self.season
        if len(sessions) > 1:
            raise Refusal(
                f"{self.header.where}: в {year} году ВПР проводились больше одного раза, а в "
                "файле не сказано, весной или осенью. Впишите над таблицей дату проведения, "
                f"например «Дата: 20.09.{year}»."
            )
        return sessions[0] if sessions else None

    def window(self, known: Known) -> tuple[int, str | None]:
        """Assessment year and session of the whole file, by its dates or else by its year."""
        windows = {known.window(KIND, day) for day in self.held}
        if len(windows) > 1 or None in windows:
            shown = ", ".join(f"{day:%d.%m.%Y}" for day in self.held)
            raise Refusal(
                f"над таблицей указана дата {shown}, но в эти дни ВПР не проводились. Проверьте "
                "дату; если она верна, дополните assessment_windows.csv в папке rules."
            )
        for window in windows:
            assert window is not None  # noqa: S101 - told above
            if self.year not in (None, window[0]):
                raise Refusal(
                    f"в заголовке указан {self.year} год, а дата проведения относится к "
                    f"{window[0]} году. Исправьте то, что неверно."
                )
            return window
        if self.year is None:
            raise Refusal(
                f"{self.header.where}: над таблицей нет ни года, ни даты проведения. Впишите "
                "строку «Дата» с датой или заголовок вида «ВПР 2024»."
            )
        return self.year, self.session_of(self.year, known)


def about(header: Header, known: Known) -> About:
    """What the rows above a table and the name of its sheet say."""
    texts = [text for row in header.above for cell in row if (text := text_of(cell))]
    everything = " | ".join([*texts, header.sheet.name or ""])
    other = _OTHER_KINDS.search(everything)
    if other and not _OWN_KIND.search(everything):
        raise Refusal(
            f"таблица устроена как выгрузка ВПР, а в заголовке сказано «{other.group()}». "
            "Заполните форму набора данных, в которой есть столбец «Вид процедуры»."
        )
    titles = [text for text in texts if _OWN_KIND.search(text)] or texts
    subject, no_subject = _subject(header, known)
    title = _SCHOOL_YEAR.sub("", " | ".join([*titles, header.sheet.name or ""]))
    programme = _PROGRAMME.search(everything)
    grade = _GRADE.search(_PROGRAMME.sub("", title)) or _GRADE.search(
        _PROGRAMME.sub("", everything)
    )
    year = _YEAR.search(title) or _YEAR.search((stated(header.above, "^год") or (0, ""))[1])
    day = stated(header.above, _DAY) or _lone_day(header)
    held = days(day[1]) if day else []
    if day and not held:
        raise Refusal(f"{header.where_of(day[0])}: дата не читается. Впишите её в виде 16.04.2024.")
    return About(
        header=header,
        year=int(year.group(1)) if year else None,
        season=season_in(everything),
        subject=subject,
        no_subject=no_subject,
        grade=int(grade.group(1)) if grade else None,
        programme_grade=int(programme.group(1)) if programme else None,
        held=held,
    )


def _lone_day(header: Header) -> tuple[int, str] | None:
    """A date above the table that stands alone, or beside an error where its label should be."""
    for row_no, row in enumerate(header.above, start=1):
        texts = [text for cell in row if (text := text_of(cell)) and not has_no_value(text)]
        if len(texts) == 1 and len(texts[0]) <= _LONGEST_DAY and days(texts[0]):
            return row_no, texts[0]
    return None


def season_in(text: str) -> str | None:
    """The session that a text such as «осень 2022» names."""
    return next((name for name, word in _SEASONS.items() if word.search(text.lower())), None)


def _subject(header: Header, known: Known) -> tuple[str | None, int | None]:
    """The subject by its label, or what else a title like «ВПР 2024 Математика 5 класс» says.

    Where that is no subject, the number of its row instead.
    """
    said = stated(header.above, r"^(?:учебный )?предмет")
    found = [said] if said else list(_besides(header))
    subject = next((text for _, text in found if known.is_subject(text)), None)
    return subject, None if subject or not found else found[0][0]


def _besides(header: Header) -> Iterator[tuple[int, str]]:
    """What titles say beside the year, the grade and the like."""
    for row_no, row in enumerate(header.above, start=1):
        for rest in map(text_of, row):
            if not _OWN_KIND.search(rest):
                continue
            for word in (_OWN_KIND, _PROGRAMME, _GRADE, _SCHOOL_YEAR, _YEAR, _NO_SUBJECT):
                rest = word.sub(" ", rest)
            if rest.strip():
                yield row_no, text_of(rest)


def own_grade(cell: str | None) -> int | None:
    """The grade in «5», «5А» or «5 класс»; None for anything else."""
    found = _CLASS.fullmatch(text_of(cell))
    return int(found.group(1)) if found else None


def programme_grade(cell: str | None, behind: int) -> str | None:
    """The grade whose programme a class was tested on; text that is no class stays as it is.

    `behind`: how many grades that is below its own (`Known.grades_behind`).
    """
    programme = _PROGRAMME.search(text_of(cell))
    if programme:
        return programme.group(1)
    own = own_grade(cell)
    if own is None:
        return cell
    return str(own - behind)


def grade_in_file(cell: str | None, behind: int, said: About) -> str | None:
    """The programme's grade of one row in a file that also names a grade above the table.

    A class that does not go with that grade is told with it, and can't be read as a number.
    """
    own = own_grade(cell)
    if cell is None or not text_of(cell):
        whole = said.programme_grade or (None if behind else said.grade)
        return None if whole is None else str(whole)
    if own is None:
        return cell
    tested = said.programme_grade
    if tested is None and said.grade is not None:
        # Where these differ, a title may name the class or the programme; the classes tell which.
        if behind and {said.grade, said.grade + behind} <= said.classes:
            both = f"{said.grade} и {said.grade + behind}"
            return f"{text_of(cell)} (в файле классы {both}, а программа не названа)"
        tested = said.grade - behind if own == said.grade else said.grade
    if tested is None:
        return programme_grade(cell, behind)
    if own not in (tested + behind, said.programme_grade):
        return f"{text_of(cell)} (в заголовке {said.grade or tested} класс)"
    return str(tested)
