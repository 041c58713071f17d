"""How large a delivered file may be; beyond these it is refused before it is read.

Belongs here: the limits that keep memory and time bounded whatever a file says of itself. They are
limits of the program, not rules of the domain, hence not in `data_contracts`. Not here: who holds a
file against them (`sniff`, `sheets`, `workbook`, `workbook_parts`, `workbook_scan`).
"""

from __future__ import annotations

MEBIBYTE = 1 << 20

#: A text table or Parquet: the results of a country are 2 GB, and DuckDB reads them in pieces.
TABLE_BYTES = 20_000 * MEBIBYTE

#: A text table that DuckDB can't read (not UTF-8) is held in memory, ten times as large.
TEXT_IN_MEMORY_BYTES = 128 * MEBIBYTE

#: A workbook: 1,048,576 rows of twelve columns, all that Excel allows, are 50 MB.
WORKBOOK_BYTES = 100 * MEBIBYTE

#: Files inside a workbook; one with a hundred sheets and a thousand pictures stays below.
WORKBOOK_ENTRIES = 4_096

#: What the parts of a workbook that are read unpack to, together; they are held in memory.
UNPACKED_BYTES = 512 * MEBIBYTE

#: Real sheets shrink to a tenth or a thirtieth; more than this, of a part that is not small, is a
#: part made to blow up.
UNPACKED_RATIO = 200
UNPACKED_UNSUSPECTED_BYTES = 32 * MEBIBYTE

#: Sheets of a workbook.
SHEETS = 100

#: Cells of all sheets, each from A1 to its last filled one, blanks included: the reader makes room
#: for every one of them.
WORKBOOK_CELLS = 15_000_000

#: Blank cells of all sheets that are merged with a filled one; each is remembered.
MERGED_CELLS = 1_000_000

#: Characters of all cells of a workbook: a text that is stored once may stand in a million cells.
WORKBOOK_CHARACTERS = 256 * MEBIBYTE

#: Cells of one row, in every format; the widest file of the field has some eighty.
ROW_CELLS = 2_000

#: Characters of a cell, what Excel allows.
CELL_CHARACTERS = 32_767

#: Characters of a line of a text table.
LINE_CHARACTERS = 1 << 20


def too_wide(where: str) -> str:
    """What every reader says of a row with more cells than any table has."""
    return (
        f"{where}: в строке больше {ROW_CELLS} ячеек. Удалите лишние столбцы справа от таблицы и "
        "отправьте снова."
    )
