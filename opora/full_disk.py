"""A full disk: told from all other errors, and said in one line.

Whoever writes may hit it: Python, DuckDB, pyarrow, dbt, Great Expectations, and each wraps it in an
error of its own. Belongs here: knowing it again under all of them, and the sentence. Not here: that
nothing half-written is visible, which is each writer's own care (`opora.durable`).
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from opora.errors import OporaError, chain
from opora.home import Home

_ERRNO = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

#: What the libraries say, in whatever they wrap it; DuckDB's last is its spill folder's limit,
#: which by default is what was free on the disk.
_WORDS = re.compile(
    r"no space left on device|disk quota exceeded|not enough space on the disk"
    r"|database or disk is full|max_temp_directory_size",
    re.IGNORECASE,
)
_NAMED = re.compile(r"""["']([^"'\n]*[/\\][^"'\n]*)["']""")


class FullDiskError(OporaError):
    """There was no room for what had to be written."""


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, or one that it was raised from, comes of a full disk or quota."""
    return any(map(_says_full, chain(error)))


def tells_of_full_disk(text: str) -> bool:
    """Whether the message of a library does."""
    return _WORDS.search(text) is not None


@contextmanager
def full_disk_said(home: Home, station: str | None = None) -> Iterator[None]:
    """Turn whatever a full disk raises inside into a FullDiskError of one line.

    `station`: where the run is, for errors that name no file.
    """
    # logs lie on the same disk: Python would print a traceback for each of their lines
    was_raising, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        yield
    except FullDiskError:
        raise
    except Exception as error:
        if not is_disk_full(error):
            raise
        raise FullDiskError(
            f"the disk is full: {_what(error, station)} could not be written. "
            "Nothing half-written is visible: readers have the release that they had. "
            f"Make room on the disk of {home.root} and run again"
        ) from error
    finally:
        logging.raiseExceptions = was_raising


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _ERRNO:
        return True
    return tells_of_full_disk(str(error))


def _what(error: BaseException, station: str | None) -> str:
    """The file that an error names, the innermost first."""
    for each in filter(_says_full, reversed(list(chain(error)))):
        if isinstance(each, OSError) and isinstance(each.filename, str):
            return each.filename
        if found := _NAMED.search(str(each)):
            return found[1]
    return f"a file of the step '{station}'" if station else "a file"
