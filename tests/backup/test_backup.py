"""A backup holds all that can't be made again; a restored home is looked over, file by file."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from deliveries import Lake
from typer.testing import CliRunner

from opora.backup import (
    BackupError,
    Verified,
    make_backup,
    read_inventory,
    restore_backup,
    verify_home,
)
from opora.backup.inventory import take_inventory, write_inventory
from opora.cli import app
from opora.errors import OporaError
from opora.home import Home
from opora.lock import LockedError, writer_lock
from opora.snapshot.revisions import sha256

STAFF = (
    "Логин ОО;Фамилия;Имя;Отчество;Дата рождения;СНИЛС;Должность;Предмет;Внешний совместитель;"
    "Работает с;Работает по\n"
    "sch990999;Иванова;Мария;Петровна;01.02.1980;;учитель;Русский язык;нет;01.09.2019;\n"
)
SALT = "5a17" * 16


@pytest.fixture(autouse=True)
def no_salt_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPORA_SALT", raising=False)


@pytest.fixture(scope="module")
def taken(make_lake: Callable[[], Lake], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two deliveries, one of them of a school that nobody knows, a rule, a revision, a release."""
    lake = make_lake()
    home = lake.home
    lake.land(
        "history/schools/schools.csv",
        "Логин ОО;Наименование ОО;Территория\nsch990001;Школа 1;00701000\n",
    )
    home.private.mkdir(mode=0o700)
    (home.private / "salt").write_text(SALT)
    (home.private / "salt").chmod(0o600)
    lake.land("history/staff/staff.csv", STAFF)
    lake.take()
    home.rules.mkdir()
    (home.rules / "thresholds.csv").write_text("rule\n")
    _revision(home)
    _release(home, "opora-1", "c0ffee")
    return home


@pytest.fixture
def home(taken: Home, tmp_path: Path) -> Home:
    copied = Home(tmp_path / "home")
    shutil.copytree(taken.root, copied.root, symlinks=True)
    return copied


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    """A backup of it, by a program that copies."""
    folder = tmp_path / "backup"
    folder.mkdir()
    make_backup(home, ["cp", "-a", "landing", "lake", "snapshots", "rules", "private", str(folder)])
    return folder


@pytest.fixture
def restored(backup: Path, tmp_path: Path) -> Home:
    again = Home(tmp_path / "another_machine")
    assert restore_backup(again, ["cp", "-a", f"{backup}/.", "."]).problems == []
    return again


def _revision(home: Home) -> None:
    folder = home.snapshots / "2024-H1" / "r01"
    folder.mkdir(parents=True)
    values = folder / "values.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as value) to '{values}' (format parquet)")
    files = {values.name: hashlib.sha256(values.read_bytes()).hexdigest()}
    manifest = {"half_year": "2024-H1", "revision": 1, "content_hash": "1", "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _release(home: Home, name: str, content: str) -> None:
    home.releases.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.releases / f"{name}.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"create table marts.release as select '{name}' as release, '{content}' as content_hash"
        )
    home.published_file.unlink(missing_ok=True)
    home.published_file.symlink_to(f"releases/{name}.duckdb")


