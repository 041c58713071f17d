"""The nightly script with the real restic: back up, lose everything, restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from deliveries import SCHOOLS, Lake

from opora.home import REPOSITORY, Home

OPORA = REPOSITORY / ".venv" / "bin" / "opora"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("restic"), reason="restic is not installed"),
    pytest.mark.skipif(not OPORA.exists(), reason="there is no .venv beside deploy/"),
]


def _environment(home: Home, tmp_path: Path, password: str = "password") -> dict[str, str]:  # noqa: S107
    (tmp_path / password).write_text(f"{password}\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    return {
        **kept,
        "OPORA_HOME": str(home.root),
        "OPORA_BACKUP_RELEASES": "yes",
        "RESTIC_REPOSITORY": str(tmp_path / "repository"),
        "RESTIC_PASSWORD_FILE": str(tmp_path / password),
        "RESTIC_CACHE_DIR": str(tmp_path / "cache"),
    }


def _do(environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - ours
        [str(each) for each in command], env=environment, capture_output=True, text=True
    )


def test_all_that_cannot_be_made_again_comes_back(lake: Lake, tmp_path: Path) -> None:
    home = lake.home
    lake.land("history/schools/schools.csv", SCHOOLS)
    lake.take()
    home.private.mkdir(exist_ok=True, mode=0o700)
    (home.private / "salt").write_text("5a17" * 16)
    (home.private / "salt").chmod(0o600)
    made_anew = ("dbt", "parity", "spark/spill", "alerts/outbox", "work-1")
    for folder in made_anew:
        (home.private / folder).mkdir(parents=True)
        (home.private / folder / "file").touch()
    (home.private / "spark" / "version.json").touch()
    home.releases.mkdir(parents=True)
    (home.releases / "opora-1.duckdb").write_text("a release")
    home.published_file.symlink_to("releases/nowhere.duckdb")
    environment = _environment(home, tmp_path)
    script = REPOSITORY / "deploy" / "bin" / "opora-backup"

    failed = _do(environment, script)
    assert failed.returncode == 1
    assert not (home.private / "last_backup").exists()
    assert _do(environment, "restic", "init").returncode == 0
    for _ in range(2):
        done = _do(environment, script)
        assert done.returncode == 0, done.stderr
    listed = _do(environment, "restic", "snapshots", "--json").stdout
    assert listed.count('"short_id"') == 1, "two of a day: the older one goes"

    ledger = {path.name: path.read_bytes() for path in home.ledger.iterdir()}
    shutil.rmtree(home.root)
    restic = ("restic", "restore", "latest", "--tag", "opora", "--target", ".")
    wrong = _do(_environment(home, tmp_path, "another"), OPORA, "backup", "restore", "--", *restic)
    assert wrong.returncode == 1
    assert not (home.root / "private").exists()
    again = _do(environment, OPORA, "backup", "restore", "--", *restic)
    assert again.returncode == 0, again.stderr
    assert "Whole:" in again.stdout
    assert {path.name: path.read_bytes() for path in home.ledger.iterdir()} == ledger
    assert (home.private / "salt").stat().st_mode & 0o777 == 0o600
    assert not any((home.private / folder).exists() for folder in made_anew)
    assert (home.private / "spark" / "version.json").exists()
    assert (home.releases / "opora-1.duckdb").read_text() == "a release"
    refused = _do(environment, OPORA, "backup", "restore", "--", *restic)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
