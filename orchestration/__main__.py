"""`python -m orchestration`: open Dagster on this machine; `make dev` calls it.

Belongs here: the environment that Dagster needs, and saying where to look.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from opora.home import REPOSITORY, Home
from opora.warehouse import ensure_manifest
from orchestration.instance import ensure_dagster_home

_HOST = "127.0.0.1"
_DEFAULT_PORT = "3000"


def main() -> None:
    """Prepare OPORA_HOME and become `dagster dev`."""
    home = Home.from_environment()
    port = os.environ.get("OPORA_PORT", _DEFAULT_PORT)
    # once, before web server and daemon both want it
    ensure_manifest(home)
    environment = {
        **os.environ,
        "OPORA_HOME": str(home.root),
        "DAGSTER_HOME": str(ensure_dagster_home(home)),
    }
    print(f"Dagster opens on http://{_HOST}:{port}; the picture of the pipeline is under Lineage.")
    print(f"It works on {home.root}. Ctrl+C ends it.", flush=True)
    dagster = Path(sys.executable).with_name("dagster")
    workspace = REPOSITORY / "workspace.yaml"
    arguments = ["dev", "-w", str(workspace), "-h", _HOST, "-p", port]
    os.execve(dagster, [str(dagster), *arguments], environment)  # noqa: S606 - our own program


if __name__ == "__main__":
    main()
