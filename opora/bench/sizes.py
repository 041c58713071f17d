"""The files of a size: made once, kept, and made again when what writes them has changed.

Belongs here: which sizes there are, how large, and what must come out of them. Not here: how files
are written (`opora.demo`), or what is run on them (`ways`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import opora.demo
from opora.demo import KnownTotals, write_country, write_municipality, write_region
from opora.home import Home

#: Called with what is being done and how far it is (None: unknown).
OnStep = Callable[[str, float | None], None]

#: Every so many rows one has a mark that can't be: a delivery without any defect is none.
_DEFECTS_EVERY = 10_000
_KNOWN = "known.json"


@dataclass(frozen=True)
class Size:
    """A size; `title`: for people; `shape`: the arguments of `write`, none for a municipality."""

    name: str
    title: str
    write: Callable[..., KnownTotals] | None = None
    shape: tuple[tuple[str, int], ...] = ()


SIZES = {
    size.name: size
    for size in (
        Size("municipality", "Municipality: 60 schools, nine half-years, all datasets"),
        Size(
            "region",
            "Region: 1,000 schools, one half-year, the year before as marks",
            write_region,
            (("schools", 1_000), ("participants", 1_000_000), ("defects_every", _DEFECTS_EVERY)),
        ),
        Size(
            "tenth",
            "Tenth of a country: 4,000 schools, one half-year, the year before as marks",
            write_country,
            (("schools", 4_000), ("participants", 2_700_000), ("defects_every", _DEFECTS_EVERY)),
        ),
        Size(
            "country",
            "Country: 40,000 schools, one half-year, the year before as marks",
            write_country,
            (("schools", 40_000), ("participants", 27_000_000), ("defects_every", _DEFECTS_EVERY)),
        ),
    )
}


@dataclass(frozen=True)
class Expected:
    """What must come of the results of single participants; `rows` includes the rejected ones."""

    rows: int
    rejected: int
    participants: int
    below_threshold: int


@dataclass(frozen=True)
class Files:
    """The files of a size as they lie in `home`, how large they are, and what must come of them.

    `expected`: None where it is not foretold in one number (a municipality).
    """

    size: str
    home: Home
    count: int
    bytes: int
    expected: Expected | None


def prepare(place: Home, size: Size, on_step: OnStep) -> Files:
    """The files of a size below `place`; what lies there already is used if it is the same."""
    noted = place.root / _KNOWN
    wanted = {"written_by": _writer(), "shape": dict(size.shape)}
    if not _is_noted(noted, wanted):
        shutil.rmtree(place.root, ignore_errors=True)
        known = _write(place, size, on_step)
        expected = known and asdict(
            Expected(known.rows, known.rejected, known.participants, known.below_threshold)
        )
        noted.write_text(json.dumps({**wanted, "expected": expected}), encoding="utf-8")
    expected = json.loads(noted.read_text(encoding="utf-8"))["expected"]
    paths = [path for path in place.landing.rglob("*") if path.is_file()]
    return Files(
        size.name,
        place,
        count=len(paths),
        bytes=sum(path.stat().st_size for path in paths),
        expected=Expected(**expected) if expected else None,
    )


def _is_noted(noted: Path, wanted: dict[str, Any]) -> bool:
    if not noted.is_file():
        return False
    found = json.loads(noted.read_text(encoding="utf-8"))
    return all(found.get(name) == value for name, value in wanted.items())


def _writer() -> str:
    """A fingerprint of the code that writes the files."""
    digest = hashlib.sha256()
    for path in sorted(Path(opora.demo.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(place: Home, size: Size, on_step: OnStep) -> KnownTotals | None:
    def progress(what: str, done: int, total: int) -> None:
        on_step(f"{size.name}: writing {what}", done / total)

    if size.write is None:
        write_municipality(place.landing, progress=progress)
        return None
    return size.write(place.landing, place.rules, progress=progress, **dict(size.shape))
