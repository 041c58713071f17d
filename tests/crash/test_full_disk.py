"""A full disk is said in one line, whoever meets it, and harms nobody."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import command

from opora.full_disk import FullDiskError, full_disk_said, is_disk_full
from opora.home import Home
from opora.intake.answered import answered
from opora.warehouse.dbt_phase import BuildError

#: In kilobytes: no room for anything, for the work file, for what dbt makes.
ROOMS = (4, 200, 9_000)


def python_says() -> Exception:
    return OSError(errno.ENOSPC, "No space left on device", "/home/lake/ledger/1.parquet")


def quota_says() -> Exception:
    return OSError(errno.EDQUOT, "Disk quota exceeded", "/home/lake/ledger/1.parquet")


def duckdb_says() -> Exception:
    return duckdb.IOException(
        'IO Error: Could not write file "/home/lake/ledger/1.parquet": No space left on device'
    )


def dbt_says() -> Exception:
    return BuildError(
        "model stg_schools: Runtime Error Could not write file "
        '"/home/lake/ledger/1.parquet": No space left on device'
    )


SAYS = [python_says, quota_says, duckdb_says, dbt_says]


@pytest.mark.parametrize("says", SAYS)
def test_one_line_names_the_file_and_what_to_do(
    tmp_path: Path, says: Callable[[], Exception]
) -> None:
    with pytest.raises(FullDiskError) as caught, full_disk_said(Home(tmp_path), "take"):
        raise says()
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith("the disk is full: /home/lake/ledger/1.parquet could not be written.")
    assert text.endswith(f"Make room on the disk of {tmp_path} and run again")


def test_where_no_file_is_named_the_step_is(tmp_path: Path) -> None:
    with pytest.raises(FullDiskError, match="a file of the step 'publish'"):  # noqa: SIM117
        with full_disk_said(Home(tmp_path)), full_disk_said(Home(tmp_path), "publish"):
            raise OSError(errno.ENOSPC, "No space left on device")


def test_it_is_known_under_another_error() -> None:
    try:
        try:
            raise duckdb_says()
        except duckdb.Error as error:
            raise ValueError("the release could not be made") from error
    except ValueError as error:
        assert is_disk_full(error)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, "Permission denied", "/home/lake"),
        duckdb.IOException('IO Error: Cannot open file "/home/x": No such file or directory'),
        BuildError("test unique_schools: 3 failing rows"),
    ],
)
def test_other_errors_stay_what_they_are(tmp_path: Path, error: Exception) -> None:
    assert not is_disk_full(error)
    with pytest.raises(type(error)) as caught, full_disk_said(Home(tmp_path)):
        raise error
    assert caught.value is error


def test_a_full_disk_is_no_answer_to_a_sender() -> None:
    """DuckDB says IOException of a broken file and of a full disk alike."""
    part = type("Part", (), {"format": type("Format", (), {"format": "parquet"})})()
    answers: dict[int, str] = {}
    with answered(part, answers, 1):
        raise duckdb.IOException("IO Error: the file is too small to be a Parquet file")
    assert answers[1].startswith("файл Parquet повреждён")
    with pytest.raises(duckdb.IOException), answered(part, answers, 2):
        raise duckdb_says()
    assert answers[2] == ""


def _namespace() -> list[str] | None:
    """How a process gets mounts of its own here; None where nobody may."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return None
    for options in (["--mount"], ["--user", "--map-root-user", "--mount"]):
        trial = ["unshare", *options, "mount", "-t", "tmpfs", "tmpfs", os.fspath(Path.home())]
        if subprocess.run(trial, capture_output=True, check=False).returncode == 0:  # noqa: S603
            return ["unshare", *options]
    return None


@pytest.mark.slow
def test_runs_on_a_disk_that_is_too_small(prepared: Path) -> None:
    namespace = _namespace()
    if namespace is None:
        pytest.skip("no private mount namespace here: unshare --mount is refused to this user")
    script = command("full_disk.py", "--prepared", prepared, "--rooms", *ROOMS)
    done = subprocess.run(  # noqa: S603
        [*namespace, *script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("as it should be") == len(ROOMS), done.stdout
    assert "with room: as if there always had been" in done.stdout
