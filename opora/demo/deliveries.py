"""A delivery on paper: which rows go into which file, in whose habits, before it is written.

Belongs here: the plan of one file. Not here: writing it (`files`) or what is broken on purpose
(`defects`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from opora.demo.truth import Row

HEADER_ROW = 1


@dataclass(frozen=True)
class Style:
    """The habits of whoever made a file."""

    format: Literal["csv", "xlsx", "parquet"]
    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    decimal: str = ","
    dates: str = "%d.%m.%Y"
    newline: str = "\r\n"
    thousands: str = " "


EXCEL = Style("xlsx")
FORM = Style("csv")
OLD_SYSTEM = Style("csv", encoding="cp1251")
TABBED = Style("csv", encoding="utf-8", delimiter="\t", newline="\n")
EXPORT = Style(
    "csv", encoding="utf-8", delimiter=",", decimal=".", dates="%Y-%m-%d", newline="\n",
    thousands="",
)  # fmt: skip
PARQUET = Style("parquet")


#: The rows of a sheet, cell by cell; None is a blank cell.
Grid: TypeAlias = Sequence[Sequence[Any]]


class Text(str):
    """A cell that goes into the file letter by letter."""

    __slots__ = ()


@dataclass
class Delivery:
    """One file to be written.

    `rows` are good and accepted, `broken` must be rejected; they follow each other in the file, and
    `total` comes last. `headings` are other names above columns. `is_refused`: the file as a whole
    is not to be taken. `left_out` and `doubled` name columns whose heading is lacking or repeated.
    """

    path: str
    dataset: str
    style: Style
    rows: list[Row]
    broken: list[Row] = field(default_factory=list)
    total: Row | None = None
    headings: dict[str, str] = field(default_factory=dict)
    #: Column -> value -> how this file spells it.
    spelled: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    doubled: str | None = None
    is_refused: bool = False
    #: Those of `rows` that no later file replaces; None: all of them.
    true_rows: list[Row] | None = None
    #: How another system lays its file out; None: under the contract's headings.
    layout: Callable[[Delivery], Grid] | None = None
    header_row: int = HEADER_ROW
    #: What else the file gives, by dataset: all of it is accepted.
    also: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def half_year(self) -> str | None:
        """The half-year of the folder; None for the history."""
        folder = self.path.split("/")[0]
        return None if folder == "history" else folder

    def row_number(self, place: int) -> int:
        """The row that a person sees for the data row at a place (counted from 0)."""
        return self.header_row + 1 + place

    @property
    def total_row(self) -> int:
        """The row that a person sees for the total."""
        return self.row_number(len(self.rows) + len(self.broken))


@dataclass(frozen=True)
class RawFile:
    """A file that is no table: its bytes, and the dataset whose folder it lies in."""

    path: str
    dataset: str
    content: bytes
