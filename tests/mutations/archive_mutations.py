"""What else lies in the archive of a workbook, or is missing from it.

Belongs here: mutations of its parts, in the register of `book_mutations`.
"""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from dataclasses import replace

from book_mutations import Made, made, mutation, refused
from grids import Grid
from writers import BookStyle, rewritten, with_parts


@mutation
def macros_inside(draw: random.Random, grid: Grid) -> Made:
    part = draw.choice(["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
    return refused(grid, BookStyle(parts={part: b"\xd0\xcf\x11\xe0"}))


@mutation
def links_and_objects_inside(draw: random.Random, grid: Grid) -> Made:
    parts = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/connections.xml": b"<connections/>",
        "xl/embeddings/oleObject1.bin": b"MZ",
        "xl/media/image1.png": b"\x89PNG",
        "customXml/item1.xml": b"<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>",
    }
    chosen = draw.sample(sorted(parts), draw.randint(1, len(parts)))
    return made(grid, BookStyle(parts={name: parts[name] for name in chosen}))


@mutation
def part_lost(draw: random.Random, grid: Grid) -> Made:
    """Without a sheet, the way to it or the texts in it there is no table."""
    content, expected = made(grid)
    lost = draw.choice(
        ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"]
    )
    return _without(content, lost), replace(expected, refused="must")


def _without(content: bytes, lost: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != lost:
                new.writestr(name, old.read(name))
    return stream.getvalue()


@mutation
def entities_in_the_sheet(draw: random.Random, grid: Grid) -> Made:
    content, expected = made(grid)
    part = draw.choice(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
    bomb = b"?>\n<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
    change = {part: lambda content: content.replace(b"?>\n", bomb, 1)}
    return rewritten(content, change), replace(expected, refused="must")


@mutation
def part_twice(draw: random.Random, grid: Grid) -> Made:
    content, expected = made(grid)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twice = with_parts(content, {"xl/worksheets/sheet1.xml": b"<worksheet/>"})
    return twice, replace(expected, refused="must")
