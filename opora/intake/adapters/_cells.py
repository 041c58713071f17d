"""What several foreign formats have in common: headings, metadata above them, marks for blank.

Belongs here: reading cells and finding where a table begins. Not here: what any one format means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opora.intake.adapters._adapter import Stand
from opora.intake.no_value import is_covered
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.typed import TOTAL
from opora.intake.vocabularies import spelling

Row = Sequence[str | None]

#: How a table calls a declared number of participants.
PARTICIPANTS = r"(?:кол-во|количество|число) участников"
#: Rows above a header, at most, beside those that declare a number of participants.
_HEADER_WITHIN = 40

#: Cells that a line of a title may fill, at most.
_MOST_IN_A_TITLE = 3

#: Latin and Cyrillic letters look the same.
_BLANKS = frozenset(("x", "х", "-", "–", "—", "нет отметки", "нет", "н/д", "нет данных"))
_LOGIN = re.compile(r"(?<![a-z0-9])[a-z]{3}\d{6}(?![a-z0-9])", re.IGNORECASE)
_TOTAL = re.compile(TOTAL, re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d{1,15}|\d{1,3}([ \u00a0\u202f']\d{3})+)([.,]\d+)?", re.ASCII)
_DAY = re.compile(
    r"(?<!\d)(?:(\d{4})[-.](\d\d)[-.](\d\d)|(\d\d?)[./](\d\d?)[./](\d{4}|\d\d))(?!\d)"
)


def text_of(cell: str | None) -> str:
    """The text of a cell without line breaks, hard and doubled spaces; none where it is merged."""
    if cell is None or is_covered(cell):
        return ""
    return " ".join(cell.replace("\u00a0", " ").split())


@lru_cache(maxsize=1 << 14)
def heading_of(cell: str | None) -> str:
    """A heading without what does not matter: case, ё, spaces, a star or a colon at the end."""
    return spelling(text_of(cell)).strip(" *:")


def filled(cell: str | None) -> str | None:
    """The cell as it stands; None where it holds nothing, or a mark that stands for nothing."""
    return None if not cell or spelling(cell) in _BLANKS or cell.isspace() else cell


def is_blank(row: Row) -> bool:
    """Whether a row holds nothing but spaces and what is merged with other rows."""
    return not any(cell and text_of(cell) for cell in row)


def is_total(cell: str | None) -> bool:
    """Whether a cell is a word for a total."""
    return _TOTAL.fullmatch(cell or "") is not None


def login_in(cell: str | None) -> str | None:
    """The login of a school that a text such as «СОШ № 1 (sch220001)» names.

    None where it names several: the row is of no single school.
    """
    found = {login.lower() for login in _LOGIN.findall(cell or "")}
    return found.pop() if len(found) == 1 else None


def number(cell: str | None) -> float | None:
    """A number as it is written by hand or by a spreadsheet; None where it is none.

    Thousands are separated in threes, a sign of per cent may follow: what `typed` reads, no more.
    """
    text = (cell or "").strip().removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(text):
        return None
    return float(re.sub(r"[\s']", "", text).replace(",", "."))


def without_sign(cell: str | None) -> str | None:
    """A share without its sign: «12,5 %» is 12,5 where the column holds per cents."""
    if cell is None or number(cell) is None:
        return cell
    return cell.strip().removesuffix("%").rstrip()


def decimals(cell: str | None) -> int:
    """How many digits a number is rounded to."""
    _, _, fraction = text_of(cell).removesuffix("%").strip().replace(",", ".").partition(".")
    return len(fraction)


def days(cell: str | None) -> list[dt.date]:
    """All days that a text names: 31.12.2024, 31.12.24, 2024-12-31 or 2024.12.31."""
    found = []
    for match in _DAY.finditer(cell or ""):
        iso, russian = match.groups()[:3], match.groups()[:2:-1]
        year, month, day = (int(part) for part in (iso if iso[0] else russian))
        try:
            found.append(dt.date(year + 2000 if year < 100 else year, month, day))
        except ValueError:
            continue
    return found


def stated(rows: Sequence[Row], words: str) -> tuple[int, str] | None:
    """What rows state under a label, such as `Предмет: Математика` in one cell or in two.

    `words`: the label as a pattern. Returns the number of the row (counted from 1) and the text.
    """
    label = re.compile(rf"(?:{words})\s*[:–—-]?\s*([^|;]*)", re.IGNORECASE)
    for row_no, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            found = label.search(text_of(cell))
            if found is None:
                continue
            beside = next((each for each in row[place + 1 :] if text_of(each)), None)
            value = found.group(1).strip() or text_of(beside)
            if value:
                return row_no, value
    return None


def rows_of(sheet: Sheet, after: int = 0) -> Iterator[tuple[int, Row]]:
    """The rows of a sheet that hold anything, each with its number; merged cells say that they are.

    `after`: the number of the last row to leave out.
    """
    for row_no, row in enumerate(sheet.told_rows(), start=1):
        if row_no > after and not is_blank(row):
            yield row_no, row


@dataclass(frozen=True)
class Header:
    """The row of a sheet under which a table stands.

    `row_no` is counted from 1; `columns`: name -> place of its heading in the row; `doubled`:
    headings that mean the same as another one.
    """

    sheet: Sheet
    row_no: int
    columns: Mapping[str, int]
    doubled: Sequence[str] = ()

    @property
    def above(self) -> Sequence[Row]:
        """The rows above the table."""
        return self.sheet.rows[: self.row_no - 1]

    @property
    def row(self) -> Row:
        """The header itself."""
        return self.sheet.rows[self.row_no - 1]

    def below(self) -> list[tuple[int, Row]]:
        """The rows of the table that hold anything, each with its number.

        What is merged with another cell says so: as a blank it would pass for a value. A second
        table is refused: it may be about something else than what stands above the first.
        """
        rows = list(rows_of(self.sheet, after=self.row_no))
        for row_no, row in rows:
            if self._is_like(row):
                raise Refusal(
                    f"{self.where}: заголовки таблицы повторяются в строке {row_no}. Оставьте на "
                    "листе одну таблицу, остальные перенесите на другие листы."
                )
        return rows

    def _is_like(self, row: Row) -> bool:
        """Whether most headings stand in a row once more."""
        again = [
            place
            for place in self.columns.values()
            if place < len(row) and heading_of(row[place]) == heading_of(self.row[place])
        ]
        return len(again) > 1 and 2 * len(again) > len(self.columns)

    def cell(self, row: Row, column: str) -> str | None:
        """The cell of a row under a heading; None where there is no such heading."""
        place = self.columns.get(column)
        return row[place] if place is not None and place < len(row) else None

    def stands(self, names: Mapping[str, str]) -> dict[str, Stand]:
        """Where columns of a contract stand; `names`: each one's column here, if there is one."""
        return {
            name: self.stand(self.columns[column])
            for name, column in names.items()
            if column in self.columns
        }

    def stand(self, place: int) -> Stand:
        """A place in the rows, with its heading."""
        return Stand(place, text_of(self.row[place]))

    @property
    def where(self) -> str:
        """The place, as a person finds it."""
        return self.where_of(self.row_no)

    def where_of(self, row_no: int) -> str:
        """The place of another row of the sheet."""
        return self.sheet.place(row_no)

    def require(self, title_ru: str, names: Mapping[str, str]) -> None:
        """Refuse the file when headings are missing or doubled, or stand below their data.

        `names`: column -> what it is called.
        """
        missing = [f"«{names[column]}»" for column in names if column not in self.columns]
        if missing:
            raise Refusal(
                f"{self.where}: это «{title_ru}», но нет столбцов: {', '.join(missing)}. "
                "Выгрузите файл заново целиком или верните эти заголовки."
            )
        if self.doubled:
            raise Refusal(
                f"{self.where}: заголовок «{self.doubled[0]}» встречается дважды. Оставьте один "
                "столбец."
            )
        self.refuse_above(self._is_data)

    def refuse_above(self, is_data: Callable[[Row], bool]) -> None:
        """Refuse the file when there are data above the headings: nobody would read them."""
        row_no = next((at for at, row in enumerate(self.above, start=1) if is_data(row)), None)
        if row_no is not None:
            raise Refusal(
                f"{self.where}: заголовки стоят ниже строки {row_no}, а она похожа на данные. "
                "Поставьте строку заголовков над всеми данными."
            )

    def _is_data(self, row: Row) -> bool:
        """Whether a row fills most of the columns, as no line of a title does."""
        filled_in = sum(1 for column in self.columns if text_of(self.cell(row, column)))
        return filled_in > _MOST_IN_A_TITLE and 2 * filled_in > len(self.columns)


