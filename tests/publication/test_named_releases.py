"""Releases that an approval names are kept, whatever else is forgotten."""

from __future__ import annotations

import os
from pathlib import Path

from opora.home import Home
from opora.publication.swap import forget_old_releases


def test_what_an_approval_names_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.releases.mkdir(parents=True)
    paths = [home.releases / f"opora-2024010{day}T000000Z-abc.duckdb" for day in range(1, 9)]
    for age, path in enumerate(paths):
        path.write_bytes(b"")
        os.utime(path, (age, age))
    forget_old_releases(home, keep=3, current=paths[-1], named={paths[1].stem})
    assert sorted(home.releases.iterdir()) == [paths[1], *paths[-3:]]
