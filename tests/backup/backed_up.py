"""What lies in a home that is backed up, and what happens to it.

Belongs here: making and spoiling files. Not here: backups, what is expected of them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb

from opora.home import Home

STAFF = (
    "Логин ОО;Фамилия;Имя;Отчество;Дата рождения;СНИЛС;Должность;Предмет;Внешний совместитель;"
    "Работает с;Работает по\n"
    "sch990999;Иванова;Мария;Петровна;01.02.1980;;учитель;Русский язык;нет;01.09.2019;\n"
)
SALT = "5a17" * 16


def revision(home: Home) -> None:
    folder = home.snapshots / "2024-H1" / "r01"
    folder.mkdir(parents=True)
    values = folder / "values.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as value) to '{values}' (format parquet)")
    files = {values.name: hashlib.sha256(values.read_bytes()).hexdigest()}
    manifest = {"half_year": "2024-H1", "revision": 1, "content_hash": "1", "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def release(home: Home, name: str, content: str) -> None:
    home.releases.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.releases / f"{name}.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"create table marts.release as select '{name}' as release, '{content}' as content_hash"
        )
    home.published_file.unlink(missing_ok=True)
    home.published_file.symlink_to(f"releases/{name}.duckdb")


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"!")


def same_size(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
