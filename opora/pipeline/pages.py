"""What people read of a release: its documentation, the reports, the page that leads to both.

Belongs here: when they are made again. Making them is `opora.warehouse.documentation` and
`opora.reports`, of which what draws charts is imported late: that takes its time, and a run with
nothing new draws none.
"""

from __future__ import annotations

from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.take import Progress
from opora.reports.noted import are_current
from opora.reports.unwritable import unwritable_said
from opora.warehouse.documentation import documentation_file, write_documentation
from opora.warehouse.invocation import target_folder


def bring_pages_up_to_date(home: Home, progress: Progress) -> int:
    """Write what no longer says what is published; how many reports. The caller holds the lock."""
    if _is_documented(home):
        return bring_reports_up_to_date(home, progress)
    from opora.reports.start_page import write_start_page

    progress("describing", 0, 1)
    with unwritable_said(home):
        write_documentation(home)
    written = bring_reports_up_to_date(home, progress)
    if not written:
        # the page may be new to it
        with unwritable_said(home):
            write_start_page(home)
    return written


def write_pages(home: Home, progress: Progress) -> int:
    """The same for whoever doesn't hold the lock: LockedError where another writer is at work."""
    with full_disk_said(home, "report"), writer_lock(home):
        return bring_pages_up_to_date(home, progress)


def bring_reports_up_to_date(home: Home, progress: Progress) -> int:
    """The same without the documentation. A warehouse without a snapshot has no report."""
    if are_current(home):
        return 0
    from opora.reports.write import write_current_reports

    written = write_current_reports(home, lambda done, total: progress("reporting", done, total))
    return len(written)


def _is_documented(home: Home) -> bool:
    """Whether the documentation is that of the last build, whatever has become of the reports."""
    # dbt writes its manifest in every build
    built, page = target_folder(home) / "manifest.json", documentation_file(home)
    if not page.exists() or not built.exists():
        return False
    return page.stat().st_mtime_ns >= built.stat().st_mtime_ns
