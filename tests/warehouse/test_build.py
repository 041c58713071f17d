"""The build: when it is needed, when it starts afresh, and what it says when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from opora.home import Home
from opora.warehouse import BuildError, build, ensure_manifest, needs_build, read_manifest
from opora.warehouse.dbt_phase import Parsed, PhaseResult, run_dbt_phase
from opora.warehouse.phases import CYCLE, MODELS, PHASES


def rows(home: Home) -> int:
    with duckdb.connect(home.build_file, read_only=True) as connection:
        (count,) = connection.execute("select count(*) from marts.schools").fetchall()[0]
    return int(count)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_is_needed_once_and_after_a_delivery(project: Path, home: Home) -> None:
    assert needs_build(home, project=project)
    events: list[tuple[str, str]] = []
    first = build(
        home, project=project, on_event=lambda name, status, _: events.append((name, status))
    )
    assert first.is_full_refresh
    assert ("schools", "started") in events
    assert ("schools", "success") in events
    assert set(first.seconds) == {"import", "parse", "nodes", "finish"}
    assert not needs_build(home, project=project)
    assert not (home.warehouse / "build.duckdb.wal").exists()
    assert not (project / "target").exists()
    assert not (project / ".user.yml").exists()

    (home.ledger / "2.parquet").write_bytes(b"two")
    assert needs_build(home, project=project)
    assert not build(home, project=project).is_full_refresh
    assert rows(home) == 2


def test_what_makes_a_build_start_afresh(project: Path, home: Home) -> None:
    build(home, project=project)
    build(home, project=project)
    assert rows(home) == 2

    home.rules.mkdir()
    (home.rules / "indicator_plan.csv").write_text(
        "territory,indicator,year,plan,source\n,2.2,2024,70,decree\n", encoding="utf-8"
    )
    assert needs_build(home, project=project)
    assert build(home, project=project).is_full_refresh
    assert rows(home) == 1

    replace(project / "models" / "schools.sql", "1 as school_id", "2 as school_id")
    assert needs_build(home, project=project)
    assert build(home, project=project).is_full_refresh

    (home.ledger / "1.parquet").write_bytes(b"another lake")
    assert needs_build(home, project=project)
    assert build(home, project=project).is_full_refresh

    home.build_file.unlink()
    assert needs_build(home, project=project)
    assert build(home, project=project).is_full_refresh
    assert build(home, project=project, full_refresh=True).is_full_refresh
    assert rows(home) == 1


def test_a_broken_build_file_is_made_anew(project: Path, home: Home) -> None:
    build(home, project=project)
    home.build_file.write_bytes(home.build_file.read_bytes()[:5000])
    (home.ledger / "2.parquet").write_bytes(b"two")
    assert build(home, project=project).is_full_refresh
    assert rows(home) == 1


def test_rows_that_no_ledger_names_are_gone_before_a_build(project: Path, home: Home) -> None:
    kept, left = (home.accepted / "staff" / f"{batch}.parquet" for batch in ("1", "2"))
    kept.parent.mkdir(parents=True)
    for path in (kept, left):
        path.write_bytes(b"rows")
    build(home, project=project)
    assert kept.exists()
    assert not left.exists()


def test_a_model_that_is_gone_leaves_nothing_behind(project: Path, home: Home) -> None:
    gone = project / "models" / "gone.sql"
    gone.write_text("{{ config(schema='marts') }} select 1 as a", encoding="utf-8")
    build(home, project=project)
    gone.unlink()
    build(home, project=project)
    with duckdb.connect(home.build_file, read_only=True) as connection:
        found = connection.execute(
            "select table_name from duckdb_tables() where schema_name <> 'growth'"
        ).fetchall()
    assert found == [("schools",)]


def test_a_failing_test_is_one_line_and_the_build_stays_needed(
    project: Path, home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    build(home, project=project)
    capfd.readouterr()
    replace(project / "models" / "schools.sql", "'first'", "'other'")
    with pytest.raises(BuildError) as caught:
        build(home, project=project)
    assert capfd.readouterr() == ("", "")
    line, log = str(caught.value).splitlines()
    assert line.startswith("test accepted_values_schools_name__first: 1 failing rows; ")
    assert log.endswith("dbt.log")
    assert Path(log.removeprefix("The log is ")).stat().st_size > 0
    # even if the models are put back: the file holds something else by now
    replace(project / "models" / "schools.sql", "'other'", "'first'")
    assert needs_build(home, project=project)
    assert build(home, project=project).is_full_refresh


@pytest.mark.parametrize(
    ("said", "is_of_memory"), [("Out of Memory Error: failed to pin block", True), ("None", False)]
)
def test_where_memory_ends_the_setting_is_named(
    project: Path, home: Home, said: str, is_of_memory: bool
) -> None:
    replace(project / "models" / "schools.sql", "1 as school_id", f"error('{said}') as school_id")
    with pytest.raises(BuildError) as caught:
        build(home, project=project)
    assert ("OPORA_MEMORY=5GB" in str(caught.value)) is is_of_memory


def test_a_warning_annotates(project: Path, home: Home) -> None:
    replace(project / "models" / "schools.sql", "'first'", "'other'")
    replace(
        project / "models" / "_models.yml",
        "arguments: {values: [first]}",
        "arguments: {values: [first]}\n              config: {severity: warn}",
    )
    result = build(home, project=project)
    assert [line.split(":")[0] for line in result.warnings] == [
        "test accepted_values_schools_name__first"
    ]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("select missing_column from (select 1 as a)", "model schools: .*missing_column"),
        ("select * from {{ ref('nowhere') }}", "dbt stopped: .*nowhere"),
    ],
)
def test_a_broken_model_is_named(project: Path, home: Home, broken: str, message: str) -> None:
    (project / "models" / "schools.sql").write_text(broken, encoding="utf-8")
    with pytest.raises(BuildError, match=message):
        build(home, project=project)


def test_the_environment_is_left_as_it_was(
    project: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_HOME", "elsewhere")
    build(home, project=project)
    assert os.environ["OPORA_HOME"] == "elsewhere"
    assert "DBT_SEND_ANONYMOUS_USAGE_STATS" not in os.environ


def test_the_manifest_is_made_only_when_the_project_changed(project: Path, home: Home) -> None:
    path = ensure_manifest(home, project=project)
    made = path.stat().st_mtime_ns
    assert ensure_manifest(home, project=project).stat().st_mtime_ns == made
    replace(project / "models" / "_models.yml", "One row per school.", "Schools.")
    assert ensure_manifest(home, project=project).stat().st_mtime_ns > made
    assert read_manifest(home)["nodes"]["model.small.schools"]["description"] == "Schools."


def test_asking_whether_to_build_loads_no_dbt() -> None:
    code = (
        "import sys; from pathlib import Path; from opora.home import Home;"
        "from opora.warehouse import needs_build; needs_build(Home(Path('nowhere')));"
        "print({'pandas', 'dbt', 'pyarrow', 'duckdb'} & set(sys.modules))"
    )
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "set()"


def test_a_phase_has_seen_what_it_adds_to_the_ledger_itself_and_nothing_else(
    project: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Papers that the cycle recovers need no other build; a delivery between two phases does."""
    # the package exports the function of that name
    module = sys.modules["opora.warehouse.build"]

    def recover(home: Home, state: object, phase: str, project: Path) -> PhaseResult:
        (home.ledger / f"{phase}.parquet").write_bytes(b"recovered")
        return PhaseResult()

    with monkeypatch.context() as patched:
        patched.setattr(module, "_in_python", recover)
        patched.setattr(module, "has_source", lambda *_: True)
        patched.setattr(module, "run_dbt_phase", _dbt_phase)
        build(home, project=project)
        assert not needs_build(home, project=project)

        module.begin_build(home, project=project)
        for phase in PHASES:
            if phase == CYCLE:
                (home.ledger / "delivered.parquet").write_bytes(b"delivered")
            module.run_phase(home, phase, project=project)
        assert needs_build(home, project=project)


def _dbt_phase(home: Home, project: Path, phase: str, parsed: Parsed, *rest: object) -> PhaseResult:
    """The small project has nothing behind Python."""
    return run_dbt_phase(home, project, phase, parsed) if phase == MODELS else PhaseResult()