class Remote:
    """A folder that is reached as one of a bucket is: by `/` and `str`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __truediv__(self, name: str) -> Path:
        return self._folder / name

    def __str__(self) -> str:
        return "s3://bucket/lake"


def _only_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_the_inventory_counts_what_was_delivered(home: Home) -> None:
    inventory = take_inventory(home)
    assert inventory.ledger == {
        "deliveries": 2,
        "rows_received": 2,
        "rows_accepted": 1,
        "rows_quarantined": 1,
    }
    assert inventory.release == {"name": "opora-1", "content_hash": "c0ffee"}
    assert {name.split("/")[0] for name in inventory.files} == {
        "landing",
        "lake",
        "snapshots",
        "rules",
    }


def test_a_restored_home_is_whole_and_says_that_its_release_has_to_be_built(
    restored: Home,
) -> None:
    done = verify_home(restored)
    assert done.problems == []
    assert [note.split(":")[0] for note in done.notes] == ["the release opora-1 was not restored"]
    assert (restored.private / "salt").read_text() == SALT


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"!")


def _same_size(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        (
            lambda home: _same_size(_only_file(home.accepted / "schools", "[!_]*.parquet")),
            "lake/accepted/schools/",
        ),
        (lambda home: _only_file(home.lake, "salt.fingerprint").unlink(), "salt.fingerprint is mi"),
        (lambda home: next(home.ledger.glob("[!_]*.parquet")).unlink(), "counts 0 deliveries, the"),
        (lambda home: (home.lake / "accepted" / "x.parquet").touch(), "x.parquet was not there"),
        (lambda home: _append(home.snapshots / "2024-H1/r01/values.parquet"), "values.parquet is"),
        (lambda home: shutil.rmtree(home.snapshots), "manifest.json is missing"),
        (lambda home: shutil.rmtree(home.rules), "rules/thresholds.csv is missing"),
        (lambda home: (home.private / "salt").unlink(), "salt is missing"),
        (lambda home: (home.private / "salt").write_text("f" * 64), "the salt differs"),
        (lambda home: (home.private / "salt").chmod(0o644), "may be read by others"),
    ],
)
def test_what_was_lost_or_changed_is_named(
    restored: Home, defect: Callable[[Home], object], said: str
) -> None:
    defect(restored)
    problems = verify_home(restored).problems
    assert any(said in problem for problem in problems), problems


def test_verifying_makes_no_salt(restored: Home) -> None:
    (restored.private / "salt").unlink()
    verify_home(restored)
    assert not (restored.private / "salt").exists()


def test_a_revision_that_was_changed_before_the_backup_is_noticed(home: Home) -> None:
    _append(home.snapshots / "2024-H1/r01/values.parquet")
    write_inventory(home, take_inventory(home))
    (problem,) = verify_home(home).problems
    assert "was changed after it was written" in problem


def test_a_file_that_arrives_meanwhile_is_no_defect(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    (home.landing / "2024-H1").mkdir()
    (home.landing / "2024-H1" / "new.csv").write_text("new")
    _append(home.landing / "history/schools/schools.csv")
    done = verify_home(home)
    assert done.problems == []
    assert {note.split(" ")[0] for note in done.notes} == {
        "landing/2024-H1/new.csv",
        "landing/history/schools/schools.csv",
    }


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Files of a name that nobody may read, to whoever runs the tests (root may read all)."""

    def seal(name: str) -> None:
        def read(path: Path) -> str:
            if path.name == name:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return sha256(path)

        monkeypatch.setattr("opora.backup.listed.sha256", read)

    return seal


