"""The copy of a checked file that shows where its faults are: `<name>.проверка.xlsx` beside it.

Belongs here: which kind of copy a file gets, its name, never writing over anything but an earlier
copy that nobody has touched. Not here: what stands in it (`coloured`, `faulty_rows`).
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from opora.answers.colourable import is_colourable
from opora.answers.coloured import coloured_copy
from opora.answers.faulty_rows import FaultyRows, faulty_rows_workbook
from opora.answers.marks import AUTHOR, Marks, marks_of, marks_of_refusal
from opora.answers.places import headings_in_file
from opora.answers.told import Told
from opora.contracts import Dataset
from opora.durable import write_bytes
from opora.forms.words import Words
from opora.intake.layout import Layout
from opora.intake.raw import RawRow, Source, chosen_rows
from opora.intake.sniff import FileFormat
from opora.intake.typed import Place

#: So many rows are shown of a file that gets no copy of the whole.
SHOWN_ROWS = 2_000

_SUFFIX = ".проверка.xlsx"
#: Bytes of a file's name; while the copy is written, it is six longer (`opora.durable`).
_NAME_BYTES = 255 - len("..part")


@dataclass(frozen=True)
class Judged:
    """A file that was read and judged, as the copy needs it."""

    path: Path
    format: FileFormat | None
    layouts: Sequence[Layout]
    told: Told
    refusal: str | None = None
    #: Sheet and row to blame for the refusal.
    refused_at: tuple[str | None, int] | None = None


def copy_path(path: Path) -> Path:
    """Where the copy of a file lies; `a.csv` and `a.xlsx` have one each.

    A name that would become too long is cut, and has a few signs that tell it from others cut so.
    """
    name = path.stem if path.suffix.lower() == ".xlsx" else path.name
    if _bytes(name + _SUFFIX) > _NAME_BYTES:
        ending = f"…{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:8]}{_SUFFIX}"
        while _bytes(name + ending) > _NAME_BYTES:
            name = name[:-1]
        return path.with_name(name + ending)
    return path.with_name(name + _SUFFIX)


def _bytes(name: str) -> int:
    return len(os.fsencode(name))


def is_untouched_copy(path: Path) -> bool:
    """Whether a file is a copy of ours that nobody has saved since it was made."""
    if not path.name.endswith(_SUFFIX):
        return False
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as stream:
            core = stream.read(1 << 16).decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    found = re.search(r"<cp:lastModifiedBy>([^<]*)</cp:lastModifiedBy>", core)
    return found is not None and found[1] == escape(AUTHOR)


def write_copy(
    target: Path, judged: Judged, datasets: Mapping[str, Dataset], words: Words | None = None
) -> bool:
    """Write the copy; False where there is nothing to mark. Raises OSError where it can't.

    `words`: for values that stand in no cell of the file, but were made of it.
    """
    marks = _marks(judged, datasets)
    if marks is None or not marks.lines:
        return False
    # whoever may not read the file may not read its copy either
    content = _content(judged, marks, datasets, words)
    write_bytes(target, content, mode=judged.path.stat().st_mode & 0o666)
    return True


def _marks(
    judged: Judged, datasets: Mapping[str, Dataset], *, in_file: bool = True
) -> Marks | None:
    if judged.refusal is None:
        return marks_of(judged.told, judged.layouts, datasets, in_file=in_file)
    if judged.refused_at is None or judged.format is None or judged.format.format != "xlsx":
        return None
    return marks_of_refusal(judged.refusal, *judged.refused_at)


def _content(
    judged: Judged, marks: Marks, datasets: Mapping[str, Dataset], words: Words | None
) -> bytes:
    if judged.format is not None and judged.format.format == "xlsx":
        try:
            if is_colourable(judged.path):
                return coloured_copy(judged.path, marks)
        except OSError:
            raise
        except Exception:  # noqa: S110 - openpyxl raises whatever it stumbles over
            pass
    # what is shown instead are rows as they were read, which may be laid out in another way
    marks = _marks(judged, datasets, in_file=False) or marks
    return faulty_rows_workbook(list(_tables(judged, marks, datasets, words)), marks)


def _tables(
    judged: Judged, marks: Marks, datasets: Mapping[str, Dataset], words: Words | None
) -> list[FaultyRows]:
    """The marked rows of each sheet, the first ones if there are many."""
    assert judged.format is not None  # noqa: S101 - what has marks was read
    tables = []
    shown = set()
    for layout in judged.layouts:
        name = layout.sheet.name
        if name in shown:
            continue
        shown.add(name)
        numbers = sorted({mark.cell.row for mark in marks.marks if mark.cell.sheet == name})
        source = Source(judged.path, judged.format, layout, Place(0, None, name))
        rows = chosen_rows(source, frozenset(numbers[:SHOWN_ROWS]))
        if words is not None and layout.sheet.numbers is not None:
            rows = _in_words(rows, layout, datasets, words)
        tables.append(FaultyRows(name, headings_in_file(layout, datasets), rows))
    return tables


def _in_words(
    rows: Sequence[RawRow], layout: Layout, datasets: Mapping[str, Dataset], words: Words
) -> list[RawRow]:
    """The rows that an adapter has made, values of vocabularies as people write them."""
    columns = {
        heading: datasets[target.dataset].column(name)
        for target in layout.targets
        for name, heading in target.columns.items()
    }
    found = [columns.get(heading) for heading in layout.headings]
    return [
        [
            number,
            *(
                words.shown(column, cell) if column and cell else cell
                for column, cell in zip(found, cells, strict=True)
            ),
        ]
        for number, *cells in rows
    ]
