"""The rules of all contracts: named, worded, and SQL that both engines run."""

from __future__ import annotations

import csv
import re

import duckdb
import pytest
import sqlglot

from opora.contracts import PLACE_COLUMNS, Dataset, Rule, load_contracts
from opora.home import REPOSITORY

DATASETS = load_contracts()
RULES = [rule for dataset in DATASETS.values() for rule in dataset.rules]
CONDITIONS = [rule for rule in RULES if rule.kind in ("row", "table")]
#: What conditions may ask of other datasets.
KNOWN = (
    "known_recommendations (recommendation_id VARCHAR, half_year VARCHAR, starts_on DATE)",
    "known_management_decisions (decision_id VARCHAR, decided_on DATE)",
)
EXPLICIT = ("row", "table", "column")


def test_rule_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def test_every_rule_speaks_both_languages() -> None:
    mute = [
        rule.id
        for rule in RULES
        if not re.fullmatch(r".*[a-z]{2}.*\.", rule.description)
        or not re.fullmatch(r".*[а-я]{2}.*\.", rule.message_ru)
    ]
    assert mute == []


def test_every_rule_has_a_severity_and_the_name_of_its_dataset() -> None:
    for rule in RULES:
        assert rule.severity in ("critical", "warning", "info"), rule.id
        assert rule.id.startswith(f"{rule.dataset}."), rule.id


def test_a_sentence_leaves_open_only_the_value_of_a_cell() -> None:
    for rule in RULES:
        left_open = set(re.findall(r"\{.*?\}", rule.message_ru + rule.description))
        assert left_open <= ({"{value}"} if rule.column else set()), rule.id


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_every_dataset_has_a_rule_that_attributes_cannot_express(dataset: Dataset) -> None:
    assert any(rule.kind in EXPLICIT for rule in dataset.rules)


@pytest.mark.parametrize("rule", CONDITIONS, ids=lambda rule: rule.id)
def test_a_condition_runs_on_duckdb_and_spark(rule: Rule) -> None:
    columns = {
        column.name: column.duckdb_type for column in DATASETS[rule.dataset].stored_columns
    } | dict(PLACE_COLUMNS)
    condition = rule.kwargs["condition"]
    with duckdb.connect() as connection:
        defined = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"CREATE TABLE delivered ({defined})")
        connection.execute(f"CREATE VIEW incoming_{rule.dataset} AS FROM delivered")
        for known in KNOWN:
            connection.execute(f"CREATE TABLE {known}")
        described = connection.execute(f"DESCRIBE SELECT ({condition}) FROM delivered").fetchone()
    assert described is not None
    assert described[1] == "BOOLEAN"
    query = f"SELECT {condition} FROM delivered"
    sqlglot.transpile(
        query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )


def test_an_example_keeps_the_pattern_of_its_column() -> None:
    strangers = [
        f"{dataset.name}.{column.name}: {column.example}"
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.pattern and not re.fullmatch(column.pattern, column.example)
    ]
    assert strangers == []


def test_every_vocabulary_knows_the_example_of_its_column() -> None:
    known: dict[str, set[str]] = {}
    seed = REPOSITORY / "dbt_project/seeds/vocabularies.csv"
    with seed.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = known.setdefault(row["vocabulary"], set())
            words |= {row["value"].casefold(), row["synonym"].casefold()}
    territories = REPOSITORY / "dbt_project/seeds/territories.csv"
    with territories.open(encoding="utf-8", newline="") as lines:
        known["territory"] = {row["territory"].casefold() for row in csv.DictReader(lines)}
    strangers = [
        f"{dataset.name}.{column.name}: {column.example}"
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.vocabulary
        and column.example.casefold() not in known.get(column.vocabulary, set())
    ]
    assert strangers == []


