"""The one way in which a whole file is turned away: a sentence for the person who sent it."""

from __future__ import annotations

from opora.intake.sheet import Sheet


class Refusal(Exception):  # noqa: N818 - it is an answer to the sender, not a fault of the program
    """A file that can't be taken; the text (Russian) says what is wrong and what to do.

    `sheet`, `row_no`: the row that is to blame, where it is one.
    """

    def __init__(self, text: str, sheet: str | None = None, row_no: int | None = None) -> None:
        """`text` names the place, too, for those who read it."""
        super().__init__(text)
        self.sheet = sheet
        self.row_no = row_no

    @classmethod
    def at(cls, sheet: Sheet, row_no: int, text: str) -> Refusal:
        """The refusal of a file for one row of a sheet, which the text then names."""
        return cls(f"{sheet.place(row_no)}: {text}", sheet.name, row_no)
