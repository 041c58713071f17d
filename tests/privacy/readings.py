"""How bytes become text, and text its normal form, in which all spellings of a word are one.

Belongs here: encodings, escapes, case, separators. Not here: files and their formats
(`containers`).

Text is an array of code points here: hundreds of megabytes are folded by one look into a table.
"""

from __future__ import annotations

import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint16]

#: Between the cells of a row: a name may be spread over columns, never over rows.
CELL, ROW = "\x1f", "\x1e"

_SEPARATORS = set(" \t\r\n\f\v_\"'`«»„“”‘’.,;:|/\\+=()[]{}№#*" + CELL)

_UNICODE_ESCAPE = re.compile(r"\\+u(?:\{0*([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_BYTE_ESCAPES = re.compile(
    # of links, of mail (there, only what is no digit of ours after a sign of equality), of logs
    r"(?:%[0-9A-Fa-f]{2})+|(?:=[89A-F][0-9A-F]){2,}|(?:\\+x[0-9A-Fa-f]{2})+"
)
_LONG_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2}){10,}|(?:\\+x[0-9A-Fa-f]{2}){10,}")
_TAG = re.compile(r"<[^<>]{0,400}>")
_HEX = re.compile(r"[0-9A-Fa-f]{20,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{14,}")
_URL_ALPHABET = str.maketrans("-_", "+/")


def _is_separator(character: str) -> bool:
    # Cf: soft hyphens, zero-width blanks; Pd: dashes of all kinds; Zs: blanks of all widths
    return character in _SEPARATORS or unicodedata.category(character) in ("Cf", "Pd", "Zs", "Mn")


@cache
def _folding() -> Codes:
    """Code point -> its normal form; 0 for what only separates."""
    table = np.zeros(1 << 16, dtype=np.uint16)
    for code in range(1 << 16):
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold().replace("ё", "е")
        if not _is_separator(character):
            table[code] = ord(folded) if len(folded) == 1 and ord(folded) < 1 << 16 else code
    # the breaker between rows must stay
    table[0] = ord(ROW)
    return table


@cache
def _cp1251() -> Codes:
    text = bytes(range(256)).decode("cp1251", "replace")
    return np.array([ord(character) for character in text], dtype=np.uint16)


def codes_of(text: str) -> Codes:
    """The code points of a text; what lies above 0xFFFF is no letter of ours."""
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(wide, 0xFFFF).astype(np.uint16)


def text_of(codes: Codes) -> str:
    """The text of code points."""
    return codes.astype("<u2").tobytes().decode("utf-16-le", "replace")


def fold(codes: Codes) -> tuple[Codes, npt.NDArray[np.intp]]:
    """The normal form without separators, and where in `codes` each of its letters is."""
    folded = _folding()[codes]
    places = np.flatnonzero(folded)
    return folded[places], places


def normal(text: str) -> str:
    """The normal form of a text: no case, no ё, no separators."""
    return text_of(fold(codes_of(unicodedata.normalize("NFC", text)))[0])


def texts_of_bytes(content: bytes) -> Iterator[Codes]:
    """What bytes may say, in every encoding that the field uses."""
    try:
        yield from texts_of_text(content.decode("utf-8"))
    except UnicodeDecodeError:
        yield codes_of(content.decode("utf-8", "replace"))
        in_cp1251 = _cp1251()[np.frombuffer(content, dtype=np.uint8)]
        # what has zeros is no text of one byte a letter, and escapes in it are chance
        if b"\x00" in content:
            yield in_cp1251
        else:
            yield from texts_of_text(text_of(in_cp1251))
    # UTF-16 of Cyrillic letters is valid UTF-8: its high bytes are 4
    if b"\x04" in content or b"\x00" in content:
        for start in (0, 1):
            even = content[start : start + (len(content) - start) // 2 * 2]
            for kind in ("<u2", ">u2"):
                yield np.frombuffer(even, dtype=kind).astype(np.uint16)


def texts_of_text(text: str) -> Iterator[Codes]:
    """A text as it stands, with its escapes resolved, and without its tags."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    yield codes_of(text)
    plain = unescaped(text)
    if plain != text:
        yield codes_of(plain)
    if "<" in plain and (without := _TAG.sub("", plain)) != plain:
        yield codes_of(without)
    if not text.isascii():
        yield from _misread(text)


def _misread(text: str) -> Iterator[Codes]:
    """Text that was read in a wrong encoding once and written as such."""
    if re.search("[À-ÿ]{3}", text):
        yield codes_of(text.encode("latin-1", "replace").decode("cp1251", "replace"))
    if re.search("[РС][^а-яё\\s]", text):
        yield codes_of(text.encode("cp1251", "replace").decode("utf-8", "replace"))


def unescaped(text: str) -> str:
    """Entities, \\uXXXX, \\xXX and per-cent codes resolved, also where they lie in each other."""
    for _ in range(3):
        before = text
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text:
            text = _UNICODE_ESCAPE.sub(_character, text)
        if "%" in text or "=" in text or "\\" in text:
            text = _BYTE_ESCAPES.sub(lambda found: _decoded(_escaped_bytes(found[0])), text)
        if text == before:
            break
    return text


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else found[0]


def _escaped_bytes(text: str) -> bytes:
    return bytes.fromhex(re.sub(r"[%=x\\]", "", text))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def hidden_bytes(text: str) -> Iterator[bytes]:
    """The bytes that a text spells in hexadecimal digits, base64 or escapes; nothing of each twice.

    A run may begin anywhere in a word, so it is decoded from each of its first places.
    """
    zeros = bytes(4)
    digits = set(_HEX.findall(text))
    decoded = [_from_hex(run[start:]) for run in digits for start in (0, 1)]
    words = set(_BASE64.findall(text))
    decoded += [_from_base64(run[start:]) for run in words for start in range(4)]
    if "\\x" in text or "%" in text:
        decoded += map(_escaped_bytes, set(_LONG_ESCAPES.findall(text)))
    yield b"\n\n".join(content for content in decoded if _is_text(content))
    # the zeros say that this is no text
    yield zeros.join(content for content in decoded if not _is_text(content))


def _is_text(content: bytes) -> bool:
    try:
        return content.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _from_hex(run: str) -> bytes:
    return bytes.fromhex(run[: len(run) // 2 * 2])


def _from_base64(run: str) -> bytes:
    return binascii.a2b_base64(run[: len(run) // 4 * 4].translate(_URL_ALPHABET) + _rest(run))


def _rest(run: str) -> str:
    """The last incomplete group, padded; one letter alone spells no byte."""
    rest = run[len(run) // 4 * 4 :].translate(_URL_ALPHABET)
    return rest.ljust(4, "=") if len(rest) > 1 else ""


def bytes_as_array(content: bytes) -> npt.NDArray[Any]:
    """The bytes as an array, nothing copied."""
    return np.frombuffer(content, dtype=np.uint8)
