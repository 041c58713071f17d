"""The whole way of a half-year: draft, approval, restatement, and back from a deleted warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from deliveries import SCHOOLS, SUPPORT, Lake, event
from typer.testing import CliRunner

from opora.cli import app
from opora.errors import OporaError
from opora.home import Home
from opora.pipeline.approve import approve
from opora.pipeline.run import run
from opora.snapshot.revisions import all_revisions

HALF_YEAR = "2024-H1"
OTHER = "sch990002;Школа 2;00701000\n"


@pytest.fixture(scope="module")
def home(make_lake: Callable[[], Lake]) -> Home:
    """Two listed schools, one of them with an event; run, nothing approved."""
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS + OTHER)
    lake.land(f"{HALF_YEAR}/methodical_support/support.csv", SUPPORT + event("ММ-1"))
    run(lake.home)
    return lake.home


def query(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def hashes(home: Home) -> tuple[dict[str, str], str]:
    """Of all revisions, and of what is published."""
    ((content,),) = query(home, "select content_hash from marts.release")
    return {each.name: each.content_hash for each in all_revisions(home)}, content


def test_a_draft_is_nothing_for_the_public(home: Home) -> None:
    assert query(
        home,
        "select half_year, revision, revision_state, is_in_force, count(*) "
        "from marts.monitoring_snapshot group by all",
    ) == [(HALF_YEAR, 1, "proposed", False, 18)]
    assert query(home, "select count(*) from open_marts.monitoring_snapshot") == [(0,)]
    assert query(home, "select count(*) from marts.monitoring_snapshot_in_force") == [(0,)]


def test_the_same_files_make_no_revision_with_or_without_a_warehouse(home: Home) -> None:
    before = hashes(home)
    assert run(home).release is None
    assert hashes(home) == before
    shutil.rmtree(home.warehouse)
    run(home)
    assert hashes(home) == before


@pytest.mark.slow
def test_another_machine_has_the_same_hashes(
    home: Home, make_lake: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another salt, other threads, another time zone, the files copied at another time."""
    monkeypatch.setenv("OPORA_THREADS", "1")
    monkeypatch.setenv("TZ", "Asia/Kamchatka")
    other = make_lake().home
    shutil.copytree(home.landing, other.landing)
    run(other)
    assert hashes(other) == hashes(home)


def test_from_approval_to_restatement(home: Home) -> None:
    approved = approve(home, [HALF_YEAR], by="начальник управления")
    assert approved.release is not None
    assert query(
        home, "select distinct half_year, revision from marts.monitoring_snapshot_in_force"
    ) == [(HALF_YEAR, 1)]
    assert query(home, "select distinct half_year, revision from open_marts.monitoring_snapshot")
    before = hashes(home)

    # an approved half-year survives the warehouse
    shutil.rmtree(home.warehouse)
    assert run(home).release is not None
    assert hashes(home) == before

    landed = home.landing / HALF_YEAR / "schools" / "closed.csv"
    landed.parent.mkdir()
    landed.write_text(
        "Логин ОО;Наименование ОО;Территория;Дата закрытия\n"
        "sch990002;Школа 2;00701000;01.06.2024\n",
        encoding="utf-8",
    )
    with pytest.raises(OporaError, match="r01 was approved on"):
        approve(home, [HALF_YEAR], by="начальник управления", reason="снова")
    done = run(home)
    assert done.build is not None
    (warning,) = [line for line in done.build.warnings if "предлагается редакция 2" in line]
    assert f"{HALF_YEAR}/schools/closed.csv" in warning
    assert query(
        home, "select revision, revision_state from marts.snapshot_manifest order by revision"
    ) == [(1, "in_force"), (2, "proposed")]
    assert query(
        home,
        "select measure, before, after, cause, through from marts.restatement_log "
        "where object = 'value' and territory = '00701000' and indicator = '2.1.1' "
        "and measure = 'denominator'",
    ) == [("denominator", 2, 1, "delivery", "sch990002")]
    assert query(
        home,
        "select distinct path, row_numbers from marts.restatement_sources "
        "where school_login = 'sch990002'",
    ) == [(f"{HALF_YEAR}/schools/closed.csv", "2")]
    # readers still have what was signed
    assert query(home, "select distinct revision from marts.monitoring_snapshot_in_force") == [(1,)]
    assert query(home, "select distinct revision from open_marts.monitoring_snapshot") == [(1,)]

    approve(home, [HALF_YEAR], by="начальник управления", reason="школа закрыта с 1 июня")
    assert query(
        home,
        "select revision, is_in_force, in_force_to is null, reason from marts.snapshot_manifest "
        "order by revision",
    ) == [(1, False, False, None), (2, True, True, "школа закрыта с 1 июня")]
    assert query(
        home,
        "select revision, flags from marts.monitoring_snapshot where territory = '00701000' "
        "and indicator = '2.1.1' order by revision",
    ) == [(1, ""), (2, "r")]
    # the release of the first approval went with the warehouse that was deleted above
    ((named,),) = query(home, "select release from marts.snapshot_manifest where revision = 2")
    assert (home.releases / f"{named}.duckdb").exists()


def test_the_command_line(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_HOME", str(home.root))
    shown = CliRunner().invoke(app, ["diff", HALF_YEAR, "--from", "1", "--to", "2"])
    assert shown.exit_code == 0, shown.output
    assert "2024-H1 r01, approved" in shown.output
    assert "2 → 1" in shown.output
    for arguments, said in {
        ("diff", "2024-1"): "a half-year is written like 2024-H1",
        ("diff", "2023-H1"): "there is no snapshot of 2023-H1",
        ("approve", HALF_YEAR, "--by", "начальник"): "was approved on",
        ("approve", "2019-H1", "--by", "начальник"): "there is no snapshot of 2019-H1",
        ("approve", HALF_YEAR, "2023-H2", "--by", "x", "--revision", "1"): "one by one",
    }.items():
        refused = CliRunner().invoke(app, list(arguments))
        assert refused.exit_code != 0
        assert isinstance(refused.exception, OporaError)
        assert said in str(refused.exception)