def test_odd_files_in_landing_are_named_and_stop_no_backup(
    home: Home, sealed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.landing / "link.csv").symlink_to("nowhere.csv")
    os.mkfifo(home.landing / "pipe.csv")
    (home.landing / "sealed.csv").touch()
    sealed("sealed.csv")
    walk = os.walk

    def renamed(top: Path, **given: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, names in walk(top, **given):
            # renamed by SFTP after the folder was read
            yield parent, folders, [*names, *(["x.part"] if top == home.landing else [])]

    with monkeypatch.context() as patched:
        patched.setattr(os, "walk", renamed)
        unread = make_backup(home, ["true"]).unread
    expected = {
        "landing/link.csv": "a link that leads nowhere",
        "landing/pipe.csv": "not a file",
        "landing/sealed.csv": "Permission denied",
        "landing/x.part": "gone meanwhile",
        "landing/history/x.part": "gone meanwhile",
        "landing/history/schools/x.part": "gone meanwhile",
        "landing/history/staff/x.part": "gone meanwhile",
    }
    assert unread == expected
    done = verify_home(home)
    assert done.problems == []
    assert sorted(done.notes) == sorted(
        f"{name} could not be read when the backup was made ({why})"
        for name, why in expected.items()
    )


def test_a_file_of_the_lake_that_cannot_be_read_is_one_line(
    home: Home, sealed: Callable[[str], None]
) -> None:
    sealed("salt.fingerprint")
    with pytest.raises(OporaError, match=r"lake/salt\.fingerprint can't be read \(Permission den"):
        make_backup(home, ["true"])
    assert not (home.private / "last_backup").exists()


def test_a_folder_that_cannot_be_opened_is_named_or_an_error(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = os.walk
    closed = home.landing / "history"

    def refusing(top: Path, onerror: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        if closed.is_relative_to(top):
            onerror(PermissionError(errno.EACCES, "Permission denied", str(closed)))
            return iter(())
        return walk(top, onerror=onerror)

    monkeypatch.setattr(os, "walk", refusing)
    assert take_inventory(home).unread == {"landing/history": "Permission denied"}
    closed = home.snapshots / "2024-H1"
    with pytest.raises(OporaError, match=r"snapshots/2024-H1 can't be read"):
        take_inventory(home)


def test_a_known_file_that_was_closed_meanwhile_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inventory(home, take_inventory(home))
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "staff.csv")
    assert take_inventory(home).unread == {"landing/history/staff/staff.csv": "Permission denied"}


def test_what_cannot_be_read_after_a_restore_is_a_problem(restored: Home) -> None:
    rule = restored.rules / "thresholds.csv"
    rule.unlink()
    rule.symlink_to("nowhere.csv")
    (problem,) = verify_home(restored).problems
    assert problem == "rules/thresholds.csv can't be read (No such file or directory)"


def test_an_inventory_of_before_unread_files_were_noted_is_read(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    file = home.private / "inventory.json"
    kept = json.loads(file.read_text())
    del kept["unread"]
    file.write_text(json.dumps(kept))
    assert verify_home(home) == Verified(read_inventory(home), [], [])


def test_a_file_that_rotted_before_the_backup_keeps_its_right_checksum(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    file = home.landing / "history/schools/schools.csv"
    touched = file.stat()
    _same_size(file)
    os.utime(file, ns=(touched.st_atime_ns, touched.st_mtime_ns))
    write_inventory(home, take_inventory(home))
    assert verify_home(home).problems == [
        "landing/history/schools/schools.csv is not as it was when the backup was made"
    ]


def test_the_rebuilt_release_has_to_have_the_same_content(
    restored: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(restored, "opora-2", "c0ffee")
    assert verify_home(restored) == Verified(read_inventory(restored), [], [])
    _release(restored, "opora-3", "decaf")
    (problem,) = verify_home(restored).problems
    assert "opora-3 has other content than opora-1" in problem

    monkeypatch.setattr("opora.backup.verify.code_fingerprint", lambda _: {"sha256": "other"})
    done = verify_home(restored)
    assert done.problems == []
    assert "made by other code" in done.notes[0]


def test_a_home_that_holds_anything_is_not_restored_into(home: Home, backup: Path) -> None:
    before = sorted(home.root.rglob("*"))
    with pytest.raises(BackupError, match=r"is not empty \(lake, landing, private"):
        restore_backup(home, ["cp", "-a", f"{backup}/.", "copied_all_the_same"])
    assert sorted(home.root.rglob("*")) == before


def test_a_fresh_disk_counts_as_empty(backup: Path, tmp_path: Path) -> None:
    disk = Home(tmp_path / "disk")
    (disk.root / "lost+found").mkdir(parents=True)
    # another one, mounted for the lake
    (disk.root / "lake" / "lost+found").mkdir(parents=True)
    assert restore_backup(disk, ["cp", "-a", f"{backup}/.", "."]).problems == []


def test_a_copy_that_failed_is_no_backup(home: Home) -> None:
    with pytest.raises(BackupError, match="ended with 3"):
        make_backup(home, [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(BackupError, match="can't be started"):
        make_backup(home, ["no-such-program"])
    assert not (home.private / "last_backup").exists()
    make_backup(home, [sys.executable, "-c", ""])
    assert (home.private / "last_backup").exists()


_WRITE = """
from opora.home import Home
from opora.lock import LockedError, writer_lock
try:
    with writer_lock(Home.from_environment()):
        pass
except LockedError as error:
    print(error)
    raise SystemExit(7)
"""


def test_nobody_writes_while_it_is_made(home: Home) -> None:
    with pytest.raises(BackupError, match="ended with 7"):
        make_backup(home, [sys.executable, "-c", _WRITE])


def test_it_is_not_made_while_somebody_writes(home: Home, tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from opora.backup import make_backup
from opora.home import Home
make_backup(Home(Path({str(home.root)!r})), ["touch", {str(tmp_path / "copied")!r}], wait=False)
"""
    with writer_lock(home):
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert LockedError.__name__ in done.stderr
    assert not (tmp_path / "copied").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"files": {"a": 1}}', "[]"])
def test_an_inventory_that_cannot_be_read_is_one_line(home: Home, content: str) -> None:
    home.private.joinpath("inventory.json").write_text(content)
    with pytest.raises(OporaError, match=r"inventory\.json can't be read"):
        verify_home(home)


def test_a_lake_in_a_folder_elsewhere_is_refused_in_one_line(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk"
    shutil.move(home.root / "lake", elsewhere)
    with pytest.raises(BackupError, match=r"the lake is the folder .*/disk \(OPORA_LAKE\)"):
        make_backup(Home(home.root, str(elsewhere)), ["true"])
    assert not (home.private / "last_backup").exists()


def test_a_lake_in_a_bucket_is_said_to_be_elsewhere_and_its_salt_is_missed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = tmp_path / "bucket"
    shutil.move(home.root / "lake", bucket)
    monkeypatch.setattr("opora.objects.filesystem.folder_at", lambda *_: Remote(bucket))
    monkeypatch.setenv("OPORA_HOME", str(home.root))
    monkeypatch.setenv("OPORA_LAKE", "s3://bucket/lake")
    done = CliRunner().invoke(app, ["backup", "make", "--", "true"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert "not in this backup: the lake at s3://bucket/lake: see to it there" in done.output
    assert "Backed up: 5 files, as of" in done.output
    (home.private / "salt").unlink()
    (problem,) = verify_home(Home.from_environment()).problems
    assert "salt is missing and OPORA_SALT is not set" in problem


def test_without_an_inventory_there_is_nothing_to_compare(home: Home) -> None:
    with pytest.raises(OporaError, match="no backup was ever made"):
        verify_home(home)
