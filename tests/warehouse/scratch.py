"""The real dbt project, built once on an empty installation, for tests of its models.

In a process of its own: dbt keeps adapters and events in globals that other tests use too.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from opora.contracts import load_contracts
from opora.home import REPOSITORY, Home
from opora.lake.store import prepare_lake
from opora.rules import write_overrides

PROJECT = REPOSITORY / "dbt_project"


def empty_home(root: Path) -> Home:
    """An installation to which nothing was delivered yet."""
    home = Home(root)
    home.warehouse.mkdir(parents=True)
    prepare_lake(home, load_contracts().values())
    write_overrides(home)
    return home


@cache
def built_home() -> Home:
    """An empty installation with its warehouse; made once for all tests."""
    root = Path(tempfile.mkdtemp(prefix="opora-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    home = empty_home(root)
    result = run_dbt(home, "build", "--exclude-resource-type", "unit_test")
    assert result.returncode == 0, result.stdout
    return home


def compiled_models(home: Home) -> dict[str, str]:
    """The SQL of every model, as the build compiled it, by name."""
    folder = home.private / "target" / "compiled" / "opora" / "models"
    files = (path for path in folder.rglob("*.sql") if not path.parent.suffix)
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def run_dbt(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on the real project; nothing is written outside the home."""
    environment = {
        **os.environ,
        "OPORA_HOME": str(home.root),
        "DBT_TARGET_PATH": str(home.private / "target"),
        "DBT_LOG_PATH": str(home.private / "logs"),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_USE_COLORS": "false",
    }
    command = [sys.executable, "-m", "dbt.cli.main", *arguments, "--project-dir", str(PROJECT)]
    return subprocess.run(  # noqa: S603 - our own interpreter and arguments
        command, env=environment, capture_output=True, text=True, check=False
    )
