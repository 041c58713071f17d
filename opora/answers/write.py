"""Writes the answers that are missing to `reports/<half-year>/deliveries/`.

Belongs here: finding out which are missing, without reading what was answered before, and giving
them their names. Everything comes from the lake: answers that were deleted are made again, and so
are those that a killed run left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from opora.answers.lake import Batch, earlier_deliveries
from opora.answers.result import result_workbook
from opora.contracts import Dataset
from opora.durable import remove_unfinished, write_bytes
from opora.forms.words import Words
from opora.home import HISTORY, Home
from opora.lake.files import folder_of, read_table
from opora.lake.ledger import LedgerRow

FOLDER = "deliveries"

_ANSWER = re.compile(r"(\d+)-.*\.xlsx")
#: What file systems refuse in names, or shells take for something else.
_UNUSUAL = re.compile(r"[^\w.()№-]+")
#: In letters; two bytes each in Russian, of the 255 that a name may have.
_STEM_LIMIT = 80


def answers_folder(home: Home, half_year: str | None) -> Path:
    """Where the answers for a half-year lie (None: deliveries that name no single one)."""
    return home.reports / (half_year or HISTORY) / FOLDER


def answer_path(home: Home, entry: LedgerRow) -> Path:
    """Where the answer to a delivery lies."""
    stem = _UNUSUAL.sub("_", PurePosixPath(entry.path.replace("\\", "/")).stem)[:_STEM_LIMIT]
    name = f"{entry.delivery_id:06d}-{stem.strip('._') or 'file'}.xlsx"
    return answers_folder(home, entry.half_year) / name


def answer_senders(
    home: Home,
    datasets: Mapping[str, Dataset],
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> int:
    """Write the answers that are missing; how many these were. The caller holds the lock."""
    missing = dict(_missing(home))
    total = sum(map(len, missing.values()))
    written = 0
    if not missing:
        return 0
    for folder in home.reports.glob(f"*/{FOLDER}"):
        remove_unfinished(folder)
    earlier, words = earlier_deliveries(home, missing), Words(home)
    for batch_id, wanted in missing.items():
        for delivered in Batch(home, batch_id, datasets, earlier).deliveries(wanted):
            progress("answering", written, total)
            path = answer_path(home, delivered.first)
            write_bytes(path, result_workbook(delivered, datasets, words))
            written += 1
    return written


def _missing(home: Home) -> Iterator[tuple[str, frozenset[int]]]:
    """Batch -> its deliveries without an answer.

    Deliveries are numbered on end and a batch is called by its first one, so that only the newest
    file of the ledger, and those with gaps, need be looked into.
    """
    answered = _answered(home)
    files = [file for file in folder_of(home.ledger).files if file.batches[0].isdecimal()]
    for file, following in zip_longest(files, files[1:]):
        if following is not None:
            numbered = range(int(file.batches[0]), int(following.batches[0]))
            if answered.issuperset(numbered):
                continue
        table = read_table(file.path, ["batch_id", "delivery_id"])
        missing: dict[str, set[int]] = {}
        columns = (table[each].to_pylist() for each in ("batch_id", "delivery_id"))
        for batch_id, delivery_id in zip(*columns, strict=True):
            if delivery_id not in answered:
                missing.setdefault(batch_id, set()).add(delivery_id)
        for batch_id in sorted(missing):
            yield batch_id, frozenset(missing[batch_id])


def _answered(home: Home) -> set[int]:
    """The deliveries whose answers lie ready."""
    found = set()
    for folder in home.reports.glob(f"*/{FOLDER}"):
        with os.scandir(folder) as entries:
            for entry in entries:
                match = _ANSWER.fullmatch(entry.name)
                if match is not None:
                    found.add(int(match[1]))
    return found
