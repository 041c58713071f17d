"""What people read of a release: its documentation, the reports, the page that leads to both.

Belongs here: when they are made again. Making them is `opora.warehouse.documentation` and
`opora.reports`, which are imported late: drawing charts takes its time, and a run with nothing new
draws none.
"""

from __future__ import annotations

from opora.home import Home
from opora.pipeline.take import Progress
from opora.reports.noted import are_current
from opora.warehouse.invocation import target_folder


def bring_pages_up_to_date(home: Home, progress: Progress) -> int:
    """Write what no longer says what is published; how many reports. The caller holds the lock."""
    if are_current(home):
        return 0
    progress("describing", 0, 1)
    _document(home)
    return bring_reports_up_to_date(home, progress)


def bring_reports_up_to_date(home: Home, progress: Progress) -> int:
    """The same without the documentation. A warehouse without a snapshot has no report."""
    if are_current(home):
        return 0
    from opora.reports.write import write_current_reports

    written = write_current_reports(home, lambda done, total: progress("reporting", done, total))
    return len(written)


def _document(home: Home) -> None:
    from opora.warehouse.documentation import documentation_file, write_documentation

    page = documentation_file(home)
    # dbt writes its manifest in every build
    built = target_folder(home) / "manifest.json"
    if not page.exists() or page.stat().st_mtime_ns < built.stat().st_mtime_ns:
        write_documentation(home)
