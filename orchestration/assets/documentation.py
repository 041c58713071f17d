"""Station 10: the documentation of the warehouse, a page beside the published file.

Belongs here: what its page shows. Writing it is `opora.warehouse.documentation`.
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from opora.warehouse.documentation import write_documentation
from orchestration.resources import Installation
from orchestration.stations import PUBLISHED, WRITER_POOL

KEY = dg.AssetKey(["published", "documentation"])


def documentation_asset(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The page that tells what every model and column means."""

    @dg.asset(
        key=KEY,
        deps=marts,
        group_name=PUBLISHED,
        kinds={"dbt", "html"},
        pool=WRITER_POOL,
        description="What every model and column means, in Russian and in English, where it comes "
        "from and how it is computed: one page without values that works offline, "
        "`reports/warehouse_docs/index.html`.",
    )
    def document(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> dg.MaterializeResult[Any]:
        with installation.writing(context.log) as home:
            path = write_documentation(home)
            return dg.MaterializeResult(
                metadata={
                    "page": dg.MetadataValue.path(str(path)),
                    "file_bytes": path.stat().st_size,
                }
            )

    return document