def find_header(
    sheet: Sheet, headings: Mapping[str, Sequence[str]], core: Collection[str] = ()
) -> Header | None:
    """The row with the most of the headings, the first of equal ones; None: not one of them.

    `headings`: column -> patterns of its heading, in small letters with е for ё; `core`: those of
    which a header has at least one (any, if none is named), unlike a label above the table.
    """
    patterns = {name: re.compile("|".join(each)) for name, each in headings.items()}
    best: Header | None = None
    for row_no, row in _first_rows(sheet):
        columns: dict[str, int] = {}
        doubled = []
        for place, cell in enumerate(row):
            heading = heading_of(cell)
            name = next((n for n, p in patterns.items() if heading and p.fullmatch(heading)), None)
            if name in columns:
                doubled.append(text_of(cell))
            elif name is not None:
                columns[name] = place
        is_header = not columns.keys().isdisjoint(core or columns)
        if is_header and (best is None or len(columns) > len(best.columns)):
            best = Header(sheet, row_no, columns, doubled)
    return best


def _first_rows(sheet: Sheet) -> Iterator[tuple[int, Row]]:
    """The rows in which a header is looked for: above it each school may declare its number."""
    left = _HEADER_WITHIN
    for row_no, row in enumerate(sheet.rows, start=1):
        declared = stated([row], PARTICIPANTS)
        left -= declared is None or number(declared[1]) is None
        if left < 0:
            return
        yield row_no, row
