"""Invented pupils who sit the state exams: the names and passports that protocols carry.

Belongs here: who sits at which place. Not here: what came out (`results`) or how protocols are
written (`ris_gia_files`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.demo import names

_GIRLS_SHARE = 0.5
#: No passport is issued in a region 99; the next two digits are the year of the form.
_SERIES_REGION, _FORMS = "99", (19, 24)
_DOCUMENTS = 1_000_000


@dataclass(frozen=True)
class Examinee:
    """A pupil as a protocol names them."""

    full_name: str
    series: str
    document: str

    @property
    def passport(self) -> str:
        """Series and number of the passport."""
        return f"{self.series} {self.document}"


class Examinees:
    """Pupils by school, grade and place in their class: in every exam the same ones."""

    def __init__(self, rng: np.random.Generator) -> None:
        """They are invented in the order in which they are first asked for."""
        self._rng = rng
        self._known: dict[tuple[str, int, int], Examinee] = {}

    def at(self, school_login: str, grade: int, place: int) -> Examinee:
        """The pupil of that place."""
        key = (school_login, grade, place)
        if key not in self._known:
            self._known[key] = self._invented()
        return self._known[key]

    def _invented(self) -> Examinee:
        form, document = self._rng.integers(*_FORMS), self._rng.integers(_DOCUMENTS)
        name = names.person(self._rng, women=_GIRLS_SHARE)
        return Examinee(name, f"{_SERIES_REGION}{form}", f"{document:06d}")
