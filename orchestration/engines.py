"""A job that builds everything on the other engine and holds the two against each other.

Belongs here: the job and its week. Not here: how it is done (`opora.pipeline.parity`).
"""

import dagster as dg

from opora.errors import OporaError
from opora.office import office_timezone
from opora.pipeline.parity import hold_engines_together, other_engine
from orchestration.resources import Installation


@dg.op(description="Builds the lake on the other engine, beside the warehouse, and compares.")
def compare_engines(context: dg.OpExecutionContext, installation: Installation) -> None:
    """Fail where a public table differs."""
    home = installation.home
    context.log.info(f"building on {other_engine(home)}; the published release stays as it is")
    found = hold_engines_together(
        home, lambda step, done, total: context.log.info(f"{step} {done}/{total or '?'}")
    )
    if found:
        error = OporaError("DuckDB and Spark do not say the same: " + "; ".join(found))
        raise dg.Failure(str(error), allow_retries=False) from error
    context.log.info("both engines say the same")


@dg.job(
    name="engines_agree",
    description="Builds what was delivered on the other engine (DuckDB or Spark) and holds every "
    "public table of both against each other. Needs the environment that has Spark.",
)
def engines_agree() -> None:
    """One step."""
    compare_engines()


def weekly_schedule() -> dg.ScheduleDefinition:
    """On Sundays, once somebody has switched it on: it takes as long as building everything."""
    return dg.ScheduleDefinition(
        name="engines_agree_weekly",
        cron_schedule="0 3 * * 0",
        execution_timezone=office_timezone(),
        job=engines_agree,
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Holds DuckDB and Spark against each other every Sunday.",
    )
