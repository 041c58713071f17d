"""What lies in `landing/`: which files there are and what their folders claim about them.

Belongs here: walking the folders, the claim of a path, the checksum. Not here: opening the files.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from opora.contracts import load_contracts
from opora.home import HISTORY, Home

HALF_YEAR = re.compile(r"^(19|20)\d\d-H[12]$")

#: What editors and operating systems leave beside real files.
NOT_DELIVERIES = re.compile(r"^(~\$|\.(?!\.)|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)

#: From this likeness on a dataset is named as what may be meant, so many of them.
_NEAR, _NEAREST = 0.7, 5


@dataclass(frozen=True)
class LandedFile:
    """A file in the landing zone.

    `half_year` and `dataset` are what the folders claim (None: not claimed); `problem` is set when
    the place itself is wrong, in words for the sender.
    """

    path: Path
    relative: str
    half_year: str | None
    dataset: str | None
    problem: str | None = None

    def sha256(self) -> str:
        """The file's checksum, which identifies a delivery."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def discover(home: Home, datasets: frozenset[str]) -> Iterator[LandedFile]:
    """All files in the landing zone: the history first, which half-years are compared with.

    Within both, in the order of their paths.
    """
    if not home.landing.is_dir():
        return
    # what a folder claims holds for all its files: of 400,000 each is asked for its name alone
    claims: dict[tuple[str, ...], LandedFile] = {}
    for parts, is_link in sorted(_files(home.landing, ()), key=lambda found: _order(found[0])):
        path, folder = home.landing.joinpath(*parts), parts[:-1]
        claim = claims.get(folder)
        if claim is None:
            claim = claims[folder] = landed_file(home, path, datasets)
        if is_link or claim.problem is not None or _is_unusual(parts[-1]):
            yield landed_file(home, path, datasets)
        else:
            yield replace(claim, path=path, relative="/".join(parts))


def _files(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The names that lead to each file that may be a delivery, and whether the last is a link."""
    try:
        entries = list(os.scandir(folder))
    except PermissionError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name, (*above, entry.name))
        elif entry.is_file() and not NOT_DELIVERIES.match(entry.name):
            yield (*above, entry.name), entry.is_symlink()


def _order(parts: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    return parts[0] != HISTORY, parts


def _is_unusual(name: str) -> bool:
    return not name.isascii() or ".." in name or "\\" in name


def landed_file(home: Home, path: Path, datasets: frozenset[str]) -> LandedFile:
    """A file below `landing/`, with what its folders claim."""
    relative = path.relative_to(home.landing)
    period, *folders = relative.parts[:-1] or ("",)
    half_year = period if HALF_YEAR.match(period) else None
    dataset = folders[0] if folders and folders[0] in datasets else None
    return LandedFile(
        path=path,
        relative=_shown(relative),
        half_year=half_year,
        dataset=dataset,
        problem=_problem(home, path, period, folders, datasets),
    )


def _shown(relative: Path) -> str:
    """The path as text: bytes that are not UTF-8 (an archive of another system) as `\\udcee`."""
    return relative.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def leads_elsewhere(name: str) -> bool:
    """Whether a name would lead to another folder if a program took it for a path."""
    return re.search(r"(^|[\\/])\.\.([\\/]|$)", name) is not None


def problem_of_name(path: Path) -> str | None:
    """What is wrong with the name of a file or of its folders, in words for the sender."""
    if _shown(path) != path.as_posix():
        return (
            "имя файла или папки записано не в UTF-8 и не читается. Переименуйте: буквы, цифры, "
            "дефис."
        )
    if any(leads_elsewhere(part) for part in path.parts):
        return (
            "в имени файла или папки есть «..», как будто переход в другую папку. Переименуйте её "
            "или файл: буквы, цифры, дефис."
        )
    return None


def _problem(
    home: Home, path: Path, period: str, folders: list[str], datasets: frozenset[str]
) -> str | None:
    if not path.resolve().is_relative_to(home.landing.resolve()):
        return "ссылка ведёт за пределы папки landing. Положите сам файл, а не ссылку на него."
    if problem := problem_of_name(path.relative_to(home.landing)):
        return problem
    if not HALF_YEAR.match(period) and period != HISTORY:
        shown = period or "landing"
        return (
            f"файл лежит в папке «{shown}», а ожидается папка полугодия, например 2024-H1, "
            f"или «{HISTORY}». Переложите файл."
        )
    if folders and folders[0] not in datasets:
        return (
            f"папки «{folders[0]}» среди наборов данных нет. {_nearest(folders[0], datasets)}"
            "Переименуйте папку или положите файл прямо в папку полугодия: набор узнаётся по "
            "заголовкам."
        )
    return None


def _nearest(folder: str, datasets: frozenset[str]) -> str:
    """The datasets whose name or title is nearly that of a folder; nothing if none is."""
    titles = {
        name: dataset.title_ru for name, dataset in load_contracts().items() if name in datasets
    }
    likeness = {
        name: max(_likeness(folder, name), _likeness(folder, title))
        for name, title in titles.items()
    }
    near = [name for name in titles if likeness[name] >= _NEAR]
    near.sort(key=lambda name: (-likeness[name], name))
    shown = ", ".join(f"{name} («{titles[name]}»)" for name in near[:_NEAREST])
    return f"Похожие: {shown}. " if shown else ""


def _likeness(folder: str, name: str) -> float:
    """How much a folder is called like a name, its beginning or a word of it: from 0 to 1."""
    folder, name = folder.lower(), name.lower()
    beginning = name[: len(folder) + 1]
    meant = (name, beginning, *name.split())
    return max(SequenceMatcher(None, folder, each).ratio() for each in meant)
