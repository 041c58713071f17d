"""Whatever runs on files about people, nothing that names one of them is in the installation.

The people are few and each is identified in a way of their own; the demonstration municipality is
searched in `demo/test_demo_people.py`. Here the salt comes from the environment, there from its
file.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import pytest
from deliveries import SCHOOLS
from pipeline.make_staff import HEADINGS, PEOPLE, line
from privacy.keyed import KIND, blob_columns, is_at_home, keys_in_lake
from privacy.search import Hit, Search, find
from privacy.sought import Secret, pieces_of_key, secrets_of

from opora.home import Home

SALT = "7c41e09b52d86fa37c1e94b0d5286faf"
PASSPORTS = [f"4507 12345{number}" for number in range(len(PEOPLE))]
#: Two columns that no contract knows, and one that a school invented.
EXTRA = ("Паспорт", "Серия", "Номер", "Кем выдан")
BORN = dt.date(1980, 2, 13)


def people() -> list[Secret]:
    secrets = [Secret("passport", number) for number in PASSPORTS]
    for person in PEOPLE:
        born = BORN if "1980" in person.birth_date else None
        secrets += secrets_of(person.full_name.strip(), person.insurance_number, born)
        secrets.append(Secret("surname", person.full_name.split()[0]))
    return secrets


def salt() -> list[Secret]:
    return [
        *pieces_of_key("salt", SALT.encode()),
        *pieces_of_key("salt", bytes.fromhex(SALT)),
    ]


def rows(year: int) -> list[list[str]]:
    found = [[*HEADINGS, *EXTRA]]
    for person, passport in zip(PEOPLE, PASSPORTS, strict=True):
        cells = line(person).rstrip("\n").replace("2020", str(year)).split(";")
        found.append([*cells, passport, *passport.split(), f"ОВД, {person.full_name}"])
    return found


def deliver(home: Home) -> None:
    schools = home.landing / "history" / "schools" / "schools.csv"
    schools.parent.mkdir(parents=True)
    schools.write_text(SCHOOLS, encoding="utf-8")
    text = "".join(";".join(row) + "\n" for row in rows(2019))
    path = home.landing / "2024-H1" / "staff" / "staff.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("cp1251"))


def deliver_workbook(home: Home) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows(2018):
        book.active.append(row)
    path = home.landing / "2024-H2" / "staff" / "staff.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)


@dataclass(frozen=True)
class Worked:
    """An installation after the command line and Dagster, and what they told."""

    home: Home
    told: str
    hits: list[Hit]

    def found(self, *kinds: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.kind in kinds]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    home = Home(tmp_path_factory.mktemp("people"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(home.root))
        patch.setenv("OPORA_SALT", SALT)
        deliver(home)
        done = subprocess.run(
            [sys.executable, "-m", "opora", "run"],
            env=os.environ | {"COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        deliver_workbook(home)
        # reads OPORA_HOME when it is imported
        from orchestration.definitions import definitions_of
        from orchestration.instance import ensure_dagster_home

        folder = ensure_dagster_home(home)
        patch.setenv("DAGSTER_HOME", str(folder))
        with dg.DagsterInstance.from_config(str(folder)) as instance:
            result = (
                definitions_of(home)
                .resolve_job_def("half_year")
                .execute_in_process(
                    instance=instance,
                    run_config={
                        "resources": {"installation": {"config": {"root": str(home.root)}}}
                    },
                    partition_key="2024-H2",
                )
            )
        assert result.success
    secrets = [*people(), *salt(), *keys_in_lake(home, "staff")]
    yield Worked(home, done.stdout + done.stderr, find(home.root, secrets))


def test_both_deliveries_were_taken_and_dagster_wrote_its_events(worked: Worked) -> None:
    """Else the other tests of this file would find nothing because there is nothing."""
    with duckdb.connect() as connection:
        files = worked.home.accepted / "staff" / "*.parquet"
        found = connection.execute(
            f"SELECT delivered_half_year, count(*) FROM '{files}' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert [row for row in found if row[0]] == [("2024-H1", 4), ("2024-H2", 4)]
    storage = worked.home.private / "dagster"
    assert sum(file.stat().st_size for file in storage.rglob("*.db")) > 100_000


def test_the_landing_zone_holds_what_is_looked_for(worked: Worked) -> None:
    hits = find(worked.home.landing, people(), skip=())
    by_file = {path: {hit.kind for hit in hits if hit.path == path} for path in _paths(hits)}
    everything = {"name", "surname", "insurance_number", "passport"}
    assert by_file == {
        "2024-H1/staff/staff.csv": everything,
        "2024-H2/staff/staff.xlsx": everything,
    }


def test_nobody_is_named_anywhere_else(worked: Worked) -> None:
    assert worked.found("name", "surname", "insurance_number", "passport") == []


def test_nobody_is_named_on_the_screen(worked: Worked) -> None:
    assert "2024-H1" in worked.told
    assert list(Search([*people(), *salt()]).in_text("screen", "", worked.told)) == []


def test_the_salt_of_the_environment_is_written_nowhere(worked: Worked) -> None:
    assert not (worked.home.private / "salt").exists()
    assert worked.found("salt") == []


def test_keys_stay_in_the_lake_and_in_the_private_file(worked: Worked) -> None:
    hits = worked.found(KIND)
    assert [hit for hit in hits if not is_at_home(hit)] == []
    assert {hit.path.split("/")[1] for hit in hits} == {"accepted", "build.duckdb"}


def test_nothing_published_is_bytes(worked: Worked) -> None:
    assert blob_columns(worked.home) == []


@pytest.fixture
def copied(worked: Worked, tmp_path: Path) -> Path:
    """Copies of a release, of the logs and of Dagster's storage; nobody is in them."""
    release = worked.home.published_file.resolve()
    shutil.copy(release, tmp_path / "release.duckdb")
    shutil.copytree(worked.home.private / "dagster", tmp_path / "dagster")
    shutil.copytree(worked.home.private / "dbt" / "logs", tmp_path / "logs")
    return tmp_path


def test_who_gets_into_a_copy_is_found(copied: Path) -> None:
    with duckdb.connect(copied / "release.duckdb") as connection:
        connection.execute("UPDATE marts.dim_school SET name_ru = 'Дождева В. И.'")
    with dg.DagsterInstance.from_config(str(copied / "dagster")) as instance:
        instance.report_runless_asset_event(
            dg.AssetObservation("staff", metadata={"row": f"Ковалёв Пётр; salt {SALT}"})
        )
    with (copied / "logs" / "dbt.log").open("a", encoding="utf-8") as log:
        log.write(f"12:00 Database Error: {PASSPORTS[0]}\n")
    hits = find(copied, [*people(), *salt()])
    found = {(hit.kind, hit.path.split("/")[0]) for hit in hits}
    assert found == {
        ("name", "release.duckdb"),
        ("surname", "release.duckdb"),
        ("name", "dagster"),
        ("surname", "dagster"),
        ("salt", "dagster"),
        ("passport", "logs"),
    }


def _paths(hits: list[Hit]) -> set[str]:
    return {hit.path for hit in hits}
