"""Files of reports that can't be written, said in one line: open in Word, not ours, read-only.

Belongs here: that sentence. Not here: a full disk (`opora.full_disk` knows it again below this
error), what was finished by then (`made`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opora.home import Home
from opora.reports.source import ReportError


@contextmanager
def unwritable_said(home: Home) -> Iterator[None]:
    """Turn the refusal of a file below `reports/` into a ReportError that names it."""
    try:
        yield
    except OSError as error:
        # a rename names the finished file first and the place it was meant for second
        path = Path(str(error.filename2 or error.filename))
        if not path.is_relative_to(home.reports):
            raise
        raise ReportError(
            f"{path} could not be written ({error.strerror}): close the program that has it open "
            "(Word, Excel), or see who may write there, and say 'opora run' or 'opora report' "
            "again; what was approved, published and written before it stays"
        ) from error
