"""Whether a workbook can be opened and saved again as a whole, in a few seconds.

Belongs here: asking that of the archive, before openpyxl sees it. openpyxl makes an object of every
cell, also of blank ones inside of a merged range; a small file may name all cells of a sheet so.
Not here: what is coloured (`coloured`), what is made instead (`faulty_rows`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from opora.intake.refusal import Refusal
from opora.intake.workbook_xml import local, parse

#: What openpyxl reads and writes again in a few seconds: all parts of a workbook, unpacked.
COLOURED_UP_TO = 5 << 20
#: So many cells of ranges that openpyxl goes through cell by cell, in all sheets.
RANGES_UP_TO = 200_000

#: Elements whose range of cells is filled with objects.
_FILLING = frozenset(["mergeCell", "hyperlink", "table", "comment"])
_CELL = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})")
_COLUMNS, _ROWS = 16_384, 1_048_576
#: Drawings of comments; openpyxl carries them over without reading them.
_DRAWING = ".vml"
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def is_colourable(path: Path) -> bool:
    """Whether the copy may be the whole workbook."""
    cells = 0

    def element(name: str, given: Mapping[str, str]) -> None:
        nonlocal cells
        if local(name) in _FILLING:
            cells += _size(given.get("ref", ""))

    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if sum(each.file_size for each in entries) > COLOURED_UP_TO:
            return False
        for entry in entries:
            # which parts are sheets, openpyxl decides by rules of its own: all are looked at
            content = b"" if entry.filename.lower().endswith(_DRAWING) else archive.read(entry)
            is_xml = content.removeprefix(_UTF_8_MARK).lstrip().startswith(b"<")
            if not is_xml and not content.startswith(_UTF_16_MARKS):
                continue
            try:
                parse(content, element)
            except Refusal:
                return False
            if cells > RANGES_UP_TO:
                return False
    return True


def _size(reference: str) -> int:
    """How many cells a range has; what is left out of it (A:B, 1:9) stands for all there are."""
    first, _, last = reference.partition(":")
    ends = [_CELL.fullmatch(end) for end in (first, last or first)]
    if not all(ends):
        return 0
    (left, top), (right, bottom) = ((_number(end[1]), int(end[2] or 0)) for end in ends if end)
    columns = _COLUMNS if not left or not right else abs(right - left) + 1
    rows = _ROWS if not top or not bottom else abs(bottom - top) + 1
    return columns * rows


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
