"""Holds what is published against the same lake built on the other engine.

`python -m opora.pipeline.parity` does it for the installation in OPORA_HOME and exits 1 where the
two differ. It takes as long as a build of everything on that engine, and room for a second
warehouse below `private/`. Belongs here: the copy, the build, the order. Not here: comparing
(`opora.spark.parity`).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from opora.errors import OporaError
from opora.home import Home
from opora.lock import writer_lock
from opora.pipeline.take import Progress, silent
from opora.publication import publish
from opora.spark.parity import differences, project_marks
from opora.warehouse import build, chosen, chosen_engine, needs_build
from opora.warehouse.state import Engine


def other_engine(home: Home) -> Engine:
    """The engine on which the installation does not build."""
    return "spark" if chosen_engine(home) == "duckdb" else "duckdb"


def hold_engines_together(home: Home, progress: Progress = silent) -> list[str]:
    """Build on the other engine; a line for each public table that differs, empty where none does.

    Raises OporaError where nothing is published, or not what lies in the lake now.
    """
    copy = Home(home.private / "parity")
    with writer_lock(home, wait=True):
        if not home.published_file.exists() or needs_build(home):
            raise OporaError(
                "what is published is not what was delivered, so there is nothing to compare: "
                "opora run, then again"
            )
        published, engine = home.published_file.resolve(), other_engine(home)
        progress("copying", 0, 1)
        _copy(home, copy)
    try:
        with writer_lock(copy), chosen(engine):
            progress("building", 0, 1)
            build(copy)
            progress("publishing", 0, 1)
            release = publish(copy)
        assert release is not None  # noqa: S101 - the copy has none yet
        progress("comparing", 0, 1)
        return differences(published, release.path, project_marks(home))
    finally:
        shutil.rmtree(copy.root, ignore_errors=True)


def _copy(home: Home, copy: Home) -> None:
    """What a build reads. Files of the lake are never changed, so a second name is enough."""
    lake = home.lake
    if not isinstance(lake, Path):
        raise OporaError("engines are compared where the lake is a folder; here it is s3://")
    shutil.rmtree(copy.root, ignore_errors=True)
    copy.private.mkdir(parents=True)
    for source, target in (
        (lake, copy.root / "lake"),
        (home.snapshots, copy.snapshots),
        (home.rules, copy.rules),
    ):
        if source.exists():
            shutil.copytree(source, target, copy_function=_second_name)
    salt = home.private / "salt"
    if salt.exists():
        shutil.copy2(salt, copy.private)


def _second_name(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def main() -> int:
    """Compare the engines of OPORA_HOME; returns the exit code."""
    home = Home.from_environment()
    try:
        found = hold_engines_together(home, lambda step, done, total: print(step, flush=True))
    except OporaError as error:
        print(f"opora: {error}", file=sys.stderr)
        return 1
    print("\n".join(found) or "both engines say the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
