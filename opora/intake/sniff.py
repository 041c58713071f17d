"""What a file really is, told from its bytes: format, encoding, delimiter.

Belongs here: looking at the head of a file. Not here: reading its rows (`sheets`).
"""

from __future__ import annotations

import csv
import io
import mmap
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from opora.intake import limits
from opora.intake.refusal import Refusal
from opora.intake.workbook_parts import WORKBOOK, open_parts

HEAD_BYTES = 1 << 20

_DELIMITERS = (";", "\t", ",", "|")
_EXTENSIONS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
_NAMES = {"csv": "текстовая таблица (CSV)", "xlsx": "книга Excel (XLSX)", "parquet": "Parquet"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class FileFormat:
    """`format` is csv, xlsx or parquet; encoding and delimiter are set for csv only."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None


def sniff(path: Path) -> FileFormat:
    """Tell the format of a file by its content; a Refusal says why it can't be taken."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refusal("файл пустой. Выгрузите его заново и проверьте, что в нём есть строки.")
    found = _by_magic(path, head)
    expected = _EXTENSIONS.get(path.suffix.lower())
    if expected is None:
        raise Refusal(
            f"расширение «{path.suffix}» не принимается. Сохраните файл как .xlsx, .csv или "
            ".parquet."
        )
    if found != expected:
        raise Refusal(
            f"расширение «{path.suffix}» не соответствует содержимому: внутри {_NAMES[found]}. "
            "Сохраните файл в том формате, который назван в расширении, или исправьте расширение."
        )
    if path.stat().st_size > limits.TABLE_BYTES:
        raise Refusal(
            f"файл больше {limits.TABLE_BYTES // 1000 // limits.MEBIBYTE} ГБ. Разделите его на "
            "несколько."
        )
    if found != "csv":
        return FileFormat(found)
    encoding, text = _decode(head)
    if "\n" not in text and "\r" not in text and len(head) == HEAD_BYTES:
        raise Refusal(
            "в первом мегабайте нет ни одного перевода строки: это не таблица. "
            "Выгрузите файл заново, по одной записи в строке."
        )
    return FileFormat("csv", encoding, _delimiter(text))


def _by_magic(path: Path, head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        if _is_encrypted(path):
            raise Refusal(
                "книга защищена паролем. Снимите пароль (Файл → Сведения → Защита книги) "
                "и отправьте снова."
            )
        raise Refusal("это книга старого формата Excel 97–2003. Сохраните её как .xlsx.")
    if head.startswith(b"PK"):
        with open_parts(path) as parts:
            if WORKBOOK in parts:
                return "xlsx"
        raise Refusal("это архив, но не книга Excel. Отправьте сам файл, без архива.")
    return "csv"


def _is_encrypted(path: Path) -> bool:
    """An encrypted .xlsx is an OLE container with a stream of this name, anywhere in the file."""
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        return content.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _decode(head: bytes) -> tuple[str, str]:
    """Encoding and text of the head of a text file."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", head.decode("utf-16", errors="ignore")
    if b"\x00" in head:
        raise Refusal(_UNKNOWN_ENCODING)
    for encoding in ("utf-8-sig", "cp1251"):
        # The head may end inside a character or a line: judge whole lines only.
        whole = head[: head.rfind(b"\n") + 1] or head
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1251" and not (_looks_russian(text) and _is_most_russian(whole)):
            continue
        return encoding, text
    raise Refusal(_UNKNOWN_ENCODING)


_UNKNOWN_ENCODING = (
    "кодировка файла не распознана. Сохраните его как «CSV UTF-8» или как книгу .xlsx."
)


#: What the capitals of CP866 and of old Macs become in cp1251; no Russian word has these letters.
_NOT_RUSSIAN = frozenset("ЂЃѓЉЊЌЋЏђљњќћџ")
#: Signs between the words of Russian text: they say nothing of its encoding.
_SIGNS = "\u00a0«»№–—"


def _looks_russian(text: str) -> bool:
    """cp1251 decodes nearly anything; real text is mostly Cyrillic letters of both cases in order.

    Bytes of KOI8-R or CP866 read as cp1251 give capitals in the middle of words or signs that
    Russian text hardly uses.
    """
    foreign = [letter for letter in text if ord(letter) > 127 and letter not in _SIGNS]
    if not foreign:
        return True
    if not _NOT_RUSSIAN.isdisjoint(foreign):
        return False
    lower = sum("а" <= character <= "я" or character == "ё" for character in foreign)
    upper = sum("А" <= character <= "Я" or character == "Ё" for character in foreign)
    swapped = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return (lower + upper) / len(foreign) > 0.8 and swapped <= max(2, len(foreign) // 20)


def _is_most_russian(content: bytes) -> bool:
    """Whether no other encoding of Russian makes more of the bytes its most frequent letters."""
    common = "оеаинтсрвл"

    def frequent(encoding: str) -> float:
        # Words only: a hard space between digits is a letter in CP866.
        words = re.findall("[А-яЁё]{2,}", content.decode(encoding, errors="ignore"))
        counted = Counter("".join(words))
        # Most letters are small; KOI8-R has the capitals where cp1251 has the small ones.
        return sum(counted[letter] + counted[letter.upper()] / 2 for letter in common)

    return all(frequent("cp1251") >= frequent(other) for other in ("koi8-r", "cp866"))


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines into the most columns of equal number.

    Commas inside of texts and numbers split some lines, too, but each into another number.
    """
    head = "\n".join(text.splitlines()[:30])
    best, best_score = ";", 0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter))
        except csv.Error:
            continue  # what is wrong with such a line, the reader of the file says
        score = max((width * lines for width, lines in widths.items() if width > 1), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best
