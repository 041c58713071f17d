"""Valid files of every foreign format, made anew from a seed; a module for each adapter.

A module whose name is that of an adapter defines `valid(random) -> ValidFile`; that is all it takes
to be found. The files are small, and no two seeds need give the same one.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Callable

from adapters._valid import SCHOOLS, SCHOOLS_CSV, Cell, ValidFile, workbook

__all__ = ["ADAPTER_FILES", "SCHOOLS", "SCHOOLS_CSV", "Cell", "ValidFile", "workbook"]

#: Adapter -> makes one of its files.
ADAPTER_FILES: dict[str, Callable[[random.Random], ValidFile]] = {
    name: importlib.import_module(f"{__name__}.{name}").valid
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
    if not name.startswith(("_", "test_"))
}
