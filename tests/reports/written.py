"""What the tests on the files of reports share: small releases, and bringing reports up to date.

Belongs here: that. How a home is made: `made_home`; what a release is made of: `made_release`.
"""

from __future__ import annotations

from collections.abc import Callable

from made_home import MadeHome, revision
from made_release import DISTRICT, NOW, MadeRelease

from opora.reports.report import CARDS
from opora.reports.write import Written, write_current_reports

CARD = "schools/sch990001.html"
REPORT = {"index.html", "spravka.docx", "annex.xlsx", "made_from.json"}
ALL = REPORT | {CARD, CARDS}


def world(
    *revisions: dict[str, object],
    schools: tuple[str, ...] = ("sch990001",),
    remark: str | None = None,
    territory: str = DISTRICT,
) -> Callable[[MadeRelease], None]:
    """What a release holds: schools of revision 1, and what a remark says."""

    def fill(made: MadeRelease) -> None:
        made.add("snapshot_manifest", *(revisions or (revision(1),)))
        for login in schools:
            made.school(login, f"Школа {login}", territory)
        made.source.connection.execute(
            "INSERT INTO marts.monitoring_snapshot_schools SELECT * REPLACE (2 AS revision) "
            "FROM marts.monitoring_snapshot_schools"
        )
        if remark:
            made.add("dim_indicator", {"indicator": "2.2", "position": 1})
            made.add("remarks", {"half_year": NOW, "territory": territory, "indicator": "2.2",
                                 "text_ru": remark})  # fmt: skip

    return fill


def bring(made: MadeHome) -> list[str]:
    """Bring reports up to date; the territories whose reports were written."""
    found: list[Written] = write_current_reports(made.home, lambda done, total: None)
    return sorted(each.territory.code for each in found)
