"""Before Superset starts: what is missing is one clear line, what is secret stays secret."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from rich.console import Console

from opora.dashboards import place as places
from opora.dashboards.address import duckdb_file, published
from opora.dashboards.errors import DashboardError
from opora.dashboards.export import export
from opora.dashboards.place import Place
from opora.dashboards.serve import PORT, chosen_port, serve
from opora.errors import OporaError
from opora.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("OPORA_POSTGRESQL", raising=False)
    monkeypatch.delenv(PORT, raising=False)
    return Home(tmp_path / "дом")


def test_without_a_release_the_command_that_makes_one_is_named(home: Home) -> None:
    with pytest.raises(DashboardError, match=r"There is no release at .*opora\.duckdb.*make run"):
        published(home, Place.of(home))


def test_without_superset_nothing_is_exported(home: Home, tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match=r"no Superset in .*private/superset yet: `make bi`"):
        export(Place.of(home), folder=tmp_path)
    assert list(tmp_path.glob("*.yaml")) == []


def test_without_its_environment_the_command_that_installs_it_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "_SCRIPTS", tmp_path / "nothing")
    with pytest.raises(DashboardError, match=r"not installed in \.venv-superset/: `make bi`"):
        serve(home, Console())


def test_a_taken_port_is_told_before_anything_is_done(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv(PORT, port)
        with pytest.raises(DashboardError, match=rf"Port {port} .*OPORA_SUPERSET_PORT=8090"):
            chosen_port()
    monkeypatch.setenv(PORT, "http")
    with pytest.raises(DashboardError, match="a port from 1 to 65535, it is 'http'"):
        chosen_port()


def test_a_server_that_does_not_answer_is_told_without_its_password(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_POSTGRESQL", "postgresql://reader:geheim@127.0.0.1:1/db")
    with pytest.raises(OporaError, match=r"127\.0\.0\.1:1/db") as refused:
        published(home, Place.of(home))
    assert "geheim" not in str(refused.value)


def test_secrets_are_made_once_and_nobody_else_may_read_them(home: Home) -> None:
    place = Place.of(home)
    password, is_new = place.secret(place.password_file)
    assert (is_new, len(password) >= 40) == (True, True)
    assert place.secret(place.password_file) == (password, False)
    assert oct(place.password_file.stat().st_mode & 0o777) == "0o600"
    assert oct(place.folder.stat().st_mode & 0o777) == "0o700"
    variables = place.variables()
    assert password not in variables.values()
    assert (place.folder / "secret_key").stat().st_mode & 0o077 == 0


def test_all_that_superset_is_told_to_write_lies_in_its_folder(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPERSET_SECRET_KEY", "from elsewhere")
    place = Place.of(home)
    variables = place.variables()
    assert "SUPERSET_SECRET_KEY" not in variables
    for name in ("SUPERSET_HOME", "TMPDIR", "XDG_CACHE_HOME", "OPORA_SUPERSET_FOLDER"):
        assert Path(variables[name]).is_relative_to(home.private / "superset")


def test_the_release_is_opened_read_only_and_spills_elsewhere() -> None:
    address = duckdb_file("/a b/opora.duckdb", "/tmp/there")  # noqa: S108
    assert address.sqlalchemy.startswith("duckdb:////a b/opora.duckdb?access_mode=read_only&")
    assert "temp_directory=%2Ftmp%2Fthere" in address.sqlalchemy
