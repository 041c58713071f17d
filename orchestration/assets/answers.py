"""Station 2, its way back: what senders are told of their deliveries.

Belongs here: what the page shows. Making the answers is `opora.answers`.
"""

from typing import Any

import dagster as dg

from opora.answers.write import FOLDER, answer_senders
from opora.contracts import load_contracts
from orchestration.assets.lake import FINDINGS_KEY, HISTORY_ROWS_KEY, LEDGER_KEY, QUARANTINE_KEY
from orchestration.resources import Installation
from orchestration.stations import LAKE, WRITER_POOL

ANSWERS_KEY = dg.AssetKey(["reports", "answers"])


def answers_asset() -> dg.AssetsDefinition:
    """A result workbook for every delivery."""

    @dg.asset(
        key=ANSWERS_KEY,
        deps=[LEDGER_KEY, FINDINGS_KEY, QUARANTINE_KEY, HISTORY_ROWS_KEY],
        group_name=LAKE,
        kinds={"excel"},
        pool=WRITER_POOL,
        description="The answers to senders: a workbook per delivery in "
        f"`reports/<half-year>/{FOLDER}/`, with what was accepted, what was rejected and why, "
        "warnings and totals. Made from the lake alone: what was deleted is made again.",
    )
    def answer(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> dg.MaterializeResult[Any]:
        with installation.writing(context.log) as home:
            written = answer_senders(home, load_contracts())
            context.log.info(f"{written} answers written")
            return dg.MaterializeResult(
                metadata={
                    "answers_written": written,
                    "answers_lie_in": dg.MetadataValue.path(str(home.reports)),
                }
            )

    return answer
