"""CSV files as delivered to typed frames, in pandas: headings, words, numbers, dates.

Belongs here: what one would write to read and clean them. Not here: which rows are right
(`pandas_checks`). Column names and types come from the contracts, so that nobody types them twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from opora.contracts import Column, Dataset
from opora.home import HISTORY, REPOSITORY

#: By vocabulary: what a file may write (in lower case) -> the value.
Vocabularies = Mapping[str, Mapping[str, str]]

SEEDS = REPOSITORY / "dbt_project" / "seeds"
_DAY, _ISO_DAY = "%d.%m.%Y", "%Y-%m-%d"
_YES = {"true": True, "false": False}


@dataclass(frozen=True)
class Read:
    """The typed rows of a dataset with their `delivered_half_year`; rows with unreadable cells.

    `unreadable`: by column, the index of those rows.
    """

    frame: pd.DataFrame
    unreadable: Mapping[str, pd.Index]


def load_vocabularies(rules: Path) -> Vocabularies:
    """The words of the package's vocabularies, and of the territories in `rules` beside them."""
    words = pd.read_csv(SEEDS / "vocabularies.csv", dtype="str")
    found = {
        str(name): dict(zip(group["synonym"].str.lower(), group["value"], strict=True))
        for name, group in words.groupby("vocabulary")
    }
    known = [SEEDS / "territories.csv", rules / "territories.csv"]
    territories = pd.concat(
        [pd.read_csv(path, dtype="str") for path in known if path.is_file()], ignore_index=True
    )
    codes = territories["territory"]
    names = dict(zip(territories["name_ru"].str.lower(), codes, strict=True))
    return {**found, "territory": {**names, **dict(zip(codes.str.lower(), codes, strict=True))}}


def read(files: Sequence[Path], dataset: Dataset, vocabularies: Vocabularies) -> Read:
    """All files of a dataset as one frame."""
    parts = [_read_file(path, dataset, vocabularies) for path in files]
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    offsets = pd.Series([len(part.frame) for part in parts]).cumsum().shift(fill_value=0)
    unreadable = {
        column.name: _joined(
            [
                part.unreadable[column.name] + int(offset)
                for part, offset in zip(parts, offsets, strict=True)
                if column.name in part.unreadable
            ]
        )
        for column in dataset.columns
    }
    return Read(frame, unreadable)


def _joined(indexes: Sequence[pd.Index]) -> pd.Index:
    return indexes[0].append(list(indexes[1:])) if indexes else pd.Index([], dtype="int64")


def _read_file(path: Path, dataset: Dataset, vocabularies: Vocabularies) -> Read:
    names = {column.heading: column.name for column in dataset.columns}
    with path.open(encoding="utf-8-sig") as stream:
        delimiter = ";" if ";" in stream.readline() else ","
    raw = pd.read_csv(
        path,
        sep=delimiter,
        encoding="utf-8-sig",
        usecols=lambda heading: heading in names,
        dtype={
            column.heading: "str"
            for column in dataset.columns
            if column.type not in ("integer", "number")
        },
    ).rename(columns=names)
    typed, unreadable = {}, {}
    for column in dataset.columns:
        if column.name not in raw:
            typed[column.name] = pd.Series(index=raw.index, dtype=_empty_type(column))
            continue
        cells = raw.pop(column.name)
        typed[column.name] = _typed(cells, column, vocabularies)
        unreadable[column.name] = raw.index[cells.notna() & typed[column.name].isna()]
        if column.default is not None:
            typed[column.name] = typed[column.name].where(cells.notna(), column.default)
    folder = path.parent.parent.name
    frame = pd.DataFrame(typed)
    frame["delivered_half_year"] = pd.Series(
        None if folder == HISTORY else folder, index=frame.index, dtype="str"
    )
    return Read(frame, unreadable)


def _empty_type(column: Column) -> str:
    if column.type in ("integer", "number"):
        return "float64"
    return "datetime64[us]" if column.type == "date" else "str"


def _typed(cells: pd.Series, column: Column, vocabularies: Vocabularies) -> pd.Series:
    """The cells of a column in its type; what can't be read is missing."""
    if column.type in ("integer", "number"):
        numbers = pd.to_numeric(cells, errors="coerce")
        return numbers.where(numbers % 1 == 0) if column.type == "integer" else numbers
    if column.type == "date":
        days = pd.to_datetime(cells, format=_DAY, errors="coerce")
        missing = days.isna()
        if missing.any():
            rest = pd.to_datetime(cells[missing], format=_ISO_DAY, errors="coerce")
            days = days.fillna(rest)
        return days
    if column.type == "boolean":
        return _words(cells, vocabularies["yes_no"]).map(_YES)
    if column.vocabulary:
        return _words(cells, vocabularies[column.vocabulary])
    return cells.str.strip()


def _words(cells: pd.Series, vocabulary: Mapping[str, str]) -> pd.Series:
    """Words as values; each different one is looked up once."""
    different = cells.dropna().unique()
    return cells.map({word: vocabulary.get(word.strip().lower()) for word in different}).astype(
        "str"
    )
