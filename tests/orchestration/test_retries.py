"""What is tried again: a server that went away. What is not: everything that would fail again."""

from __future__ import annotations

import dagster as dg
import pytest

from opora.server import ServerAwayError, ServerError
from orchestration.assets import server
from orchestration.resources import Installation


def tries(error: Exception, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """How often the step was started, and what it said at last."""
    started = []

    def publish(*_: object, **__: object) -> None:
        started.append(1)
        raise error

    monkeypatch.setenv("OPORA_POSTGRESQL", "postgresql://u@h/d")
    monkeypatch.setattr(server, "publish_to_server", publish)
    monkeypatch.setattr(server, "_RETRIES", dg.RetryPolicy(max_retries=2))
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            [server.server_asset()],
            resources={"installation": Installation(root="nowhere")},
            instance=instance,
            raise_on_error=False,
        )
        (failure,) = done.filter_events(lambda event: event.is_step_failure)
    assert failure.step_failure_data.user_failure_data is not None
    return len(started), str(failure.step_failure_data.user_failure_data.description)


def test_a_server_that_went_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tries(ServerAwayError("the connection was lost"), monkeypatch) == (
        3,
        "the connection was lost",
    )


def test_what_would_fail_again_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tries(ServerError("no such database"), monkeypatch) == (1, "no such database")


def test_no_other_step_is_tried_again(defs: dg.Definitions) -> None:
    patient = {
        node.name
        for node in defs.resolve_job_def("half_year").nodes
        if node.definition.retry_policy is not None  # type: ignore[attr-defined]
    }
    # part of the job only where there is a server
    assert patient == set()
    retries = server.server_asset().op.retry_policy
    assert retries is not None
    assert retries.max_retries == 3
    assert [retries.calculate_delay(attempt) for attempt in (1, 2, 3)] == [30, 90, 210]
