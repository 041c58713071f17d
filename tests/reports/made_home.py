"""Homes with releases made by hand, so that writing reports can be tested file by file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from made_release import NOW, MadeRelease, fill_tree

from opora.home import Home
from opora.reports.source import Source

#: When revision 1 was signed, where it was.
SIGNED_AT = "2024-07-19 08:00:00"


@dataclass(frozen=True)
class MadeHome:
    """An installation whose releases a test writes; `empty`: a release without a row."""

    home: Home
    empty: Path

    def publish(
        self, name: str, fill: Callable[[MadeRelease], None], *, has_symlinks: bool = True
    ) -> None:
        """Publish a release of that name: the tree, the half-years, and what `fill` adds."""
        self.home.releases.mkdir(parents=True, exist_ok=True)
        path = self.home.releases / f"{name}.duckdb"
        shutil.copyfile(self.empty, path)
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{path}' AS newest")
            connection.execute("USE newest")
            made = MadeRelease(Source(connection, name, name))
            fill_tree(made)
            made.add("release", {"release": name})
            fill(made)
        self.home.published_file.unlink(missing_ok=True)
        if has_symlinks:
            self.home.published_file.symlink_to(path)
        else:
            shutil.copyfile(path, self.home.published_file)

    def files(self, territory: str, half_year: str = NOW) -> dict[str, int]:
        """The files of a report, and when each was written."""
        folder = self.home.reports / half_year / territory
        return {
            path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def text(self, name: str, half_year: str = NOW) -> str:
        """A page, read."""
        path: Path = self.home.reports / half_year / name
        return path.read_text(encoding="utf-8").replace("\u00a0", " ")


def revision(number: int, state: str = "proposed", **more: object) -> dict[str, object]:
    """A row of the manifest of the later half-year; signed unless it is proposed."""
    signed = {"approved_by": "начальник управления", "in_force_from": SIGNED_AT}
    return {
        "half_year": NOW,
        "revision": number,
        "revision_state": state,
        "is_in_force": state == "in_force",
        "content_hash": str(number) * 64,
        "made_at": "2024-07-10 09:00:00+00",
        **(signed if state in ("in_force", "replaced") else {}),
        **more,
    }
