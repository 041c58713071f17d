"""What steps are given: the folders of the installation.

Belongs here: Dagster resources. The folders themselves are described in `opora.home`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock
from opora.objects.said import object_storage_said
from opora.warehouse import chosen


class Installation(dg.ConfigurableResource):  # type: ignore[type-arg]
    """One installation of Opora: everything it writes lies below `root` (OPORA_HOME).

    Or in the lake: `lake_at` (OPORA_LAKE), where it lies elsewhere. `target`: duckdb or spark, on
    which a run builds; without it what OPORA_TARGET or the last build says.
    """

    root: str
    lake_at: str | None = None
    target: str | None = None

    @property
    def home(self) -> Home:
        """Its folders."""
        return Home(Path(self.root), self.lake_at)

    @contextmanager
    def writing(self, log: dg.DagsterLogManager) -> Iterator[Home]:
        """Its folders, while nobody else writes; waits for another run or the command line."""
        with (
            chosen(self.target),
            object_storage_said(),
            full_disk_said(self.home),
            writer_lock(self.home, wait=True, on_wait=log.info),
        ):
            yield self.home
