"""What a sheet's XML says that the reader of its cells does not tell.

Belongs here: one pass over a sheet. It bounds what the reader will need, and finds the cells that
do not hold what a person sees in them: formulas that nobody calculated, errors, cells merged with
another, per cents, zeros in front and behind. Not here: formats and texts (`workbook_xml`), the
archive (`workbook_parts`), the values (`workbook`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.sax.saxutils import escape

from opora.intake import limits
from opora.intake.no_value import shown_error
from opora.intake.refusal import Refusal
from opora.intake.workbook_parts import BROKEN
from opora.intake.workbook_xml import Styles, local, parse, whole

#: Row and column of a cell, both from 0.
Place = tuple[int, int]

_COLUMNS = 16_384
_ROWS = 1_048_576
#: Errors of Excel 2007; the reader takes others for damage.
_READ_ERRORS = frozenset(
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"]
)
#: Types of cells that the reader makes room for even where their text is empty.
_TEXTS = ("str", "d")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class SheetScan:
    """What a sheet needs, and what stands in its odd cells.

    `shown`: what a person sees in a cell, where the reader gives something else; `merged`: ranges,
    each as its first and last cell; `new_errors`: those that the reader does not know.
    """

    rows: int = 0
    columns: int = 0
    characters: int = 0
    shown: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    new_errors: set[str] = field(default_factory=set)


class _Cells:
    """The handlers of one pass over a sheet; the cell that is being read is in `_` fields."""

    def __init__(self, styles: Styles, lengths: Sequence[int], distrusts_formulas: bool) -> None:
        self.scan = SheetScan()
        odd = (*styles.per_cent, *styles.zeros, *styles.decimals)
        self._odd_styles = {str(number) for number in odd}
        self._styles = styles
        self._lengths = lengths
        self._distrusts_formulas = distrusts_formulas
        self._row = -1
        self._column = -1
        self._row_text = ""
        self._letters: dict[str, int] = {}
        self._given: Mapping[str, str] = {}
        self._value = ""
        self._formula: str | None = None
        self._inside = ""
        self._is_text = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "c":
            self._given, self._value, self._formula, self._is_text = given, "", None, False
            reference = given.get("r")
            if reference is None:
                self._column += 1
                return
            letters = reference[: -len(self._row_text)]
            column = self._letters.get(letters)
            if column is None or not reference.endswith(self._row_text):
                column = self._letters[letters] = self._place(reference)[1]
            self._column = column
        elif name in ("v", "t"):
            self._inside = "v"
            self._is_text = self._is_text or self._given.get("t") in _TEXTS
        elif name == "is":
            self._is_text = True
        elif name == "f":
            self._inside = "f"
            self._formula = ""
        elif name == "row":
            self._row = whole(given["r"]) - 1 if "r" in given else self._row + 1
            self._row_text = str(self._row + 1)
            self._column = -1
            if not 0 <= self._row < _ROWS:
                raise Refusal(BROKEN)
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))
        elif ":" in name:
            self.start(local(name), given)

    def text(self, data: str) -> None:
        if self._inside == "v":
            self._value += data
        elif self._inside == "f" and self._formula is not None:
            self._formula += data

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self._inside = ""
        elif name == "c":
            self._cell()
        elif ":" in name:
            self.end(local(name))

    def _cell(self) -> None:
        given, value, scan = self._given, self._value, self.scan
        kind = given.get("t")
        if self._formula is not None:
            is_calculated = value != "" or kind == "str"
            if not is_calculated or self._distrusts_formulas:
                scan.shown[self._row, self._column] = f"={self._formula}"
                value = value or "="
        if value == "" and not self._is_text:
            return
        if self._row >= scan.rows:
            scan.rows = self._row + 1
        if self._column >= scan.columns:
            scan.columns = self._column + 1
        if value == "":
            return
        if kind == "s":
            scan.characters += self._shared_length(value)
        elif kind == "e":
            scan.shown.setdefault((self._row, self._column), shown_error(value))
            if value not in _READ_ERRORS:
                scan.new_errors.add(value)
        elif kind in (None, "n"):
            if given.get("s") in self._odd_styles:
                self._as_shown(value, int(given["s"]))
        else:
            scan.characters += len(value)

    def _shared_length(self, value: str) -> int:
        try:
            return self._lengths[int(value)]
        except (ValueError, IndexError):
            raise Refusal(BROKEN) from None

    def _as_shown(self, value: str, style: int) -> None:
        try:
            number = Decimal(repr(float(value)))
        except (ValueError, InvalidOperation):
            raise Refusal(BROKEN) from None
        if not number.is_finite():
            raise Refusal(BROKEN)
        place = (self._row, self._column)
        if style in self._styles.per_cent:
            self.scan.shown.setdefault(place, f"{(number * 100).normalize():f}%")
        elif style in self._styles.decimals:
            # 1.10 is another task than 1.1. Nothing is rounded, and whole numbers stay whole.
            digits = self._styles.decimals[style]
            if number != number.to_integral_value() and number == round(number, digits):
                self.scan.shown.setdefault(place, f"{number:.{digits}f}")
        elif number == number.to_integral_value() and number >= 0:
            self.scan.shown.setdefault(place, f"{int(number):0{self._styles.zeros[style]}}")

    def _merge(self, range_: str) -> None:
        first, _, last = range_.partition(":")
        if last:
            self.scan.merged.append((_place(first), _place(last)))

    def _place(self, reference: str) -> Place:
        """A cell of this row; one that says it stands in another is refused."""
        row, column = _place(reference)
        if row != self._row:
            raise Refusal(BROKEN)
        return row, column


def _place(reference: str) -> Place:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise Refusal(BROKEN)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > _COLUMNS or not 1 <= int(found[2]) <= _ROWS:
        raise Refusal(BROKEN)
    return int(found[2]) - 1, column - 1


def scan_sheet(
    content: bytes, styles: Styles, lengths: Sequence[int], *, distrusts_formulas: bool
) -> SheetScan:
    """One pass over a sheet.

    `distrusts_formulas`: the workbook asks to be calculated when it is opened; what its formulas
    hold was then put there by a program that can't calculate.
    """
    cells = _Cells(styles, lengths, distrusts_formulas)
    parse(content, cells.start, cells.end, cells.text)
    scan = cells.scan
    if scan.rows * scan.columns > limits.WORKBOOK_CELLS:
        raise Refusal(
            f"на листе {scan.rows} строк и {scan.columns} столбцов, считая пустые: слишком много. "
            "Удалите строки и столбцы за пределами таблицы или сохраните лист как «CSV UTF-8»."
        )
    return scan


def with_known_errors(content: bytes, scan: SheetScan) -> bytes:
    """The sheet with an error that the reader knows for each that it does not."""
    for error in scan.new_errors:
        value = re.escape(escape(error).encode())
        content = re.sub(rb"(<(?:\w+:)?v\b[^>]*>)" + value + b"<", rb"\g<1>#N/A<", content)
    return content
