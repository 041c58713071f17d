"""Where and with what a benchmark ran: machine, versions, commit, load.

Belongs here: facts without which a number says nothing. Not here: the numbers (`results`).
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from opora.home import REPOSITORY

_PACKAGES = ("duckdb", "pandas", "pyarrow", "great-expectations", "dbt-core", "dbt-duckdb")


def setting() -> dict[str, Any]:
    """What is known now; `load` is that of the last minute, `commit` ends in + if files differ."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_bytes": psutil.virtual_memory().total,
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {"Python": platform.python_version(), **_versions()},
        "commit": _commit(),
        "load": round(psutil.getloadavg()[0], 1),
    }


def _processor() -> str | None:
    """The name of the processor, where Linux tells it."""
    facts = Path("/proc/cpuinfo")
    if not facts.is_file():
        return platform.processor() or None
    lines = facts.read_text(encoding="utf-8", errors="replace").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, None)


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _commit() -> str | None:
    """The commit of a checkout; None where the package was installed otherwise."""
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        return None
    head = _said(git, "rev-parse", "--short", "HEAD")
    return head and head + ("+" if _said(git, "status", "--porcelain") else "")


def _said(git: str, *words: str) -> str | None:
    done = subprocess.run(  # noqa: S603 - no shell, our own words
        [git, "-C", str(REPOSITORY), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
