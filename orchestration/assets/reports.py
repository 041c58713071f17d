"""Station 11: the reports that officers read and sign.

Belongs here: what the page shows. Writing reports is `opora.reports`.
"""

from typing import Any

import dagster as dg

from opora.pipeline.pages import bring_reports_up_to_date
from opora.reports.noted import start_page
from orchestration.assets.answers import ANSWERS_KEY
from orchestration.assets.documentation import KEY as DOCUMENTATION_KEY
from orchestration.assets.published import KEY as PUBLISHED_KEY
from orchestration.resources import Installation
from orchestration.stations import REPORTED, WRITER_POOL


def reports_asset() -> dg.AssetsDefinition:
    """The reports of the newest half-year and the newest signed one, a territory each."""

    @dg.asset(
        key=dg.AssetKey(["reports", "half_years"]),
        # the start page leads to what lies there when it is written
        deps=[PUBLISHED_KEY, DOCUMENTATION_KEY, ANSWERS_KEY],
        group_name=REPORTED,
        kinds={"html", "word", "excel"},
        pool=WRITER_POOL,
        description="The reports of the newest half-year and the newest signed one: a page, a "
        "справка for Word, an annex for Excel and a card per school, for each territory, in "
        "`reports/<half-year>/<territory>/`. `reports/index.html` leads to all of them.",
    )
    def report(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> dg.MaterializeResult[Any]:
        with installation.writing(context.log) as home:
            written = bring_reports_up_to_date(
                home, lambda _, done, total: context.log.debug(f"report {done} of {total}")
            )
            context.log.info(f"{written} reports written")
            return dg.MaterializeResult(
                metadata={
                    "reports_written": written,
                    "start_page": dg.MetadataValue.path(str(start_page(home))),
                }
            )

    return report
