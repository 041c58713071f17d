"""How many delivered files are read at a time.

Belongs here: the setting. Not here: who reads them (`workbench` large ones, `pipeline.opening_pool`
all others).
"""

from __future__ import annotations

import os
import sys

from opora.errors import OporaError

_VARIABLE = "OPORA_READERS"


def readers() -> int:
    """What `OPORA_READERS` says, else the number of processors that this process may use."""
    named = os.environ.get(_VARIABLE)
    if named is None:
        if sys.platform == "linux":
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if not (named.isascii() and named.isdigit() and int(named) > 0):
        raise OporaError(f"{_VARIABLE} is a number of files, 1 or more, not {named!r}")
    return int(named)
