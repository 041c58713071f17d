"""Reading contracts: what good ones say, and one clear line for each broken one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from opora.contracts import ContractError, load_contracts
from opora.contracts.load import CONTRACTS, STANDARD_RULES
from opora.errors import OporaError

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


# -- broken contracts -------------------------------------------------------------------------

GOOD = """
apiVersion: v3.2.0
kind: DataContract
id: opora-bells
name: bells
version: 1.0.0
status: active
schema:
  - name: bells
    businessName: Звонки
    description: Bells of a school.
    dataGranularityDescription: One row per bell.
    customProperties:
      - {property: description_ru, value: Школьные звонки.}
      - {property: delivery, value: {rule: replace, scope: [delivered_half_year]}}
    properties:
      - name: bell_id
        businessName: Код звонка
        description: Code of the bell.
        logicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        examples: [З-1]
        customProperties:
          - {property: description_ru, value: Код звонка.}
      - name: rings_on
        businessName: Дата
        description: Day on which it rings.
        logicalType: date
        examples: [01.09.2024]
        customProperties:
          - {property: description_ru, value: День звонка.}
    quality:
      - id: rings_late_enough
        type: custom
        engine: greatExpectations
        severity: warning
        description: No bell before there were schools.
        implementation:
          expectation: expect_rows_to_satisfy
          kwargs: {condition: "rings_on >= DATE '1800-01-01'"}
        customProperties:
          - {property: message_ru, value: Проверьте дату.}
