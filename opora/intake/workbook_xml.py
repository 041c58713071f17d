"""The XML of a workbook's parts, and what all its sheets share: formats and texts.

Belongs here: parsing that refuses what no program writes (entities, other encodings), and the parts
beside the sheets. Not here: the archive (`workbook_parts`), a sheet (`workbook_scan`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from opora.intake.refusal import Refusal
from opora.intake.workbook_parts import BROKEN


def parse(
    content: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for elements, names as they stand there; a Refusal for XML that is not plain.

    An entity can grow to any size, and two readers may see two texts in another encoding.
    """
    parser = expat.ParserCreate()

    def refuse(*_: object) -> NoReturn:
        raise Refusal(BROKEN)

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8"):
            refuse()

    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse()
    parser.buffer_text = True
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        refuse()


def local(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


@dataclass(frozen=True)
class Styles:
    """Which cell formats show another number than they hold: by the number of the format."""

    per_cent: frozenset[int] = frozenset()
    #: Format -> width, of those that only put zeros in front.
    zeros: Mapping[int, int] = field(default_factory=dict)
    #: Format -> digits after the point, of those that only say how many there are.
    decimals: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> Styles:
        """Read the styles of a workbook."""
        codes = {2: "0.00", 9: "0%", 10: "0.00%"}
        formats: list[int] = []
        path: list[str] = []

        def start(name: str, given: Mapping[str, str]) -> None:
            name = local(name)
            if name == "numFmt":
                codes[whole(given.get("numFmtId"))] = given.get("formatCode", "")
            elif name == "xf" and path[-1:] == ["cellXfs"]:
                formats.append(whole(given.get("numFmtId", "0")))
            path.append(name)

        def end(name: str) -> None:
            path.pop()

        parse(content, start, end)
        shown = {number: codes.get(each, "") for number, each in enumerate(formats)}
        return cls(
            frozenset(number for number, code in shown.items() if _is_per_cent(code)),
            {number: len(code) for number, code in shown.items() if re.fullmatch("0{2,}", code)},
            {number: len(c) - 2 for number, c in shown.items() if re.fullmatch(r"0\.0{1,9}", c)},
        )


def _is_per_cent(code: str) -> bool:
    """Whether a number format multiplies by 100; a sign in quotes or after a backslash does not."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", code)


def text_lengths(content: bytes) -> list[int]:
    """The lengths of the shared strings."""
    lengths: list[int] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parse(content, start, text=text)
    return lengths


def whole(text: str | None) -> int:
    """A whole number in an attribute."""
    try:
        return int(text or "")
    except ValueError:
        raise Refusal(BROKEN) from None
