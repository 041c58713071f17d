"""Adapters: formats of other systems that no mapping file can describe, a module for each.

A module of this package whose name has no underscore in front is one format: it defines `ADAPTER`,
and that is all it takes to be found. It recognises its files by their content, and rewrites them
as tables under the contracts' own column names; from there on they go the way of every other file.
Does not belong here: what the rows are worth (`opora.validation`), or files that only call their
columns differently (`data_contracts/mappings`).

What identifies a person in a foreign file (names, passports) is not among the columns that an
adapter passes on, and is never quoted in what it says.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from opora.intake.adapters._adapter import (
    Adapter,
    Declared,
    Known,
    Stand,
    Table,
    group_of_sheet,
    parts_of_sheet,
)

__all__ = [
    "Adapter",
    "Declared",
    "Known",
    "Stand",
    "Table",
    "group_of_sheet",
    "load_adapters",
    "parts_of_sheet",
]


@cache
def load_adapters() -> tuple[Adapter, ...]:
    """All formats, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(
        importlib.import_module(f"{__name__}.{name}").ADAPTER
        for name in names
        if not name.startswith("_")
    )