MARKS = {"participants": 20, "mark_2": 2, "mark_3": 8, "mark_4": 6, "mark_5": 4}
EXAM = {"participants": 20, "below_threshold": 3, "unit": "count"}
PER_CENTS = {"participants": 20, "mark_2": 10, "mark_3": 40, "mark_4": 30, "mark_5": 20}
GROUPS = {"lowered": 3, "confirmed": 15, "raised": 2}
SHARES = {
    "both_parents_higher_education": 30, "single_parent": 12.5, "unemployed_parents": 3,
    "low_income": 20, "on_prevention_register": 0, "special_needs": 4, "non_native_language": 6,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule_id", "row", "holds"),
    [
        ("assessment_marks.marks_add_up", MARKS, True),
        ("assessment_marks.marks_add_up", MARKS | {"unit": "count"}, True),
        ("assessment_marks.marks_add_up", MARKS | {"unit": "per_cent"}, False),
        ("assessment_marks.marks_add_up", MARKS | {"mark_5": 5}, False),
        ("assessment_marks.marks_add_up", PER_CENTS, True),
        ("assessment_marks.marks_add_up", PER_CENTS | {"unit": "count"}, False),
        ("assessment_marks.marks_add_up", PER_CENTS | {"mark_5": 19.1}, True),
        ("assessment_marks.marks_add_up", PER_CENTS | {"mark_5": 21.0}, True),
        ("assessment_marks.marks_add_up", PER_CENTS | {"mark_5": 18.9}, False),
        ("assessment_marks.marks_add_up", {"state": "suppressed"}, True),
        ("assessment_marks.measured_is_filled", MARKS, True),
        ("assessment_marks.measured_is_filled", MARKS | {"mark_2": None}, False),
        ("assessment_marks.measured_is_filled", MARKS | {"participants": None}, False),
        ("assessment_marks.measured_is_filled", {"state": "suppressed"}, True),
        ("assessment_marks.measured_is_filled", EXAM, True),
        ("assessment_marks.measured_is_filled", EXAM | {"participants": None}, False),
        ("assessment_marks.measured_is_filled", EXAM | {"mark_2": 3}, False),
        ("assessment_marks.marks_add_up", EXAM, True),
        ("assessment_marks.threshold_within_participants", EXAM | {"below_threshold": 20}, True),
        ("assessment_marks.threshold_within_participants", EXAM | {"below_threshold": 21}, False),
        (
            "assessment_marks.threshold_within_participants",
            EXAM | {"unit": "per_cent", "below_threshold": 21},
            True,
        ),
        (
            "assessment_marks.threshold_within_participants",
            EXAM | {"unit": "per_cent", "below_threshold": 100.1},
            False,
        ),
        ("assessment_marks.threshold_has_unit", EXAM | {"unit": None}, False),
        ("assessment_marks.threshold_has_unit", MARKS | {"below_threshold": 3}, True),
        ("assessment_marks.threshold_instead_of_marks", MARKS | {"below_threshold": 3}, False),
        ("assessment_marks.threshold_instead_of_marks", EXAM, True),
        ("assessment_marks.counts_are_whole", EXAM | {"below_threshold": 1.5}, False),
        ("assessment_marks.counts_are_whole", EXAM, True),
        ("assessment_marks.counts_are_whole", MARKS | {"unit": "count", "mark_2": 1.5}, False),
        ("journal_comparison.groups_add_up", GROUPS | {"participants": 20}, True),
        ("journal_comparison.groups_add_up", GROUPS | {"participants": 21}, False),
        ("journal_comparison.groups_add_up", GROUPS, False),
        ("journal_comparison.groups_add_up", GROUPS | {"unit": "count"}, True),
        ("journal_comparison.groups_add_up", GROUPS | {"confirmed": 95}, True),
        ("schools.inn_check_digit", {"inn": "9909000011"}, True),
        ("schools.inn_check_digit", {"inn": "9909000012"}, False),
        ("schools.inn_check_digit", {"inn": "not a number"}, True),
        ("schools.coordinates_together", {"latitude": 55.7}, False),
        ("school_lists.dates_in_order", {}, True),
        (
            "school_lists.dates_in_order",
            {"valid_from": "2024-01-01", "valid_to": "2024-01-01"},
            True,
        ),
        (
            "school_lists.dates_in_order",
            {"valid_from": "2024-01-02", "valid_to": "2024-01-01"},
            False,
        ),
        ("school_lists.reason_has_end", {"end_reason": "results"}, False),
        (
            "assessment_results.vpr_score_has_mark",
            {"procedure_kind": "vpr", "primary_score": 5},
            False,
        ),
        (
            "assessment_results.vpr_score_has_mark",
            {"procedure_kind": "ege", "primary_score": 5},
            True,
        ),
        ("assessment_results.vpr_score_has_mark", {"procedure_kind": "vpr"}, True),
        ("competence_diagnostics.score_within_maximum", {"score": 51, "max_score": 50}, False),
        ("competence_diagnostics.has_result", {"level": "low"}, True),
        ("competence_diagnostics.has_result", {"score": None}, False),
        (
            "network_activities.partner_is_another_school",
            {"school_login": "a", "hub_login": "a"},
            False,
        ),
        (
            "task_results.points_within_maximum",
            {"points": 9, "attempts": 4, "max_points": 2},
            False,
        ),
        ("social_conditions.shares_in_per_cent", SHARES, True),
        ("social_conditions.shares_in_per_cent", {n: s / 100 for n, s in SHARES.items()}, False),
        ("social_conditions.shares_in_per_cent", dict.fromkeys(SHARES, 0), True),
        ("social_conditions.some_share_given", {"low_income": 0}, True),
        ("social_conditions.some_share_given", {"pupils": 300}, False),
        (
            "roadmap_milestones.done_by_end_of_half_year",
            {"delivered_half_year": "2024-H1", "done_on": "2024-06-30"},
            True,
        ),
        (
            "roadmap_milestones.done_by_end_of_half_year",
            {"delivered_half_year": "2024-H1", "done_on": "2024-07-01"},
            False,
        ),
        ("roadmap_milestones.done_by_end_of_half_year", {"done_on": "2024-07-01"}, True),
    ],
)
def test_a_row_rule_tells_good_rows_from_bad(
    rule_id: str, row: dict[str, object], holds: bool
) -> None:
    rule = next(rule for rule in RULES if rule.id == rule_id)
    types = {
        column.name: column.duckdb_type for column in DATASETS[rule.dataset].stored_columns
    } | dict(PLACE_COLUMNS)
    cells = ", ".join(f'?::{kind} AS "{name}"' for name, kind in types.items())
    query = f"SELECT coalesce(({rule.kwargs['condition']}), true) FROM (SELECT {cells})"
    with duckdb.connect() as connection:
        answer = connection.execute(query, [row.get(name) for name in types]).fetchone()
    assert answer == (holds,)
