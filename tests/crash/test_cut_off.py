"""What is only remembered may be cut off in the middle: the next run does without it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from conftest import command

from opora.home import Home
from opora.lake.store import prepare_lake
from opora.lock import LockedError, writer_lock
from opora.publication.noted import is_published
from opora.warehouse import read_manifest
from opora.warehouse.invocation import target_folder
from opora.warehouse.manifest import ensure_manifest
from opora.warehouse.state import BuildState, needs_full_refresh, read_state, write_state
from orchestration.instance import ensure_dagster_home


def halve(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


@pytest.mark.slow
def test_a_run_after_everything_remembered_was_cut_off(prepared: Path) -> None:
    done = subprocess.run(  # noqa: S603
        command("cut_off.py", prepared), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_half_a_record_of_the_build_is_none(tmp_path: Path) -> None:
    home = Home(tmp_path)
    state = BuildState("print", {"0000000001.parquet": (1, 2)}, is_full_refresh=False)
    write_state(home, state)
    assert read_state(home) == state
    halve(home.warehouse / "build.json")
    assert read_state(home) is None
    assert needs_full_refresh(home, state.fingerprint, state.ledger)


@pytest.mark.parametrize("content", ["", "[1, 2", "{}", "null"])
def test_half_a_note_of_the_release_is_none(tmp_path: Path, content: str) -> None:
    home = Home(tmp_path)
    home.warehouse.mkdir()
    for path in (home.build_file, home.published_file):
        path.touch()
    (home.warehouse / "published.json").write_text(content, encoding="utf-8")
    assert not is_published(home)


def test_half_a_manifest_is_none_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    target_folder(home).mkdir(parents=True)
    manifest = target_folder(home) / "manifest.json"

    def parse(*_: object) -> object:
        manifest.write_text('{"sources": {}, "nodes": {}}', encoding="utf-8")
        parsed.append(1)
        return type("Result", (), {"success": True})()

    parsed: list[int] = []
    monkeypatch.setattr("opora.warehouse.manifest.invoke_dbt", parse)
    for expected in (1, 1):
        ensure_manifest(home)
        assert len(parsed) == expected
    halve(manifest)
    assert read_manifest(home) == {}
    ensure_manifest(home)
    assert len(parsed) == 2
    halve(target_folder(home) / "manifest.stamp")
    ensure_manifest(home)
    assert len(parsed) == 3


def test_half_a_signature_still_locks(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer_lock(home):
        halve(home.private / "writer.json")
        said: list[str] = []

        def other() -> None:
            try:
                with writer_lock(home):
                    pass
            except LockedError as error:
                said.append(str(error))

        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert "another process" in said[0]


def test_settings_of_dagster_are_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            ensure_dagster_home(home)
    assert not (home.private / "dagster" / "dagster.yaml").exists()
    text = (ensure_dagster_home(home) / "dagster.yaml").read_text(encoding="utf-8")
    assert text.endswith("retry_on_asset_or_op_failure: false\n")


@pytest.mark.parametrize(
    "leftover",
    [
        lambda home: home.ledger / ".0000000001.parquet.part",
        lambda home: home.lake / ".issued_recommendations.parquet.part",
        lambda home: home.accepted / "schools" / "0000000001.parquet",
        lambda home: home.findings / "0000000001.parquet",
    ],
)
def test_half_a_batch_is_removed_before_the_next(
    tmp_path: Path, leftover: Callable[[Home], Path]
) -> None:
    home = Home(tmp_path)
    path = leftover(home)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1 half of")
    prepare_lake(home, [])
    assert not path.exists()
