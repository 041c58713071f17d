"""Reading the lake while somebody writes: asked again where files went between looking and reading.

A pack takes the place of files that a reader without the lock has just listed. It asks again then,
and finds the same rows in the pack. Belongs here: that. Not here: which files count (`files`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import duckdb

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

#: A file of a batch that is not there, as DuckDB, Python and pyarrow say it.
_GONE = re.compile(
    r"(No files found|No such file|does not exist)[^\n]*\d{10}[^\n/]*\.parquet"
    r"|\d{10}[^\n/]*\.parquet[^\n]*No such file"
)
_TIMES = 3


def asked_again(read: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a function that only reads start anew where files of the lake went under its hands."""

    @wraps(read)
    def patiently(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        for _ in range(_TIMES - 1):
            try:
                return read(*args, **options)
            except (duckdb.Error, FileNotFoundError) as error:
                if not _GONE.search(str(error)):
                    raise
        return read(*args, **options)

    return patiently
