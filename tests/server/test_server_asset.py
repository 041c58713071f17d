"""The server in Dagster: in the jobs only where there is one, and without its password."""

from __future__ import annotations

from urllib.parse import quote

import dagster as dg
import pytest
from small_releases import PASSWORD, WITH_PASSWORD, Database, Releases

from orchestration.assets.landing import HALF_YEARS_KEY, HISTORY_KEY
from orchestration.assets.server import KEY, server_asset
from orchestration.jobs import _everything
from orchestration.resources import Installation

#: So long that it can't stand in a message by chance.
WRONG = "a-wrong-password-4711"


def test_the_jobs_publish_only_where_there_is_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    landing = [dg.AssetSpec(key) for key in (HALF_YEARS_KEY, HISTORY_KEY)]
    graph = dg.Definitions(
        assets=[*landing, server_asset()], resources={"installation": Installation(root="nowhere")}
    ).resolve_asset_graph()
    assert _everything().resolve(graph) == set()
    monkeypatch.setenv("OPORA_POSTGRESQL", "postgresql://u@h/d")
    assert _everything().resolve(graph) == {KEY}


def _address(database: Database, password: str) -> str:
    host, secret = (quote(each, safe="") for each in (str(database.server.pgdata), password))
    return f"postgresql://{WITH_PASSWORD}:{secret}@/{database.name}?host={host}"


def _materialized(releases: Releases, capfd: pytest.CaptureFixture[str]) -> tuple[str, bool]:
    """What Dagster keeps and prints of a run of the asset, and whether it succeeded."""
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            [server_asset()],
            resources={"installation": Installation(root=str(releases.home.root))},
            instance=instance,
            raise_on_error=False,
        )
        kept = "\n".join(repr(each) for each in instance.all_logs(done.run_id))
    return kept + "".join(capfd.readouterr()), done.success


def test_dagster_keeps_no_password(
    database: Database,
    releases: Releases,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    releases.make("opora-1")
    monkeypatch.setenv("OPORA_POSTGRESQL", _address(database, WRONG))
    kept, succeeded = _materialized(releases, capfd)
    assert not succeeded
    assert "password authentication failed" in kept
    assert WRONG not in kept
    monkeypatch.setenv("OPORA_POSTGRESQL", _address(database, PASSWORD))
    kept, succeeded = _materialized(releases, capfd)
    assert succeeded
    assert f"{database.server.pgdata}:5432/{database.name}" in kept
    assert "opora-1" in kept
    assert "geheim" not in kept
    assert quote(PASSWORD, safe="") not in kept


def test_dagster_says_how_to_name_a_server(
    releases: Releases, capfd: pytest.CaptureFixture[str]
) -> None:
    releases.make("opora-1")
    kept, succeeded = _materialized(releases, capfd)
    assert not succeeded
    assert "Set OPORA_POSTGRESQL=postgresql://user@host:port/database before Dagster starts" in kept
