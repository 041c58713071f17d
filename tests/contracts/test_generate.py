"""What is generated from the contracts: current, complete, and checked for staleness."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from opora.contracts import __main__ as command
from opora.contracts import load_contracts
from opora.contracts.generate import DOCUMENTATION, SOURCES, SUITES, stale, write
from opora.contracts.load import CONTRACTS, STANDARD_RULES
from opora.home import REPOSITORY

STANDARD = json.loads(
    files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8")
)
FILES = [path for path in sorted(CONTRACTS.glob("*.yaml")) if path.name != STANDARD_RULES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_contract_keeps_the_standard(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), STANDARD)


def test_the_generated_files_are_current() -> None:
    assert [str(path) for path in stale(load_contracts())] == []


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write(load_contracts(), tmp_path)
    assert stale(load_contracts(), tmp_path) == []
    return tmp_path


def test_an_edited_file_is_stale(written: Path) -> None:
    (written / DOCUMENTATION).write_text("edited", "utf-8")
    assert stale(load_contracts(), written) == [DOCUMENTATION]


def test_a_missing_file_is_stale(written: Path) -> None:
    (written / SOURCES).unlink()
    assert stale(load_contracts(), written) == [SOURCES]


def test_the_suite_of_a_dropped_contract_is_stale_and_removed(written: Path) -> None:
    left_over = SUITES / "bells.json"
    (written / left_over).write_text("{}", "utf-8")
    assert stale(load_contracts(), written) == [left_over]
    assert write(load_contracts(), written) == [left_over]
    assert not (written / left_over).exists()


def test_the_check_names_stale_files_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "stale", lambda datasets: [DOCUMENTATION])
    assert command.main(["--check"]) == 1
    assert str(DOCUMENTATION) in capsys.readouterr().err


def test_a_suite_holds_every_rule_of_its_contract() -> None:
    for name, dataset in load_contracts().items():
        suite = json.loads((REPOSITORY / SUITES / f"{name}.json").read_text("utf-8"))
        assert [each["id"] for each in suite["expectations"]] == [r.id for r in dataset.rules]


def test_the_sources_hold_no_identity_of_people() -> None:
    tables = yaml.safe_load((REPOSITORY / SOURCES).read_text("utf-8"))["sources"][0]["tables"]
    by_name = {table["name"]: table for table in tables}
    assert set(by_name) == {*load_contracts(), "ledger", "findings", "quarantine"}
    columns = [column["name"] for column in by_name["staff"]["columns"]]
    assert columns[:2] == ["person", "person_by_name"]
    assert "delivery_id" in columns
    assert "full_name" not in columns
