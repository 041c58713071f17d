"""A small contract that is right, and ways to break it: each function makes one mistake in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

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


def good() -> Contract:
    contract: Contract = yaml.safe_load(GOOD)
    return contract


def schema(contract: Contract) -> Contract:
    found: Contract = contract["schema"][0]
    return found


def column(contract: Contract, position: int) -> Contract:
    found: Contract = schema(contract)["properties"][position]
    return found


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


#: Each mistake, and what the one line about it says.
DEFECTS: list[tuple[Callable[[Contract], None], str]] = [
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
]
