"""The contracts that ship: which there are, and what the design asks of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from opora.contracts import load_contracts
from opora.contracts.load import CONTRACTS, STANDARD_RULES

DESIGNED = {
    "schools", "school_identifiers", "school_successions", "school_lists", "assessment_results",
    "assessment_marks", "journal_comparison", "task_results", "social_conditions", "staff",
    "competence_diagnostics", "methodical_support", "network_partnerships", "network_activities",
    "targeted_support", "roadmap_milestones", "project_participation", "risk_profiles",
    "analysis_register", "recommendation_responses", "measures", "management_decisions",
    "decision_links", "practices", "method_materials", "programme_documents", "remarks",
}  # fmt: skip


def test_every_designed_dataset_has_a_contract() -> None:
    assert set(load_contracts()) == DESIGNED


def test_every_contract_says_who_fills_in_its_form() -> None:
    for path in CONTRACTS.glob("*.yaml"):
        assert path.name == STANDARD_RULES or "property: form" in path.read_text("utf-8"), path


def test_schools_come_first() -> None:
    assert next(iter(load_contracts())) == "schools"


def test_registers_are_replaced_per_half_year_and_school() -> None:
    delivery = load_contracts()["staff"].delivery
    assert delivery.rule == "replace"
    assert delivery.scope == ("delivered_half_year", "school_login")


def test_assessments_are_replaced_per_procedure() -> None:
    datasets = load_contracts().values()
    assessments = {dataset.name: dataset for dataset in datasets if dataset.is_assessment}
    assert set(assessments) == {
        "assessment_results", "assessment_marks", "journal_comparison", "task_results",
    }  # fmt: skip
    assert {dataset.delivery.scope for dataset in assessments.values()} == {
        (
            "school_login", "procedure_kind", "subject", "programme_grade", "assessment_year",
            "session",
        )
    }  # fmt: skip


@pytest.mark.parametrize("name", ["staff", "competence_diagnostics"])
def test_people_are_stored_as_keys_only(name: str) -> None:
    dataset = load_contracts()[name]
    assert dataset.person is not None
    assert dataset.person.keyed_from == (("insurance_number",), ("full_name", "birth_date"))
    stored = {column.name: column.duckdb_type for column in dataset.stored_columns}
    assert stored["person"] == stored["person_by_name"] == "BLOB"
    identity = {"insurance_number", "full_name", "birth_date"}
    assert not identity & set(stored)
    read = {column.name for column in dataset.input_columns}
    assert identity <= read
    assert "person" not in read


def test_what_may_be_blank_is_not_required() -> None:
    datasets = load_contracts()
    blank_allowed = {
        "school_lists": ["valid_to", "end_reason", "basis_document"],
        "assessment_results": ["mark", "primary_score", "test_score", "journal_mark"],
        "assessment_marks": ["participants", "mark_2", "mark_3", "mark_4", "mark_5"],
        "social_conditions": ["low_income", "single_parent"],
    }
    for name, columns in blank_allowed.items():
        for column in map(datasets[name].column, columns):
            assert column.heading_required, f"{name}.{column.name}"
            assert not column.required, f"{name}.{column.name}"


def test_importing_the_contracts_is_cheap() -> None:
    heavy = "{'great_expectations', 'pandas', 'duckdb', 'pydantic', 'dagster'}"
    code = f"import sys, opora.contracts; sys.exit(', '.join({heavy} & set(sys.modules)))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""


def test_columns_of_one_name_have_one_type() -> None:
    """The quarantine of all datasets is read as one table: its columns are those of one name."""
    types: dict[str, set[str]] = {}
    for dataset in load_contracts().values():
        for column in dataset.stored_columns:
            types.setdefault(column.name, set()).add(column.duckdb_type)
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}
