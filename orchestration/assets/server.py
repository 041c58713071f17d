"""Station 10: the release on the department's PostgreSQL server.

Belongs here: what its page shows, and when it is part of the jobs. Publishing to a server is
`opora.server`.
"""

import os
from typing import Any

import dagster as dg

from opora.server import (
    VARIABLE,
    Published,
    ServerAwayError,
    ServerError,
    publish_to_server,
    server_address,
)
from orchestration.assets.published import KEY as PUBLISHED_KEY
from orchestration.resources import Installation
from orchestration.stations import PUBLISHED, WRITER_POOL

KEY = dg.AssetKey(["published", "postgresql"])

#: The only step that talks to another machine: after half a minute, one and a half, three and a
#: half. Everything else would fail again by the same data.
_RETRIES = dg.RetryPolicy(max_retries=3, delay=30, backoff=dg.Backoff.EXPONENTIAL)


def has_server() -> bool:
    """Whether this installation publishes to a server: then the jobs do it, too."""
    return bool(os.environ.get(VARIABLE))


def server_asset() -> dg.AssetsDefinition:
    """The marts on a server, made from the newest release."""

    @dg.asset(
        key=KEY,
        deps=[PUBLISHED_KEY],
        group_name=PUBLISHED,
        kinds={"postgres"},
        retry_policy=_RETRIES,
        # a server takes one publisher at a time, too
        pool=WRITER_POOL,
        description="The newest release on the PostgreSQL server that the environment variable "
        f"{VARIABLE} names, part of the jobs only where it is set: loaded beside the release that "
        "readers have, swapped in at once, and not at all where the server has it already. "
        "Needs no lock of the home: a release never changes.",
    )
    def publish_release_to_server(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> dg.MaterializeResult[Any]:
        try:
            done = _publish(context, installation)
        except ServerError as error:
            is_passing = isinstance(error, ServerAwayError)
            raise dg.Failure(str(error), allow_retries=is_passing) from error
        for warning in done.warnings:
            context.log.warning(warning)
        return dg.MaterializeResult(
            metadata={
                "server": done.server,
                "release": done.release,
                "is_new": done.is_new,
                "tables": done.tables,
                "rows": done.rows,
                "seconds": round(done.seconds, 1),
            }
        )

    return publish_release_to_server


def _publish(context: dg.AssetExecutionContext, installation: Installation) -> Published:
    if not has_server():
        raise ServerError(
            f"to which server? Set {VARIABLE}=postgresql://user@host:port/database before "
            "Dagster starts (the password in ~/.pgpass), or run 'opora publish --to …'"
        )
    return publish_to_server(
        installation.home, server_address(), on_wait=lambda text: context.log.info(text)
    )
