"""Nobody of the demonstration municipality can be found outside its landing zone.

The generator invents staff (names, insurance numbers, birth dates) and pupils who sit exams (names
and passports, in protocols). The names are no words of our texts: of 60 surnames none occurs as a
word of its own in a clean installation, so surnames are looked for alone, too.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from privacy.keyed import KIND, blob_columns, is_at_home, keys_in_lake
from privacy.search import Hit, find
from privacy.sought import Secret, pieces_of_key, secrets_of

from opora.demo import KnownAnswers
from opora.demo.truth import EXAMINEE
from opora.home import Home

DATASETS = ("staff", "competence_diagnostics")
IDENTITY = ("full_name", "insurance_number", "birth_date")


@pytest.fixture(scope="module")
def people(answers: KnownAnswers) -> set[Secret]:
    identities = {
        tuple(row.get(column) for column in IDENTITY)
        for dataset in DATASETS
        for row in answers.truth.rows(dataset)
    }
    secrets = {secret for identity in identities for secret in secrets_of(*identity)}
    for row in answers.truth.rows("assessment_results"):
        if EXAMINEE in row:
            secrets.add(Secret("name", row[EXAMINEE].full_name))
            secrets.add(Secret("passport", row[EXAMINEE].passport))
    names = [str(secret.value) for secret in secrets if secret.kind == "name"]
    return secrets | {Secret("surname", name.split()[0]) for name in names}


@pytest.fixture(scope="module")
def hits(reported: Home, people: set[Secret]) -> list[Hit]:
    """Of people, their keys and the salt, in one reading of everything, reports included."""
    home = reported
    salt = (home.private / "salt").read_bytes()
    secrets = [
        *people,
        *keys_in_lake(home, *DATASETS),
        *pieces_of_key("salt", salt),
        *pieces_of_key("salt", bytes.fromhex(salt.decode("ascii"))),
    ]
    return find(home.root, secrets)


def test_the_landing_zone_holds_what_is_looked_for(
    taken: KnownAnswers, people: set[Secret], landing: Path
) -> None:
    assert len(people) > 3000
    files = landing / "2024-H2"
    hits = [hit for name in DATASETS for hit in find(files / name, people, skip=())]
    assert {hit.kind for hit in hits} == {"name", "surname", "insurance_number"}
    assert len(hits) > 5000


def test_protocols_hold_what_is_looked_for(
    taken: KnownAnswers, people: set[Secret], landing: Path, tmp_path: Path
) -> None:
    (protocol,) = landing.glob("2024-H1/ris_gia_ege_22.csv")
    shutil.copy(protocol, tmp_path)
    hits = find(tmp_path, people, skip=())
    lines = len(protocol.read_bytes().splitlines())
    assert {hit.kind for hit in hits} == {"name", "surname", "passport"}
    assert len({hit.excerpt for hit in hits if hit.kind == "passport"}) > lines - 10


def test_reports_are_searched(reported: Home) -> None:
    names = {path.suffix for path in (reported.reports / "2024-H1" / "00701000").rglob("*.*")}
    assert names == {".html", ".docx", ".xlsx", ".json"}


def test_nobody_is_named_anywhere_else(hits: list[Hit]) -> None:
    named = {"name", "surname", "insurance_number", "passport"}
    assert [hit for hit in hits if hit.kind in named] == []


def test_the_salt_lies_in_its_file_only(hits: list[Hit]) -> None:
    assert {hit.path for hit in hits if hit.kind == "salt"} == {"private/salt"}


def test_keys_stay_in_the_lake_and_in_the_private_file(hits: list[Hit]) -> None:
    found = [hit for hit in hits if hit.kind == KIND]
    assert [hit for hit in found if not is_at_home(hit)] == []
    assert {hit.path.split("/")[1] for hit in found} == {"accepted", "build.duckdb"}


def test_nothing_published_is_bytes(taken: KnownAnswers, home: Home) -> None:
    assert blob_columns(home) == []


def test_who_gets_into_a_mart_is_found(
    taken: KnownAnswers, people: set[Secret], home: Home, tmp_path: Path
) -> None:
    shutil.copy(home.published_file.resolve(), tmp_path / "release.duckdb")
    assert find(tmp_path, people) == []
    somebody = next(str(secret.value) for secret in sorted_names(people))
    with duckdb.connect(tmp_path / "release.duckdb") as connection:
        connection.execute(
            "UPDATE marts.measures SET responsible = ? "
            "WHERE measure_id = (SELECT min(measure_id) FROM marts.measures)",
            [somebody.upper().replace(" ", "\u00a0")],
        )
    hits = find(tmp_path, people)
    assert {hit.kind for hit in hits} == {"name", "surname"}
    assert any(hit.part == "marts.measures" for hit in hits)


def sorted_names(people: set[Secret]) -> list[Secret]:
    names = [secret for secret in people if secret.kind == "name"]
    return sorted(names, key=lambda secret: str(secret.value))
