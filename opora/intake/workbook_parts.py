"""Takes out of a workbook the few parts that hold its cells, and nothing else.

Belongs here: the archive. It comes from outside, so that its directory is believed in nothing, and
the reader of the cells gets a new archive with only the parts that were looked at: no macros, no
links to other files, no pictures, no second entry of the same name, no part that unpacks to more
than it says. Not here: what the parts say (`workbook_scan`).
"""

from __future__ import annotations

import errno
import io
import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from opora.intake import limits
from opora.intake.landing import leads_elsewhere
from opora.intake.refusal import Refusal

#: The part that lists the sheets; without it an archive is no workbook.
WORKBOOK = "xl/workbook.xml"

BROKEN = (
    "книга Excel повреждена или передана не целиком. Откройте её у себя, сохраните и отправьте "
    "снова."
)
_TOO_MUCH = (
    "книга распаковывается в слишком большой объём. Сохраните данные в новую книгу без лишних "
    "листов и оформления или как «CSV UTF-8»."
)
#: What the standard library raises over the bytes of an archive.
_OF_THE_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY = re.compile(rb"PK\x01\x02")
_MACROS = re.compile(r"(^|/)(vbaproject\.bin$|macrosheets/)")
_IS_ENCRYPTED = 0x1


class Parts:
    """The parts of an open workbook, by their names in small letters and without a leading slash.

    Reading one counts against what a workbook may unpack to.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Hold the directory against the limits; nothing is unpacked yet."""
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._unpacked = 0
        for entry in archive.infolist():
            name = _plain(entry.filename)
            if leads_elsewhere(name):
                raise Refusal(
                    "внутри книги есть имя с переходом в другую папку («..»): так Excel не "
                    "сохраняет. Откройте книгу у себя, сохраните и отправьте снова."
                )
            if name in self._entries:
                raise Refusal(BROKEN)
            self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._entries

    @property
    def has_macros(self) -> bool:
        """Whether anything in it could run."""
        return any(map(_MACROS.search, self._entries))

    def read(self, name: str) -> bytes:
        """A part, unpacked; a Refusal if it is not there, or is not what the directory says."""
        entry = self._entries.get(_plain(name))
        if entry is None or entry.compress_type not in _METHODS:
            raise Refusal(BROKEN)
        if entry.flag_bits & _IS_ENCRYPTED:
            raise Refusal(
                "содержимое книги зашифровано. Снимите пароль (Файл → Сведения → Защита книги) и "
                "отправьте снова."
            )
        self._unpacked += entry.file_size
        is_bomb = (
            entry.file_size > limits.UNPACKED_UNSUSPECTED_BYTES
            and entry.file_size > limits.UNPACKED_RATIO * entry.compress_size
        )
        if is_bomb or self._unpacked > limits.UNPACKED_BYTES:
            raise Refusal(_TOO_MUCH)
        with _refused():
            # The library reads no more than the directory says, and compares the checksum.
            return self._archive.read(entry)


@contextmanager
def open_parts(path: Path) -> Iterator[Parts]:
    """The parts of a workbook; whatever is wrong with the archive is a Refusal."""
    if path.stat().st_size > limits.WORKBOOK_BYTES:
        raise Refusal(
            f"книга больше {limits.WORKBOOK_BYTES // limits.MEBIBYTE} МБ. Разделите её на "
            "несколько или сохраните данные как «CSV UTF-8»."
        )
    if _counted_entries(path) > limits.WORKBOOK_ENTRIES:
        raise Refusal(_TOO_MUCH)
    with ExitStack() as stack:
        with _refused():
            archive = stack.enter_context(zipfile.ZipFile(path))
        yield Parts(archive)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except _OF_THE_ARCHIVE:
        raise Refusal(BROKEN) from None
    except OSError as error:
        # A directory that points before the file's beginning; other errors are the disk's.
        if error.errno != errno.EINVAL:
            raise
        raise Refusal(BROKEN) from None


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of these parts, as they are: packing them again would only cost time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def _counted_entries(path: Path) -> int:
    """The directory's entries, counted without making an object of each."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return sum(1 for _ in _ENTRY.finditer(content))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
