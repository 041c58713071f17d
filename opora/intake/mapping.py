"""Mapping files: how a foreign layout becomes our datasets, without code.

Belongs here: reading `data_contracts/mappings/*.yaml` and `OPORA_HOME/rules/mappings/*.yaml` into
objects, with clear errors. Not here: applying them to rows (`typed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from opora.contracts import Dataset
from opora.errors import OporaError
from opora.home import REPOSITORY, Home


@dataclass(frozen=True)
class Locale:
    """How a layout writes numbers; blank means "comma or point, spaces between thousands"."""

    decimal: str | None = None
    thousands: str | None = None


@dataclass(frozen=True)
class Totals:
    """Which rows of a layout are totals: those with one of `values` under the heading `column`."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """How a layout feeds one dataset.

    `columns`: contract column -> heading; `expressions`: contract column -> DuckDB SQL over the
    headings; `constants`: contract column -> text; `value_maps`: contract column -> text -> text;
    `states`: text in a cell -> state of the row; `register`: columns of the schools that this
    layout may add to the register (None: an unknown school is refused).
    """

    dataset: str
    columns: Mapping[str, str]
    expressions: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    value_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    register: Mapping[str, str] | None = None


@dataclass(frozen=True)
class LayoutMapping:
    """A foreign layout: how it is recognised and what it feeds."""

    name: str
    headings: tuple[str, ...]
    locale: Locale
    totals: Totals | None
    targets: tuple[Target, ...]


_KNOWN = {"name", "description", "description_ru", "recognise", "locale", "totals", "targets"}
_KNOWN_IN_TARGET = {
    "dataset",
    "columns",
    "expressions",
    "constants",
    "value_maps",
    "states",
    "unknown_school",
    "register",
}


def mapping_files(home: Home) -> list[Path]:
    """The mapping files in force; one in `OPORA_HOME` replaces the shipped one of its name."""
    files: dict[str, Path] = {}
    for folder in (REPOSITORY / "data_contracts" / "mappings", home.rules / "mappings"):
        files |= {path.name: path for path in sorted(folder.glob("*.yaml"))}
    return list(files.values())


def load_mappings(home: Home, datasets: Mapping[str, Dataset]) -> list[LayoutMapping]:
    """All mappings, checked against the contracts."""
    return [_load(path, datasets) for path in mapping_files(home)]


def _load(path: Path, datasets: Mapping[str, Dataset]) -> LayoutMapping:
    try:
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise OporaError(f"{path.name}: not readable as YAML: {error}") from None
    if not isinstance(text, dict):
        raise OporaError(f"{path.name}: a mapping with 'recognise' and 'targets' was expected")
    _refuse_unknown(path, "the file", text, _KNOWN)
    headings = (text.get("recognise") or {}).get("headings")
    if not headings:
        raise OporaError(f"{path.name}: 'recognise: headings:' must name at least one heading")
    totals = text.get("totals")
    targets = tuple(_target(path, target, datasets) for target in text.get("targets") or ())
    fed = [target.dataset for target in targets]
    if len(set(fed)) < len(fed):
        # A row is known by its place: two rows of a dataset can't come from one.
        raise OporaError(f"{path.name}: every dataset may be the target once; there are {fed}")
    return LayoutMapping(
        name=text.get("name", path.stem),
        headings=tuple(str(heading) for heading in headings),
        locale=Locale(**(text.get("locale") or {})),
        totals=Totals(totals["column"], tuple(totals["values"])) if totals else None,
        targets=targets,
    )


def _target(path: Path, text: dict[str, Any], datasets: Mapping[str, Dataset]) -> Target:
    _refuse_unknown(path, "a target", text, _KNOWN_IN_TARGET)
    dataset = datasets.get(text.get("dataset", ""))
    if dataset is None:
        raise OporaError(f"{path.name}: dataset {text.get('dataset')!r} has no contract")
    known = {column.name for column in dataset.input_columns}
    for part in ("columns", "expressions", "constants", "value_maps"):
        for name in text.get(part) or {}:
            if name not in known:
                raise OporaError(f"{path.name}: {part}: {dataset.name} has no column {name!r}")
    registers = text.get("unknown_school", "refuse")
    if registers not in ("refuse", "register"):
        raise OporaError(f"{path.name}: unknown_school is 'refuse' or 'register', not {registers}")
    return Target(
        dataset=dataset.name,
        columns=text.get("columns") or {},
        expressions=text.get("expressions") or {},
        constants={name: str(value) for name, value in (text.get("constants") or {}).items()},
        value_maps=text.get("value_maps") or {},
        states=text.get("states") or {},
        register=(text.get("register") or {}) if registers == "register" else None,
    )


def _refuse_unknown(path: Path, where: str, text: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(text) - known)
    if unknown:
        raise OporaError(
            f"{path.name}: {where} has {unknown[0]!r}; known are {', '.join(sorted(known))}"
        )