"""

Contract = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CONTRACTS / STANDARD_RULES, tmp_path)
    return tmp_path


def good() -> Contract:
    contract: Contract = yaml.safe_load(GOOD)
    return contract


def schema(contract: Contract) -> Contract:
    found: Contract = contract["schema"][0]
    return found


def column(contract: Contract, position: int) -> Contract:
    found: Contract = schema(contract)["properties"][position]
    return found


def test_the_good_contract_loads(folder: Path) -> None:
    (folder / "bells.yaml").write_text(GOOD, "utf-8")
    bells = load_contracts(folder)["bells"]
    assert bells.key == ("bell_id",)
    assert [rule.id for rule in bells.rules] == [
        "bells.bell_id.readable",
        "bells.bell_id.required",
        "bells.rings_on.readable",
        "bells.unique",
        "bells.rings_late_enough",
    ]


def test_where_the_later_row_stands_a_repeated_key_is_only_warned_of(folder: Path) -> None:
    contract = good()
    properties = schema(contract)["customProperties"]
    properties[1]["value"] = {"rule": "append"}
    column(contract, 1).update(primaryKey=True, primaryKeyPosition=2, required=True)
    (folder / "bells.yaml").write_text(yaml.safe_dump(contract, allow_unicode=True), "utf-8")
    unique = next(
        rule for rule in load_contracts(folder)["bells"].rules if rule.id == "bells.unique"
    )
    assert unique.severity == "warning"
    assert unique.kwargs == {
        "columns": ["bell_id", "rings_on"], "batch_table": "incoming_bells",
    }  # fmt: skip
    assert unique.message_ru == (
        "В файле несколько строк с одинаковыми значениями в графах «Код звонка» и «Дата»: будет "
        "учтена только последняя. Если это разные записи, они должны здесь различаться."
    )


def wrong_kind(contract: Contract) -> None:
    contract["kind"] = "DataProduct"


def name_differs_from_the_file(contract: Contract) -> None:
    schema(contract)["name"] = "gongs"


def unknown_type(contract: Contract) -> None:
    column(contract, 0)["logicalType"] = "timestamp"


def misspelt_field(contract: Contract) -> None:
    column(contract, 0)["requird"] = True


def misspelt_custom_property(contract: Contract) -> None:
    column(contract, 0)["customProperties"].append({"property": "vocabulry", "value": "x"})


def column_named_on_without_quotes(contract: Contract) -> None:
    column(contract, 1)["name"] = True


def column_twice(contract: Contract) -> None:
    schema(contract)["properties"].append(column(contract, 1))


def heading_of_another_column(contract: Contract) -> None:
    column(contract, 1)["synonyms"] = [{"synonym": "код Звонка"}]


def no_russian_description(contract: Contract) -> None:
    column(contract, 0)["customProperties"] = []


def no_example(contract: Contract) -> None:
    del column(contract, 0)["examples"]


def no_key(contract: Contract) -> None:
    column(contract, 0)["primaryKey"] = False


def gap_in_the_key(contract: Contract) -> None:
    column(contract, 0)["primaryKeyPosition"] = 2


def no_delivery(contract: Contract) -> None:
    del schema(contract)["customProperties"][1]


def replace_without_scope(contract: Contract) -> None:
    schema(contract)["customProperties"][1]["value"] = {"rule": "replace"}


def unknown_scope_column(contract: Contract) -> None:
    schema(contract)["customProperties"][1]["value"]["scope"] = ["school"]


def event_date_is_no_date(contract: Contract) -> None:
    schema(contract)["customProperties"].append({"property": "event_date", "value": "bell_id"})


def form(contract: Contract, **value: Any) -> None:
    schema(contract)["customProperties"].append({"property": "form", "value": value})


def form_of_nobody(contract: Contract) -> None:
    form(contract, filled_in_by="ministry", begins_with="nothing")


def form_with_a_misspelt_fact(contract: Contract) -> None:
    form(contract, filled_in_by="school", begin_with="nothing")


def form_ends_with_no_date(contract: Contract) -> None:
    form(contract, filled_in_by="school", begins_with="register", ends="bell_id")


def form_shows_an_unknown_column(contract: Contract) -> None:
    form(contract, filled_in_by="school", begins_with="nothing", examples=[{"gong_id": "1"}])


def form_has_a_row_for_each_school_but_no_school(contract: Contract) -> None:
    form(contract, filled_in_by="school", begins_with="nothing", every_school=True)


def form_leaves_out_what_is_needed(contract: Contract) -> None:
    form(contract, filled_in_by="school", begins_with="nothing", leaves_out=["bell_id"])


def form_begins_with_people(contract: Contract) -> None:
    person = {
        "name": "full_name",
        "businessName": "ФИО",
        "description": "Full name.",
        "logicalType": "string",
        "classification": "personal",
        "examples": ["Иванова Мария Петровна"],
        "customProperties": [
            {"property": "description_ru", "value": "ФИО."},
            {"property": "dropped", "value": True},
        ],
    }
    schema(contract)["properties"].append(person)
    column(contract, 0)["customProperties"].append(
        {"property": "keyed_from", "value": [["full_name"]]}
    )
    form(contract, filled_in_by="school", begins_with="register")


def reference_without_contract(contract: Contract) -> None:
    column(contract, 1)["relationships"] = [{"type": "foreignKey", "to": "schools.school_login"}]


def reference_without_sentence(contract: Contract) -> None:
    column(contract, 1)["relationships"] = [{"type": "foreignKey", "to": "gongs.gong_id"}]


def several_references_without_names(contract: Contract) -> None:
    to = {"type": "foreignKey", "to": "schools.school_login"}
    column(contract, 1)["relationships"] = [to, to]


def condition_on_a_reference_without_name(contract: Contract) -> None:
    when = [{"property": "when", "value": "bell_id = '1'"}]
    column(contract, 1)["relationships"] = [
        {"type": "foreignKey", "to": "schools.school_login", "customProperties": when}
    ]


def personal_column_is_stored(contract: Contract) -> None:
    column(contract, 1)["classification"] = "personal"


def key_from_public_column(contract: Contract) -> None:
    custom = column(contract, 0)["customProperties"]
    custom.append({"property": "keyed_from", "value": [["rings_on"]]})


def vocabulary_without_severity(contract: Contract) -> None:
    custom = column(contract, 0)["customProperties"]
    custom.append({"property": "vocabulary", "value": {"name": "bell"}})


def rule_without_severity(contract: Contract) -> None:
    del schema(contract)["quality"][0]["severity"]


def rule_without_sentence(contract: Contract) -> None:
    del schema(contract)["quality"][0]["customProperties"]


def rule_twice(contract: Contract) -> None:
    schema(contract)["quality"] *= 2


def rule_named_like_a_standard_rule(contract: Contract) -> None:
    schema(contract)["quality"][0]["id"] = "unique"


def rule_without_expectation(contract: Contract) -> None:
    schema(contract)["quality"][0]["implementation"] = "SELECT 1"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (wrong_kind, "kind: expected DataContract, got DataProduct"),
        (name_differs_from_the_file, "schema: expected one object named bells, got gongs"),
        (unknown_type, "bell_id.logicalType: expected string, integer"),
        (misspelt_field, "bell_id.requird: no such field in the standard"),
        (misspelt_custom_property, "bell_id.customProperties: expected"),
        (column_named_on_without_quotes, "schema.0.properties.1.name: Input should be a valid"),
        (column_twice, "rings_on: expected a heading of its own, got"),
        (heading_of_another_column, "rings_on: expected a heading of its own, got код звонка"),
        (no_russian_description, "bell_id.description_ru: expected a text"),
        (no_example, "bell_id.examples: expected at least one"),
        (no_key, "primaryKeyPosition: expected 1, 2, … over the key columns, got no key"),
        (gap_in_the_key, "primaryKeyPosition: expected 1, 2, … over the key columns, got bell_id"),
        (no_delivery, "delivery: expected {rule: append}"),
        (replace_without_scope, "delivery: expected {rule: append}"),
        (unknown_scope_column, "delivery.scope: expected a column, got school"),
        (event_date_is_no_date, "event_date: expected a column with logicalType date, got bell_id"),
        (form_of_nobody, "form: filled_in_by: expected school, department, system, got ministry"),
        (form_with_a_misspelt_fact, "form: expected some of begins_with, ends, every_school, "),
        (form_ends_with_no_date, "form: ends: expected a column with logicalType date, got bell"),
        (form_shows_an_unknown_column, "form: expected a column, got gong_id"),
        (form_has_a_row_for_each_school_but_no_school, "form: every_school: expected a column"),
        (form_leaves_out_what_is_needed, "form: leaves_out: expected columns that may be blank"),
        (form_begins_with_people, "form: expected no register of people: only their keys"),
        (reference_without_contract, "rings_on.relationships: expected a key column of a dataset"),
        (several_references_without_names, "rings_on.relationships: expected id and when on each"),
        (condition_on_a_reference_without_name, "rings_on.relationships: expected id and when"),
        (reference_without_sentence, "rings_on.relationships: expected a dataset that standard_"),
        (personal_column_is_stored, "rings_on: expected dropped: true on a personal column"),
        (key_from_public_column, "bell_id.keyed_from: expected personal columns, got rings_on"),
        (vocabulary_without_severity, "bell_id.vocabulary.severity: expected critical"),
        (rule_without_severity, "quality.rings_late_enough.severity: expected critical"),
        (rule_without_sentence, "quality.rings_late_enough.message_ru: expected a text"),
        (rule_twice, "quality.bells.rings_late_enough: expected each rule id once"),
        (rule_named_like_a_standard_rule, "quality.bells.unique: expected each rule id once"),
        (rule_without_expectation, "quality.rings_late_enough.implementation: expected"),
    ],
    ids=lambda value: getattr(value, "__name__", "told"),
)
def test_a_broken_contract_is_named_in_one_line(
    folder: Path, spoil: Callable[[Contract], None], told: str
) -> None:
    contract = good()
    spoil(contract)
    (folder / "bells.yaml").write_text(yaml.safe_dump(contract, allow_unicode=True), "utf-8")
    with pytest.raises(ContractError) as caught:
        load_contracts(folder)
    message = str(caught.value)
    assert isinstance(caught.value, OporaError)
    assert message.startswith("data_contracts/bells.yaml: ")
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("a: [1,\nb: 2", "not YAML", id="not_yaml"),
        pytest.param("- one\n", "expected a mapping", id="a_list"),
        pytest.param("", "expected a mapping", id="empty_file"),
    ],
)
def test_a_file_that_is_no_contract_is_named_in_one_line(
    folder: Path, text: str, told: str
) -> None:
    (folder / "bells.yaml").write_text(text, "utf-8")
    with pytest.raises(ContractError, match=told) as caught:
        load_contracts(folder)
    assert "\n" not in str(caught.value)


def test_a_circle_of_references_is_named_in_one_line(folder: Path) -> None:
    standard = yaml.safe_load((folder / STANDARD_RULES).read_text("utf-8"))
    sentences = standard["known"]["sentences"]
    for name, other in (("bells", "gongs"), ("gongs", "bells")):
        sentences[name] = sentences["schools"]
        contract = good()
        schema(contract)["name"] = name
        column(contract, 1)["relationships"] = [{"type": "foreignKey", "to": f"{other}.bell_id"}]
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(contract), "utf-8")
    (folder / STANDARD_RULES).write_text(yaml.safe_dump(standard), "utf-8")
    with pytest.raises(ContractError, match="relationships: form a circle"):
        load_contracts(folder)
