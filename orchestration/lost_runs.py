"""Runs that ended with their code server: power cut, restart, no memory left.

Dagster hears nothing of such a run: it would be "started" for ever, and the next one, which may not
run beside it, would wait for ever. Runs are children of the server that they were given to, so
where nobody listens any more none is at work. Belongs here: saying so to Dagster, whose daemon then
starts them again. A run that died alone is noticed by its server; what it left on the disk is the
next run's care.
"""

from __future__ import annotations

import json
import socket

import dagster as dg

#: How Dagster notes which server a run was given to.
_GIVEN_TO = ".dagster/grpc_info"

_AT_WORK = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_TIMEOUT_SECONDS = 5
_SAID = "The server that ran it ended."


def report_lost_runs(instance: dg.DagsterInstance) -> list[str]:
    """Report runs as failed, or cancelled, whose server does not listen any more; their ids.

    To be asked before a code server starts, not while one may be busy.
    """
    lost = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=_AT_WORK))
        if _GIVEN_TO in run.tags and not _is_listening(json.loads(run.tags[_GIVEN_TO]))
    ]
    for run in lost:
        if run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, _SAID)
        else:
            instance.report_run_failed(run, _SAID)
    return [run.run_id for run in lost]


def _is_listening(server: dict[str, str | int]) -> bool:
    try:
        if path := server.get("socket"):
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(_TIMEOUT_SECONDS)
                line.connect(str(path))
        else:
            place = (str(server.get("host", "localhost")), int(server["port"]))
            with socket.create_connection(place, timeout=_TIMEOUT_SECONDS):
                pass
    except OSError:
        return False
    return True
