"""What is to be marked in the copy of a checked file: cells, and the list of all that was found.

Belongs here: bringing findings of one cell together, and the lines of the list. Not here: the two
kinds of copies that show them (`coloured`, `faulty_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opora.answers.pages import CELL_LIMIT
from opora.answers.places import WHOLE_ROW, Cell, Places
from opora.answers.told import Told
from opora.answers.words import SEVERITIES, sentence, sheet_and_group
from opora.contracts import Dataset
from opora.intake.layout import Layout
from opora.intake.own_sheets import RESULT_MARK

#: Who writes comments and copies, as their properties say; whoever saves a copy overwrites it.
AUTHOR = "Опора: проверка файла"
HEADINGS = ("Важность", "Лист", "Строка", "Графа", "Ячейка", "Значение", "Что исправить")
WIDTHS = (16, 20, 9, 28, 10, 28, 90)
HOW_TO = (
    f"{RESULT_MARK}. Этот лист добавила проверка; книга с ним не принимается.",
    "Красные ячейки — ошибки: такие строки будут отклонены. Жёлтые — предупреждения. Что не так, "
    "сказано в примечании к ячейке и в списке ниже.",
    "Исправляйте в своём файле и проверяйте его снова. Если исправляете здесь, перед сдачей "
    "удалите этот лист.",
)
#: A comment is read in a small window.
_COMMENT_LIMIT = 1_000
#: Characters that a workbook can't hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Mark:
    """A cell to be coloured, and what is said about it."""

    cell: Cell
    is_critical: bool
    comment: str


@dataclass(frozen=True)
class Line:
    """A line of the list; `cell`: where its link leads."""

    severity: str
    sheet: str | None
    row_no: int | None
    heading: str | None
    cell: Cell | None
    value: str | None
    message: str


@dataclass(frozen=True)
class Marks:
    """All that a copy shows."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    is_cut: bool = False


def marks_of(
    told: Told,
    layouts: Sequence[Layout],
    datasets: Mapping[str, Dataset],
    *,
    in_file: bool = True,
) -> Marks:
    """The marks of a file that was read; `in_file`: in its own cells, as `Places` tells."""
    places = Places(layouts, datasets, in_file=in_file)
    said: dict[Cell, list[tuple[bool, str]]] = {}
    lines = []
    faulty = {
        cell
        for finding in told.findings
        if finding.column and finding.severity == "critical"
        for cell in places.cells(finding)
    }
    for finding in told.findings:
        cells, message = places.cells(finding), places.message(finding)
        if finding.column is None:
            # a row is not as it should be because of the cell that is wrong by itself
            cells = [cell for cell in cells if cell in faulty] or cells
        for cell in cells:
            said.setdefault(cell, []).append((finding.severity == "critical", message))
        lines.append(
            Line(
                SEVERITIES[finding.severity],
                sheet_and_group(finding.sheet),
                cells[0].row,
                places.heading(finding),
                cells[0],
                finding.value,
                message,
            )
        )
    marks = [
        Mark(cell, any(critical for critical, _ in each), _comment([text for _, text in each]))
        for cell, each in sorted(said.items(), key=lambda item: _order(item[0]))
    ]
    return Marks(tuple(marks), tuple(lines), told.is_cut)


def marks_of_refusal(refusal: str, sheet: str | None, row_no: int) -> Marks:
    """The mark of a file that is refused because of one row."""
    text = sentence(refusal)
    cell = Cell(sheet, row_no, WHOLE_ROW)
    line = Line(SEVERITIES["critical"], sheet, row_no, None, None, None, text)
    return Marks((Mark(cell, True, _comment([text])),), (line,))


def clean(text: str) -> str:
    """A text that a cell can hold."""
    return _UNWRITABLE.sub("�", text)[:CELL_LIMIT]


def _comment(sentences: Sequence[str]) -> str:
    text = "\n".join(dict.fromkeys(sentences))
    return clean(text if len(text) <= _COMMENT_LIMIT else text[: _COMMENT_LIMIT - 1] + "…")


def _order(cell: Cell) -> tuple[str, int, int]:
    return cell.sheet or "", cell.row, cell.column
