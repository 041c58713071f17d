"""Looks for secrets in everything below a folder: an installation without its landing zone.

Belongs here: the search. Not here: what a secret is (`sought`), what files hold (`containers`) and
what their bytes say (`readings`).

All secrets are looked for at once: a look into three tables of letter pairs finds the few places
where a secret can begin, and only there it is compared. What counts as found:

- a name: surname and first name in either order, with or without the patronymic; first name and
  patronymic; surname and both initials in either order; surname and birth date, or surname and
  first name, within a line's length (as in JSON, where headings lie between);
- a surname alone, where a secret of that kind asks for it: as a word of its own;
- a number: its digits, however they are separated, where no further digit touches them. Inside
  longer runs of digits (hashes, keys, sums) they are chance: 10^-10 for each place and number;
- bytes: as they are, in hexadecimal digits, base64 or escapes.

Not found: declined names, transliterated names, what is encrypted or compressed by a method that
`containers` does not know, pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from privacy.containers import Piece, pieces
from privacy.readings import (
    ROW,
    Codes,
    bytes_as_array,
    codes_of,
    fold,
    hidden_bytes,
    normal,
    text_of,
    texts_of_bytes,
    texts_of_text,
)
from privacy.sought import (
    INSURANCE_DIGITS,
    KEY_BYTES,
    PASSPORT_DIGITS,
    Name,
    Secret,
    digits_of,
)

#: So much is looked at in one go; what lies across the border is seen by both.
_CHUNK, _OVERLAP = 1 << 22, 512

#: Base64 in base64 is decoded, no deeper.
_DEPTH = 2

#: How far a birth date or a first name may be from the surname, in letters.
_NEAR = 60

_NUMBERS = ("insurance_number", "passport")
_ENDING_DIGITS = 6
_ZERO, _NINE = ord("0"), ord("9")


@dataclass(frozen=True)
class Hit:
    """A secret that was found: its kind, the file and its part, the text around it."""

    kind: str
    path: str
    part: str
    excerpt: str

    @property
    def where(self) -> str:
        """The place in words."""
        return f"{self.path}: {self.part}" if self.part else self.path


def find(
    home_root: Path, secrets: Iterable[Secret], *, skip: Iterable[str] = ("landing",)
) -> list[Hit]:
    """All places of secrets in the files below `home_root`, and in the names of these files.

    `skip` names folders right below it that are left out.
    """
    search = Search(secrets)
    left_out = tuple(skip)
    found: list[Hit] = []
    for path in sorted(home_root.rglob("*")):
        relative = path.relative_to(home_root)
        if relative.parts[0] in left_out:
            continue
        name = str(relative)
        found += search.in_text(name, "its name", name)
        # a link's file is searched where it lies
        if path.is_file() and not path.is_symlink():
            for piece in pieces(path):
                found += search.in_piece(name, piece)
    return list(dict.fromkeys(found))


class Search:
    """Secrets, ready to be looked for."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        """Sorts them by how they are looked for."""
        self._by_surname: dict[str, list[Name]] = {}
        #: What gives somebody away alone.
        self._alone: dict[str, str] = {}
        self._numbers: dict[int, dict[int, str]] = {INSURANCE_DIGITS: {}, PASSPORT_DIGITS: {}}
        self._keys: dict[bytes, str] = {}
        for secret in secrets:
            self._add(secret)
        names = [*self._by_surname, *self._alone]
        self._begins = _Beginnings([codes_of(name) for name in names])
        self._lengths = sorted({len(name) for name in names})
        self._endings = {length: _endings(numbers) for length, numbers in self._numbers.items()}
        self._key_begins = _Beginnings([bytes_as_array(key) for key in self._keys])

    def _add(self, secret: Secret) -> None:
        if secret.kind == "name":
            name = Name.of(secret)
            self._by_surname.setdefault(name.surname, []).append(name)
            if name.address:
                self._alone[name.address] = secret.kind
        elif secret.kind == "surname":
            self._alone[normal(str(secret.value))] = secret.kind
        elif secret.kind in _NUMBERS:
            digits = digits_of(secret)
            self._numbers[len(digits)][int(digits)] = secret.kind
        else:
            assert isinstance(secret.value, bytes), secret.kind
            assert len(secret.value) == KEY_BYTES, secret.kind
            self._keys[secret.value] = secret.kind

    # -- what is searched ---------------------------------------------------------------------

    def in_piece(self, path: str, piece: Piece) -> Iterator[Hit]:
        """Hits in a piece of a file."""
        if isinstance(piece.content, str):
            yield from self.in_text(path, piece.part, piece.content)
        else:
            depth = _DEPTH if piece.is_shown else 0
            yield from self.in_bytes(path, piece.part, piece.content, depth)

    def in_text(self, path: str, part: str, text: str, depth: int = 0) -> Iterator[Hit]:
        """Hits in a text and in what it spells."""
        for codes in texts_of_text(text):
            yield from self._in_codes(path, part, codes)
        if self._keys:
            yield from self._keys_in(path, part, text.encode("utf-8", "surrogatepass"))
        yield from self._in_hidden(path, part, text, depth)

    def in_bytes(self, path: str, part: str, content: bytes, depth: int = 0) -> Iterator[Hit]:
        """Hits in bytes, as they are and as text."""
        for codes in texts_of_bytes(content):
            yield from self._in_codes(path, part, codes)
        yield from self._keys_in(path, part, content)
        yield from self._in_hidden(path, part, content.decode("latin-1"), depth)

    def _in_hidden(self, path: str, part: str, text: str, depth: int) -> Iterator[Hit]:
        if depth < _DEPTH:
            for hidden in hidden_bytes(text):
                yield from self.in_bytes(path, f"{part} (decoded)", hidden, depth + 1)

    # -- text ---------------------------------------------------------------------------------

    def _in_codes(self, path: str, part: str, codes: Codes) -> Iterator[Hit]:
        for start in range(0, max(1, len(codes)), _CHUNK):
            chunk = codes[start : start + _CHUNK + _OVERLAP]
            letters, places = fold(chunk)
            found = set(self._names_in(chunk, letters, places))
            found |= set(self._numbers_in(chunk, letters, places))
            for kind, at in sorted(found):
                around = text_of(chunk[max(0, at - 40) : at + 80])
                yield Hit(kind, path, part, around.replace(ROW, "\n"))

    def _names_in(
        self, codes: Codes, letters: Codes, places: npt.NDArray[np.intp]
    ) -> Iterator[tuple[str, int]]:
        for at in self._begins.places(letters):
            after = text_of(letters[at : at + 2 * _NEAR])
            for length in self._lengths:
                word = after[:length]
                if len(word) < length:
                    break
                kind = self._alone.get(word)
                if kind is not None and _is_word(codes, places, at, at + length):
                    yield kind, int(places[at])
                if word in self._by_surname:
                    before = text_of(letters[max(0, at - _NEAR) : at])
                    context = _Context(codes, letters, places, int(at), length, before, after)
                    if any(context.gives_away(name) for name in self._by_surname[word]):
                        yield "name", int(places[at])

    def _numbers_in(
        self, codes: Codes, letters: Codes, places: npt.NDArray[np.intp]
    ) -> Iterator[tuple[str, int]]:
        is_digit = (letters >= _ZERO) & (letters <= _NINE)
        before = np.concatenate(([0], np.cumsum(is_digit)))
        for length, numbers in self._numbers.items():
            if not numbers or len(letters) < length:
                continue
            starts = np.flatnonzero(before[length:] - before[:-length] == length)
            # a digit that touches the first or the last one makes it another number
            starts = starts[~_touches(is_digit, places, starts - 1, starts)]
            starts = starts[~_touches(is_digit, places, starts + length, starts + length - 1)]
            values = np.zeros(len(starts), dtype=np.int64)
            for place in range(length - _ENDING_DIGITS, length):
                values = values * 10 + (letters[starts + place].astype(np.int64) - _ZERO)
            # most runs of digits are told apart by their last ones already
            starts = starts[self._endings[length][values]]
            for at in starts:
                kind = numbers.get(int(text_of(letters[at : at + length])))
                if kind is not None:
                    yield kind, int(places[at])

    # -- bytes --------------------------------------------------------------------------------

    def _keys_in(self, path: str, part: str, content: bytes) -> Iterator[Hit]:
        if not self._keys:
            return
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK + _OVERLAP]
            for at in self._key_begins.places(bytes_as_array(chunk)):
                kind = self._keys.get(chunk[at : at + KEY_BYTES])
                if kind is not None:
                    yield Hit(kind, path, part, f"at byte {start + int(at)}")


@dataclass(frozen=True)
class _Context:
    """A surname in a text: `at` and `length` in `letters`, what stands before and after it."""

    codes: Codes
    letters: Codes
    places: npt.NDArray[np.intp]
    at: int
    length: int
    before: str
    after: str

    def gives_away(self, name: Name) -> bool:
        """Whether what stands around the surname tells who is meant."""
        following = self.after[self.length :]
        if following.startswith(name.given) or self.before.endswith((name.given, name.address)):
            return True
        if not _is_word(self.codes, self.places, self.at, self.at + self.length):
            return self._has_initials(name)
        near = self.before.rpartition(ROW)[2] + "\n" + following[:_NEAR].partition(ROW)[0]
        if any(birthday in near for birthday in name.birthdays):
            return True
        return self._has_initials(name) or self._is_near(name.given)

    def _has_initials(self, name: Name) -> bool:
        """Initials right beside it, with nothing that makes them the beginning of a word."""
        initials, end = name.initials, self.at + self.length
        if not initials:
            return False
        if self.after[self.length :].startswith(initials):
            return _is_word(self.codes, self.places, self.at, end + 2) and _apart(self.places, end)
        first = self.at - 2
        if self.before.endswith(initials) and first >= 0:
            return _is_word(self.codes, self.places, first, end) and _apart(self.places, self.at)
        return False

    def _is_near(self, given: str) -> bool:
        first = max(0, self.at - _NEAR)
        last = min(len(self.letters), self.at + self.length + _NEAR)
        text = text_of(self.letters[first:last])
        start = text.find(given)
        while start >= 0:
            begin, end = first + start, first + start + len(given)
            low, high = min(begin, self.at), max(end, self.at)
            same_row = ROW not in text_of(self.letters[low:high])
            if same_row and _is_word(self.codes, self.places, begin, end):
                return True
            start = text.find(given, start + 1)
        return False


class _Beginnings:
    """Which places of an array can begin one of some words, told by its first three pairs."""

    def __init__(self, words: Iterable[npt.NDArray[np.integer]]) -> None:
        self._pairs = [np.zeros(1 << 16, dtype=bool) for _ in range(3)]
        self._is_empty = True
        for word in words:
            self._is_empty = False
            low = [int(code) & 0xFF for code in word]
            for number, pairs in enumerate(self._pairs):
                if len(low) < 2 * number + 2:
                    pairs[:] = True
                else:
                    pairs[low[2 * number] << 8 | low[2 * number + 1]] = True

    def places(self, codes: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
        """The places, in order."""
        if self._is_empty or len(codes) < 2:
            return np.zeros(0, dtype=np.intp)
        low = np.concatenate((codes & 0xFF, np.zeros(8, dtype=np.uint16))).astype(np.uint16)
        pair = (low[:-1] << 8) | low[1:]
        found = np.flatnonzero(self._pairs[0][pair[: len(codes)]])
        for number in (1, 2):
            found = found[self._pairs[number][pair[found + 2 * number]]]
        return found


def _endings(numbers: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Which last digits some number has."""
    endings = np.zeros(10**_ENDING_DIGITS, dtype=bool)
    endings[[number % 10**_ENDING_DIGITS for number in numbers]] = True
    return endings


def _touches(
    is_digit: npt.NDArray[np.bool_],
    places: npt.NDArray[np.intp],
    neighbour: npt.NDArray[np.intp],
    edge: npt.NDArray[np.intp],
) -> npt.NDArray[np.bool_]:
    """Whether the neighbour of a number's edge is a digit right beside it."""
    inside = (neighbour >= 0) & (neighbour < len(is_digit))
    beside = np.clip(neighbour, 0, len(is_digit) - 1)
    return inside & is_digit[beside] & (np.abs(places[beside] - places[edge]) == 1)


def _is_word(codes: Codes, places: npt.NDArray[np.intp], first: int, end: int) -> bool:
    """Whether no letter touches the word from `first` to `end` (exclusive) in the text."""
    if end > len(places):
        return False
    left, right = int(places[first]) - 1, int(places[end - 1]) + 1
    return not (
        (left >= 0 and chr(codes[left]).isalpha())
        or (right < len(codes) and chr(codes[right]).isalpha())
    )


def _apart(places: npt.NDArray[np.intp], at: int) -> bool:
    """Whether something separates the letter at `at` from the one before it."""
    return int(places[at] - places[at - 1]) > 1
