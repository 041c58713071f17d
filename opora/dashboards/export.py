"""Dashboards that were changed in the browser, back into the repository.

Belongs here: what is asked for, and replacing the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opora.dashboards.bundle import BUNDLE, read_bundle
from opora.dashboards.errors import DashboardError
from opora.dashboards.normalise import normalised
from opora.dashboards.place import Place
from opora.dashboards.superset import exported


def export(place: Place, slugs: Sequence[str] = (), folder: Path = BUNDLE) -> list[str]:
    """Write the dashboards of the bundle, and those of `slugs`, as Superset has them now.

    Returns the names of the files that changed, came or went. Raises DashboardError where Superset
    has none of them: then nothing is written.
    """
    known = read_bundle(folder)
    if not place.metadata.exists():
        raise DashboardError(f"There is no Superset in {place.folder} yet: `make bi` starts one.")
    files = normalised(
        exported(place, [d["uuid"] for d in known.dashboards.values()], slugs), known
    )
    if not any(name.startswith("dashboards/") for name in files):
        raise DashboardError(f"Superset in {place.folder} has none of our dashboards: `make bi`.")
    before = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yaml")
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for name in before.keys() - files.keys():
        (folder / name).unlink()
    return sorted(
        name for name in before.keys() | files.keys() if before.get(name) != files.get(name)
    )
