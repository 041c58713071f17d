"""dbt's manifest: what Dagster draws the graph from and releases take their comments from.

Belongs here: having it up to date without parsing twice.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home
from opora.warehouse.invocation import invoke_dbt, target_folder
from opora.warehouse.state import PROJECT, project_fingerprint


def ensure_manifest(home: Home, *, project: Path = PROJECT) -> Path:
    """The manifest's path; the project is parsed only if it changed since the last time."""
    path = _manifest_file(home)
    if not read_manifest(home) or _read_stamp(home) != _stamp(home, project):
        forget_stale_parse(home, project)
        result = invoke_dbt(home, project, ["parse"])
        if not result.success:
            raise OporaError(f"dbt could not read {project}: {one_line(result.exception)}")
        mark_manifest(home, project)
    return path


def forget_stale_parse(home: Home, project: Path) -> None:
    """Let dbt read a project anew that has changed.

    What it remembers of the last parse loses the descriptions of tests whose macros have changed.
    """
    if _read_stamp(home) != _stamp(home, project):
        (target_folder(home) / "partial_parse.msgpack").unlink(missing_ok=True)


def read_manifest(home: Home) -> dict[str, Any]:
    """The manifest of the last parse, not to be changed; empty where none can be read."""
    path = _manifest_file(home)
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size)
    except (OSError, ValueError):
        # dbt writes it in place: a killed run may have left half of it
        return {}


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: int, size: int) -> dict[str, Any]:
    """Six megabytes of JSON, which a run asks for ten times."""
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def has_source(home: Home, source: str, *, project: Path = PROJECT) -> bool:
    """Whether the project reads tables of that source; it is parsed if no manifest can be read."""
    manifest = read_manifest(home)
    if not manifest:
        ensure_manifest(home, project=project)
        manifest = read_manifest(home)
    return any(each["source_name"] == source for each in manifest["sources"].values())


def mark_manifest(home: Home, project: Path) -> None:
    """Remember which sources the manifest on disk was made from."""
    write_text(_stamp_file(home), _stamp(home, project))


def one_line(text: object) -> str:
    """dbt's messages as one line."""
    return " ".join(str(text).split())


def _manifest_file(home: Home) -> Path:
    return target_folder(home) / "manifest.json"


def _stamp(home: Home, project: Path) -> str:
    # the manifest holds the lake's path, in the locations of its files
    return f"{project_fingerprint(project)} {home.root} {home.lake}"


def _read_stamp(home: Home) -> str | None:
    path = _stamp_file(home)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def _stamp_file(home: Home) -> Path:
    return target_folder(home) / "manifest.stamp"
