"""Whether the process of a run still lives: what Dagster asks before it starts the run again.

Belongs here: the launcher that `dagster.yaml` names. Dagster's own starts runs as this one does,
but can't say whether they live: after a power cut, or when the code server died with its runs, a
run would count as started for ever and, with one writer at a time, block all others.
"""

from __future__ import annotations

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._core.storage.dagster_run import DagsterRun
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult

#: A busy machine may miss a question; a dead process misses all of them.
_MISSED_ANSWERS = 3
_TIMEOUT_SECONDS = 10


class WatchedRunLauncher(DefaultRunLauncher):
    """Dagster's default launcher, whose runs can be asked whether they live."""

    def __init__(self, inst_data: object = None) -> None:
        """`inst_data`: how Dagster remembers where this class was configured."""
        super().__init__(inst_data)  # type: ignore[arg-type]
        self._missed: dict[str, int] = {}

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: that is what it is for."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Ask the server that started the run; FAILED once several questions went unanswered."""
        if self._lives(run):
            self._missed.pop(run.run_id, None)
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        self._missed[run.run_id] = self._missed.get(run.run_id, 0) + 1
        if self._missed[run.run_id] < _MISSED_ANSWERS:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        del self._missed[run.run_id]
        return CheckRunHealthResult(WorkerStatus.FAILED, "the process of the run is gone")

    def _lives(self, run: DagsterRun) -> bool:
        client = self._get_grpc_client_for_termination(run.run_id)  # type: ignore[no-untyped-call]
        if client is None:
            return False
        try:
            answer = client.can_cancel_execution(
                CanCancelExecutionRequest(run_id=run.run_id), timeout=_TIMEOUT_SECONDS
            )
        except DagsterUserCodeUnreachableError:
            return False
        return dg.deserialize_value(answer, CanCancelExecutionResult).can_cancel
