"""Sheets that Opora itself puts into workbooks, told by their first cell or name: never data.

Belongs here: the marks and names, and what follows from them. Not here: what those sheets hold
(`opora.forms`, `opora.answers`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

#: What the first cell of a form's example begins with: such a sheet is never taken for data.
EXAMPLE_MARK = "Образец: этот лист при приёме не читается"

#: Its name tells it, too: somebody may have cleared the first cell.
EXAMPLE_SHEET = "Пример"

#: The same of the hidden sheet behind a form's drop-downs: it hides nothing that somebody wrote.
LISTS_MARK = "Списки для выбора: этот лист при приёме не читается"

#: What the first cell of a sheet begins with that `opora check` adds to its copy of a file.
RESULT_MARK = "Результат проверки"

#: What Excel allows in the name of a sheet.
_NAME_LENGTH = 31


def sheet_name(title: str) -> str:
    """What the sheet of a form is called by the title of its dataset.

    Without what Excel refuses in the name of a sheet, cut after a whole word.
    """
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")
    if len(name) > _NAME_LENGTH:
        name = name[: _NAME_LENGTH + 1].rpartition(" ")[0] or name[:_NAME_LENGTH]
    return name.strip(" '") or "Форма"


def is_example(sheet: Sheet) -> bool:
    """Whether it is the example of a form."""
    return sheet.name == EXAMPLE_SHEET or begins_with(sheet, EXAMPLE_MARK)


def refuse_copies(sheets: Sequence[Sheet]) -> None:
    """The copy that the check makes lies beside its file: taken unseen, it would undo corrections.

    Whoever corrected the copy itself says so by deleting the sheet.
    """
    for sheet in sheets:
        if begins_with(sheet, RESULT_MARK):
            raise Refusal(
                f"это копия, которую сделала проверка: в ней лист «{sheet.name}». Сдайте сам файл. "
                "Если вы исправляли строки в копии, удалите из неё этот лист и сдайте её вместо "
                "файла."
            )


def begins_with(sheet: Sheet, mark: str) -> bool:
    """Whether the first cell begins with a mark."""
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    return (first or "").strip().startswith(mark)
