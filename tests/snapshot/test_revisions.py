"""Revisions: when one is made, what is in it, and that nobody changes it afterwards."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from build_file import HALF_YEAR, World, write_build
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.home import Home
from opora.snapshot.approve import approve
from opora.snapshot.content import TABLES, combined, read_content
from opora.snapshot.load import verify
from opora.snapshot.revisions import (
    Revision,
    SnapshotError,
    all_revisions,
    listing,
    placing,
    read_revisions,
)
from opora.snapshot.standing import choose, standings
from opora.snapshot.step import vanished

Know = Callable[..., list[Revision]]

#: Of the content of `World()`; a change of the hash's definition restates every approved half-year.
HASH = "2af7f0678eb454b33c3c558f9c61beb1e6d87d2d635256a3dac26016f563ef58"


def states(home: Home) -> list[str]:
    return [each.state for each in standings(read_revisions(home, HALF_YEAR))]


def test_the_same_content_makes_one_revision(home: Home, know: Know) -> None:
    (first,) = know(World())
    assert (first.half_year, first.number) == (HALF_YEAR, 1)
    assert first.manifest["tables"]["values"]["rows"] == 3
    assert first.manifest["tables"]["schools"]["rows"] == 4
    assert first.manifest["tables"]["cells"]["rows"] == 4
    assert know(World()) == []
    # other inputs that change nothing: another build of the code
    assert know(World(), code={"version": "0.2.0", "sha256": "other"}) == []


def test_better_words_make_no_revision_and_other_counts_do(home: Home, know: Know) -> None:
    know(World())
    assert know(World().changed("sch990001", reason="Мероприятие есть.")) == []
    (second,) = know(World().changed("sch990001", has_event=False))
    assert second.number == 2
    assert second.manifest["base_revision"] == 1


@pytest.mark.parametrize(
    "world",
    [
        World(plan=90.0),
        World().changed("sch990003", result=(13, 6)),
        World().changed("sch990003", result=(12, 7)),
        World().changed("sch990003", result=None),
        World().changed("sch990003", territory="00701000"),
        replace(World(), schools=World().schools[:-1]),
    ],
    ids=["plan", "participants", "below", "no_result", "other_territory", "school_gone"],
)
def test_whatever_changes_a_figure_is_a_revision(home: Home, know: Know, world: World) -> None:
    know(World())
    assert [each.number for each in know(world)] == [2]


def test_a_half_year_that_did_not_change_keeps_its_revision(home: Home, know: Know) -> None:
    other = replace(World(), half_year="2024-H2")
    know(World(), other)
    changed = know(World(), other.changed("sch990001", has_event=False))
    assert [each.name for each in changed] == ["2024-H2 r02"]


def test_what_came_back_to_what_is_in_force_needs_no_approval(home: Home, know: Know) -> None:
    know(World())
    approve(home, HALF_YEAR, "начальник")
    know(World().changed("sch990001", has_event=False))
    assert states(home) == ["in_force", "proposed"]
    know(World())
    assert states(home) == ["in_force", "lapsed", "confirmed"]
    with pytest.raises(SnapshotError, match="nothing to approve"):
        approve(home, HALF_YEAR, "начальник", "снова")


def test_a_restatement_needs_a_reason_and_replaces(home: Home, know: Know) -> None:
    know(World())
    approve(home, HALF_YEAR, "начальник")
    know(World().changed("sch990002", has_event=True))
    with pytest.raises(SnapshotError, match="needs its reason"):
        approve(home, HALF_YEAR, "начальник")
    with pytest.raises(SnapshotError, match="needs its reason"):
        approve(home, HALF_YEAR, "начальник", "  ")
    assert states(home) == ["in_force", "proposed"]
    approve(home, HALF_YEAR, "начальник", "школа дослала сведения")
    assert states(home) == ["replaced", "in_force"]
    first, second = standings(read_revisions(home, HALF_YEAR))
    assert first.until == second.since
    assert second.until is None


def test_what_can_not_be_approved(home: Home, know: Know) -> None:
    with pytest.raises(SnapshotError, match="no snapshot of 2024-H1"):
        approve(home, HALF_YEAR, "начальник")
    know(World())
    know(World(plan=90.0))
    with pytest.raises(SnapshotError, match="only the newest revision of 2024-H1"):
        approve(home, HALF_YEAR, "начальник", number=1)
    with pytest.raises(SnapshotError, match="say who approves"):
        approve(home, HALF_YEAR, " ")
    assert listing(home) == "2024-H1/r01 2024-H1/r02"
    approve(home, HALF_YEAR, "начальник", number=2)
    with pytest.raises(SnapshotError, match=r"r02 was approved on .* by начальник"):
        approve(home, HALF_YEAR, "начальник")


def test_the_revision_of_a_day_is_the_one_that_was_in_force(home: Home, know: Know) -> None:
    know(World())
    with pytest.raises(SnapshotError, match="no revision of 2024-H1 was approved by 2024-07-20"):
        choose(read_revisions(home, HALF_YEAR), HALF_YEAR, as_of=_day("2024-07-20"))
    # nobody has approved anything: the newest draft
    assert choose(read_revisions(home, HALF_YEAR), HALF_YEAR).number == 1
    _approve_on(home, "2024-07-19T10:00:00.000+00:00")
    know(World(plan=90.0))
    _approve_on(home, "2024-09-01T10:00:00.000+00:00")
    know(World(plan=80.0))
    revisions = read_revisions(home, HALF_YEAR)
    days = {"2024-07-19": 1, "2024-08-31": 1, "2024-09-01": 2, "2025-01-01": 2}
    for day, number in days.items():
        assert choose(revisions, HALF_YEAR, as_of=_day(day)).number == number
    assert choose(revisions, HALF_YEAR).number == 2
    assert choose(revisions, HALF_YEAR, number=3).number == 3
    with pytest.raises(SnapshotError, match="revisions 1 to 3, not 4"):
        choose(revisions, HALF_YEAR, number=4)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _approve_on(home: Home, moment: str) -> None:
    revision = approve(home, HALF_YEAR, "начальник", "причина")
    path = revision.approval_folder / "approval.json"
    path.chmod(0o644)
    path.write_text(json.dumps({**revision.approval, "approved_at": moment}), encoding="utf-8")


def test_a_changed_or_missing_file_is_noticed(home: Home, know: Know) -> None:
    (revision,) = know(World())
    approve(home, HALF_YEAR, "начальник")
    (revision,) = read_revisions(home, HALF_YEAR)
    verify(revision)
    for folder, name in (
        (revision.folder, "values.parquet"),
        (revision.approval_folder, "open_results.parquet"),
    ):
        path = folder / name
        if os.getuid() != 0:
            with pytest.raises(PermissionError):
                path.write_bytes(b"changed")
        path.chmod(0o644)
        content = path.read_bytes()
        path.write_bytes(content + b" ")
        with pytest.raises(SnapshotError, match=f"{name} is missing or was changed"):
            verify(revision)
        path.write_bytes(content)
        verify(revision)
    (revision.folder / "schools.parquet").unlink()
    with pytest.raises(SnapshotError, match=r"schools.parquet is missing"):
        verify(revision)


def test_an_unreadable_manifest_is_one_line(home: Home, know: Know) -> None:
    (revision,) = know(World())
    path = revision.folder / "manifest.json"
    path.chmod(0o644)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"manifest.json can't be read .* from the backup"):
        all_revisions(home)


def test_what_stops_half_way_leaves_nothing_to_see(tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = home.snapshots / HALF_YEAR / "r01"
    with pytest.raises(OSError, match="full"), placing(folder) as temporary:
        (temporary / "manifest.json").write_text("{}", encoding="utf-8")
        raise OSError("full")
    assert listing(home) == ""
    assert list((home.snapshots / HALF_YEAR).iterdir()) == []


def test_leftovers_of_a_killed_run_are_no_revision_and_go(home: Home, know: Know) -> None:
    left = home.snapshots / HALF_YEAR / ".unfinished-r01"
    left.mkdir(parents=True)
    (left / "values.parquet").write_bytes(b"half")
    assert read_revisions(home, HALF_YEAR) == []
    assert [each.number for each in know(World())] == [1]
    assert not left.exists()


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(4)), threads=st.integers(1, 4))
def test_the_hash_knows_neither_order_nor_threads_nor_machine(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], threads: int
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    world = World()
    write_build(home, replace(world, schools=[world.schools[place] for place in order]))
    with duckdb.connect(home.build_file) as connection:
        connection.execute(f"set threads = {threads}")
        found = combined(read_content(connection, HALF_YEAR))
    assert found == HASH


def test_every_table_has_a_key(home: Home, know: Know) -> None:
    (revision,) = know(World())
    with duckdb.connect() as connection:
        for table in TABLES:
            rows = f"read_parquet('{revision.table(table.name)}')"
            keys = ", ".join(table.key)
            doubled = f"select {keys} from {rows} group by all having count(*) > 1"
            assert connection.execute(doubled).fetchall() == []


def test_what_was_signed_stays_with_what_was_signed(home: Home, know: Know) -> None:
    """Folders that were lost, copied or edited are not taken for what somebody approved."""
    know(World())
    approve(home, HALF_YEAR, "начальник")
    (revision,) = read_revisions(home, HALF_YEAR)

    copied = home.snapshots / "2024-H2"
    shutil.copytree(home.snapshots / HALF_YEAR, copied)
    with pytest.raises(SnapshotError, match="holds what was written for 2024-H1 revision 1"):
        all_revisions(home)
    shutil.rmtree(copied)

    manifest = revision.folder / "manifest.json"
    written = manifest.read_text(encoding="utf-8")
    manifest.chmod(0o644)
    manifest.write_text(written.replace('"causes": []', '"causes": [ ]'), encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"manifest.json was changed after it was approved"):
        verify(*read_revisions(home, HALF_YEAR))
    manifest.write_text(written.replace(revision.content_hash, "0" * 64), encoding="utf-8")
    with pytest.raises(SnapshotError, match="approves other content than"):
        read_revisions(home, HALF_YEAR)
    manifest.write_text(written, encoding="utf-8")
    verify(*read_revisions(home, HALF_YEAR))

    kept = revision.folder.rename(home.root / "kept")
    with pytest.raises(SnapshotError, match="revision 1 is missing"):
        know(World(plan=90.0))
    kept.rename(revision.folder)
    know(World(plan=90.0))
    know(World(plan=80.0))
    shutil.rmtree(home.snapshots / HALF_YEAR / "r02")
    with pytest.raises(SnapshotError, match="revision 2 is missing"):
        read_revisions(home, HALF_YEAR)


def test_an_approval_can_not_come_before_the_last_one(home: Home, know: Know) -> None:
    know(World())
    _approve_on(home, "2999-01-01T00:00:00.000+00:00")
    know(World(plan=90.0))
    with pytest.raises(SnapshotError, match="still to come: set the clock"):
        approve(home, HALF_YEAR, "начальник", "причина")


def test_a_half_year_keeps_the_rules_it_was_published_by(home: Home, know: Know) -> None:
    know(World())
    approve(home, HALF_YEAR, "начальник")
    know(World(plan=90.0))
    with duckdb.connect(home.build_file) as connection:
        connection.execute("update intermediate.int_half_year_rules set open_decimals = 0")
    with pytest.raises(SnapshotError, match="under which 2024-H1 r01 was published"):
        approve(home, HALF_YEAR, "начальник", "причина")
    with duckdb.connect(home.build_file) as connection:
        connection.execute("update intermediate.int_half_year_rules set open_decimals = 1")
    assert approve(home, HALF_YEAR, "начальник", "причина").number == 2


def test_a_half_year_that_is_gone_from_the_marts(home: Home, know: Know) -> None:
    other = replace(World(), half_year="2024-H2")
    know(World(), other)
    know(other)
    with pytest.raises(SnapshotError, match="hold nothing of 2024-H1 any more"):
        approve(home, HALF_YEAR, "начальник")
    found = [each for half_year in (HALF_YEAR, "2024-H2")
             for each in standings(read_revisions(home, half_year))]  # fmt: skip
    (line,) = vanished(found, ["2024-H2"])
    assert line.startswith("2024-H1: срез есть")
