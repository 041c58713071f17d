"""Runs that ended with the code server: power cut, restart, no memory left.

Dagster hears nothing of such a run: it would be "started" for ever, and the next one, which may not
run beside it, would wait for ever. Runs are children of the code server, so when it starts none of
its own can still be at work. Belongs here: saying so to Dagster, whose daemon then starts them
again. What a killed run left on the disk is the next run's care.
"""

from __future__ import annotations

import json

import dagster as dg

#: How Dagster notes which server a run was given to.
_GIVEN_TO = ".dagster/grpc_info"

_AT_WORK = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def report_lost_runs(instance: dg.DagsterInstance, socket: str) -> list[str]:
    """Report the runs of the code server at `socket` as failed, or cancelled; their ids.

    Only whoever is about to start that server may call it.
    """
    lost = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=_AT_WORK))
        if json.loads(run.tags.get(_GIVEN_TO, "{}")).get("socket") == socket
    ]
    for run in lost:
        if run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, "The server that ran it was restarted.")
        else:
            instance.report_run_failed(run, "The server that ran it was restarted.")
    return [run.run_id for run in lost]
