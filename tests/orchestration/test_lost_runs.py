"""A run whose server is gone would stand in the way of all others for ever."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import dagster as dg

from orchestration.lost_runs import report_lost_runs

Status = dg.DagsterRunStatus


@dg.asset
def six() -> int:
    return 6


def _run(instance: dg.DagsterInstance, status: Status, server: dict[str, object] | None) -> str:
    tags = {} if server is None else {".dagster/grpc_info": json.dumps(server)}
    job = dg.Definitions(assets=[six]).resolve_implicit_global_asset_job_def()
    return instance.create_run_for_job(job, status=status, tags=tags).run_id


def test_runs_that_ended_with_their_server_are_failed(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    gone = {"host": "localhost", "socket": str(tmp_path / "gone.sock")}
    with socket.socket(socket.AF_UNIX) as alive, socket.create_server(("127.0.0.1", 0)) as port:
        alive.bind(str(tmp_path / "alive.sock"))
        alive.listen()
        lost = _run(instance, Status.STARTED, gone)
        starting = _run(instance, Status.STARTING, gone)
        stopping = _run(instance, Status.CANCELING, gone)
        expected = {
            _run(instance, Status.SUCCESS, gone): Status.SUCCESS,
            _run(instance, Status.NOT_STARTED, None): Status.NOT_STARTED,
            # of `dagster job execute`: of no server
            _run(instance, Status.STARTED, None): Status.STARTED,
            _run(instance, Status.STARTED, gone | {"socket": str(tmp_path / "alive.sock")}): (
                Status.STARTED
            ),
            _run(instance, Status.STARTED, {"host": "127.0.0.1", "port": port.getsockname()[1]}): (
                Status.STARTED
            ),
        }
        assert set(report_lost_runs(instance)) == {lost, starting, stopping}
        assert {run.run_id: run.status for run in instance.get_runs()} == {
            lost: Status.FAILURE,
            starting: Status.FAILURE,
            stopping: Status.CANCELED,
            **expected,
        }
        assert report_lost_runs(instance) == []
