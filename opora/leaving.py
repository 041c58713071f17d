"""How a process of ours ends: with the last words that a person should read."""

from __future__ import annotations

import os
import sys


def silence_stderr() -> None:
    """Say nothing more: what is printed after this is about nothing.

    Great Expectations still holds on to DuckDB's binding while the interpreter shuts down, and the
    binding complains of leaks, at length, over the last lines that a person should read.
    """
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
