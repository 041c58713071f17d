"""What a file outside of the landing zone is taken for, before anybody has opened it.

Belongs here: half-year and dataset from options or from the names of folders. Not here: the landing
zone itself (`opora.intake.landing`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from opora.home import HISTORY, Home
from opora.intake.landing import (
    HALF_YEAR,
    NOT_DELIVERIES,
    LandedFile,
    landed_file,
    problem_of_name,
)


@dataclass(frozen=True)
class Claim:
    """What the one who checks says of the files; None: nothing."""

    #: A half-year, or `history` for files that cover several.
    period: str | None = None
    dataset: str | None = None


def claimed_file(home: Home, path: Path, claim: Claim, datasets: frozenset[str]) -> LandedFile:
    """A file with what is claimed of it: by `claim`, else by its folders."""
    # following links would lead to other folders than those that were named
    path = Path(os.path.abspath(path))  # noqa: PTH100
    if path.is_relative_to(home.landing):
        file = landed_file(home, path, datasets)
    else:
        half_year, dataset = _by_folders(path, datasets)
        problem = problem_of_name(Path(path.name))
        file = LandedFile(path, path.name, half_year, dataset, problem)
    if claim.period is not None:
        file = replace(file, half_year=None if claim.period == HISTORY else claim.period)
    if claim.dataset is not None:
        file = replace(file, dataset=claim.dataset)
    return file


def names_period(path: Path, claim: Claim) -> bool:
    """Whether options or folders name a half-year, or `history` in place of one."""
    folders = Path(os.path.abspath(path)).parts[:-1]  # noqa: PTH100
    return claim.period is not None or any(map(_is_period, folders))


def _is_period(folder: str) -> bool:
    return folder == HISTORY or HALF_YEAR.match(folder) is not None


def _by_folders(path: Path, datasets: frozenset[str]) -> tuple[str | None, str | None]:
    """Half-year and dataset of the nearest folder that is called like a half-year or `history`."""
    folders = path.parts[:-1]
    for place in reversed(range(len(folders))):
        period = folders[place]
        if _is_period(period):
            below = folders[place + 1] if place + 1 < len(folders) else None
            dataset = below if below in datasets else None
            if period == HISTORY:
                return None, dataset
            return period, dataset
    return None, None


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, and those of the folders, each once; what is no delivery is left out."""
    seen = set()
    for path in paths:
        found = [path]
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            found = [each for each in inside if not NOT_DELIVERIES.match(each.name)]
        for each in found:
            if each.resolve() not in seen:
                seen.add(each.resolve())
                yield each
