"""What was recognised in one sheet: the table that the workbench reads.

Belongs here: the shape of it. Not here: finding it out (`recognise`, `adapted`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opora.intake.adapters import Declared, Stand
from opora.intake.aside import Aside
from opora.intake.mapping import Locale, Target, Totals
from opora.intake.sheet import Sheet


@dataclass(frozen=True)
class Layout:
    """What was recognised in one sheet.

    `headings` are unique names for the sheet's columns, in order; the data start in the row after
    `header_row` (counted from 1).
    """

    sheet: Sheet
    header_row: int
    headings: tuple[str, ...]
    targets: tuple[Target, ...]
    locale: Locale = field(default_factory=Locale)
    totals: Totals | None = None
    #: The mapping or the adapter that described it.
    mapping: str | None = None
    #: What the file states about its rows beside its total rows.
    declared: Sequence[Declared] = ()
    #: Where an adapter has found the columns and cells that it gives: see `Table`.
    stands: Mapping[str, Stand] = field(default_factory=dict)
    elsewhere: Mapping[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    #: Dataset -> where the sheet's rows lie, of a sheet that does not hold them any more.
    aside: Mapping[str, Aside] = field(default_factory=dict)
