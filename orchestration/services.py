"""What runs on a server, each as a process of its own: code server, web server, daemon.

Belongs here: their command lines and environment; `deploy/systemd` starts them. Dagster has no
login, so everything listens on this machine only: the web server on 127.0.0.1, the code server,
which executes whatever it is asked to, on a socket that only its user may open.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import dagster as dg

from opora.home import REPOSITORY, Home
from opora.warehouse import ensure_manifest
from orchestration.instance import ensure_dagster_home
from orchestration.lost_runs import report_lost_runs

HOST = "127.0.0.1"
_SOCKET_VARIABLE = "OPORA_CODE_SOCKET"
_DEFAULT_SOCKET = "/run/opora/code.sock"
#: Under which path a reverse proxy shows Dagster; beside it lie the reports.
_PATH_PREFIX = "/dagster"


def port() -> str:
    """Where the web server listens."""
    return os.environ.get("OPORA_PORT", "3000")


def develop(home: Home) -> NoReturn:
    """Become `dagster dev`: everything in one terminal."""
    # once, before web server and daemon both want it
    ensure_manifest(home)
    _report_lost_runs(home)
    print(f"Dagster opens on http://{HOST}:{port()}; the picture of the pipeline is under Lineage.")
    print(f"It works on {home.root}. Ctrl+C ends it.")
    workspace = str(REPOSITORY / "workspace.yaml")
    _become(home, "dagster", ["dev", "-w", workspace, "-h", HOST, "-p", port()])


def serve_code(home: Home) -> NoReturn:
    """Become the code server, which loads the pipeline once and has all runs as its children.

    OporaError where a rule or a setting keeps the pipeline from loading.
    """
    ensure_manifest(home)
    _load_once()
    _report_lost_runs(home)
    Path(_socket()).unlink(missing_ok=True)
    of_module = ["-m", "orchestration.definitions", "--location-name", "opora"]
    _become(home, "dagster", ["code-server", "start", "--socket", _socket(), *of_module])


def serve_web(home: Home) -> NoReturn:
    """Become the web server."""
    place = ["-h", HOST, "-p", port(), "--path-prefix", _PATH_PREFIX]
    _become(home, "dagster-webserver", ["-w", str(_workspace()), *place])


def serve_daemon(home: Home) -> NoReturn:
    """Become the daemon, which starts what schedules, sensors and people ask for."""
    _become(home, "dagster-daemon", ["run", "-w", str(_workspace())])


def command(home: Home, arguments: Sequence[str]) -> NoReturn:
    """Become `dagster` with any arguments, on this installation."""
    _become(home, "dagster", arguments)


def _load_once() -> None:
    """Fail where the definitions can't be loaded: the server would keep that to itself, and stay.

    It would be up, with nothing that runs, and whoever watches over services would hear nothing.
    """
    from orchestration.definitions import defs

    dg.Definitions.validate_loadable(defs)


def _report_lost_runs(home: Home) -> None:
    with dg.DagsterInstance.from_config(str(ensure_dagster_home(home))) as instance:
        for run_id in report_lost_runs(instance):
            print(f"The run {run_id} ended with its server; the daemon starts it again.")


def _become(home: Home, program: str, arguments: Sequence[str]) -> NoReturn:
    path = Path(sys.executable).with_name(program)
    sys.stdout.flush()
    os.execve(path, [str(path), *arguments], _environment(home))  # noqa: S606 - our own program


def _environment(home: Home) -> dict[str, str]:
    return {
        **os.environ,
        "OPORA_HOME": str(home.root),
        "DAGSTER_HOME": str(ensure_dagster_home(home)),
        # what the workspace of the services asks for
        _SOCKET_VARIABLE: _socket(),
    }


def _socket() -> str:
    return os.environ.get(_SOCKET_VARIABLE, _DEFAULT_SOCKET)


def _workspace() -> Path:
    return REPOSITORY / "deploy" / "workspace.yaml"
