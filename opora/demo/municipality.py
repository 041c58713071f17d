"""Writes the demonstration municipality: all its files, with their defects and known answers.

Belongs here: the order of the steps. What is in the files is decided by the modules it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from opora.demo import files
from opora.demo.answers import DeliveryAnswer, KnownAnswers, answers_of
from opora.demo.calendar import HALF_YEARS
from opora.demo.calendar import half_years as calendar
from opora.demo.defects import inject
from opora.demo.deliveries import Delivery, RawFile
from opora.demo.flaws import flaws_of
from opora.demo.half_year_files import HalfYearFiles
from opora.demo.plan import half_year_files, history
from opora.demo.planted import known_of
from opora.demo.truth import Row, Table, Truth
from opora.demo.world import START, make_world

DEFAULT_SEED = 2024
DEFAULT_SCHOOLS = 60

#: Called after each file with its path, how many are written, and how many there are.
Progress = Callable[[str, int, int], None]


def write_municipality(
    landing: Path,
    *,
    seed: int = DEFAULT_SEED,
    schools: int = DEFAULT_SCHOOLS,
    half_years: Iterable[str] = HALF_YEARS,
    progress: Progress | None = None,
) -> KnownAnswers:
    """Write the files of a municipality below `landing` and return what is known of them.

    The same seed gives the same bytes, and each half-year the same files whichever others are
    asked for.
    """
    wanted = tuple(sorted(half_years))
    unknown = set(wanted) - set(HALF_YEARS)
    if unknown:
        raise ValueError(f"no demonstration of {sorted(unknown)}; there are {HALF_YEARS}")
    world = make_world(np.random.default_rng(seed), schools)
    periods = [HalfYearFiles("history", history(world))]
    for half_year in wanted:
        found = HalfYearFiles(half_year, half_year_files(world, half_year))
        inject(found)
        periods.append(found)
    everything: list[Delivery | RawFile] = []
    for found in periods:
        everything += [*found.deliveries, *found.raw]
    for number, file in enumerate(everything, start=1):
        files.write(file, landing)
        if progress is not None:
            progress(file.path, number, len(everything))
    truth = _truth(periods)
    last_day = max((calendar()[key].ends_on for key in wanted), default=START)
    return KnownAnswers(
        seed=seed,
        half_years=wanted,
        deliveries=tuple(_answers(periods)),
        defects=tuple(defect for found in periods for defect in found.defects),
        flaws=flaws_of(truth, last_day),
        planted=known_of(
            world.schools,
            chain.from_iterable(world.cells.values()),
            world.gains,
            [calendar()[key] for key in wanted],
        ),
        truth=truth,
    )


def _answers(periods: Iterable[HalfYearFiles]) -> Iterable[DeliveryAnswer]:
    for found in periods:
        for delivery in found.deliveries:
            yield from answers_of(delivery)
        status = {defect.path: defect.status for defect in found.defects}
        for raw in found.raw:
            yield DeliveryAnswer(raw.path, raw.dataset, status[raw.path])


def _truth(periods: Iterable[HalfYearFiles]) -> Truth:
    return Truth(
        [
            Table(dataset, delivery.half_year, tuple(rows))
            for found in periods
            for delivery in found.deliveries
            if not delivery.is_refused
            for dataset, rows in ((delivery.dataset, _true_rows(delivery)), *delivery.also.items())
        ]
    )


def _true_rows(delivery: Delivery) -> list[Row]:
    return delivery.rows if delivery.true_rows is None else delivery.true_rows
