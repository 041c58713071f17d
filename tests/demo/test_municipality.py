"""The demonstration files are the same each time, complete, and wrong only where they say so."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from opora.contracts import load_contracts
from opora.demo import HALF_YEARS, KnownAnswers, write_municipality
from opora.demo.truth import EXAMINEE, PERSON

KINDS_OF_BAD_INPUT = {
    "unknown_school", "doubled_key", "text_for_number", "formula_for_number", "formula_for_text",
    "event_outside", "missing_required", "no_identifier", "per_cents", "wrong_half_year",
    "end_before_begin", "wrong_check_digits", "blank_shares", "declared_total",
    "same_file_twice", "correction", "folder_disagrees", "empty_file", "truncated_workbook",
    "protected_workbook", "wrong_extension", "unknown_encoding", "doubled_heading",
    "missing_heading", "measure_of_unknown_school", "measure_ends_before_it_begins",
    "decided_before_found", "doubled_act", "unknown_recommendation",
    "measure_without_recommendation",
}  # fmt: skip


def _checksums(landing: Path) -> dict[str, str]:
    return {
        path.relative_to(landing).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in landing.rglob("*")
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes_whichever_half_years_are_asked_for(
    answers: KnownAnswers, landing: Path, tmp_path: Path
) -> None:
    write_municipality(tmp_path, half_years=["2023-H1", "2020-H2"])
    again, first = _checksums(tmp_path), _checksums(landing)
    assert again == {path: first[path] for path in again}
    assert {path.split("/")[0] for path in again} == {"history", "2020-H2", "2023-H1"}


def test_another_seed_gives_other_files(
    landing: Path, answers: KnownAnswers, tmp_path: Path
) -> None:
    write_municipality(tmp_path, half_years=[], seed=answers.seed + 1)
    other, first = _checksums(tmp_path), _checksums(landing)
    results = [path for path in other if "assessment" in path]
    assert all(first[path] != other[path] for path in results)


def test_an_unknown_half_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2031-H1"):
        write_municipality(tmp_path, half_years=["2031-H1"])
    assert not any(tmp_path.iterdir())


def test_every_file_has_an_answer_and_every_answer_a_file(
    answers: KnownAnswers, landing: Path
) -> None:
    answered = [(delivery.path, delivery.dataset) for delivery in answers.deliveries]
    assert len(set(answered)) == len(answered)
    assert {path for path, _ in answered} == set(_checksums(landing))


def test_every_dataset_is_delivered(answers: KnownAnswers) -> None:
    assert {delivery.dataset for delivery in answers.deliveries} == set(load_contracts())


def test_the_number_of_files_stays_modest(answers: KnownAnswers) -> None:
    per_half_year = Counter(delivery.path.split("/")[0] for delivery in answers.deliveries)
    assert set(per_half_year) == {*HALF_YEARS, "history"}
    assert max(per_half_year.values()) <= 35


def test_received_is_accepted_plus_quarantined(answers: KnownAnswers) -> None:
    for delivery in answers.deliveries:
        if delivery.received is None:
            assert delivery.status in ("refused", "duplicate")
        else:
            assert delivery.accepted is not None
            assert delivery.quarantined is not None
            assert delivery.received == delivery.accepted + delivery.quarantined > 0


def test_quarantined_rows_are_those_of_critical_defects(answers: KnownAnswers) -> None:
    rejected: Counter[str] = Counter()
    for defect in answers.defects:
        if defect.severity == "critical":
            rejected[defect.path] += len(defect.rows)
    assert rejected == Counter({d.path: d.quarantined for d in answers.deliveries if d.quarantined})


def test_every_kind_of_bad_input_is_there(answers: KnownAnswers) -> None:
    assert {defect.id for defect in answers.defects} == KINDS_OF_BAD_INPUT


def test_defects_name_rules_of_the_contracts(answers: KnownAnswers) -> None:
    rules = {rule.id: rule.severity for d in load_contracts().values() for rule in d.rules}
    named = {(d.rule, d.severity) for d in answers.defects if d.rule}
    # A declared total is held against the file by intake, not by a rule of the contract.
    named.discard(("social_conditions.declared_total", "warning"))
    assert named == {(rule, rules[rule]) for rule, _ in named if rule}


def test_statuses_of_defects_are_those_of_their_deliveries(answers: KnownAnswers) -> None:
    status = {delivery.path: delivery.status for delivery in answers.deliveries}
    assert [(d.id, d.status) for d in answers.defects] == [
        (d.id, status[d.path]) for d in answers.defects
    ]


def test_no_key_is_doubled_in_the_good_rows_of_a_delivery(answers: KnownAnswers) -> None:
    contracts = load_contracts()
    for table in answers.truth.tables:
        key = [PERSON if name == "person" else name for name in contracts[table.dataset].key]
        keys = Counter(tuple(row[name] for name in key) for row in table.rows)
        doubled = [key for key, count in keys.items() if count > 1]
        assert not doubled, (table.dataset, table.half_year, doubled[:3])


def test_good_rows_fill_in_what_is_required(answers: KnownAnswers) -> None:
    for dataset in load_contracts().values():
        required = [column.name for column in dataset.input_columns if column.required]
        for row in answers.truth.rows(dataset.name):
            assert all(row.get(name) is not None for name in required), (dataset.name, row)


def test_names_and_birthdays_tell_people_apart(answers: KnownAnswers) -> None:
    people = {
        (row["full_name"], row["birth_date"], row[PERSON]) for row in answers.truth.rows("staff")
    }
    assert len({person[:2] for person in people}) == len({person[2] for person in people})


def test_saved_answers_name_no_person(answers: KnownAnswers, tmp_path: Path) -> None:
    answers.save(tmp_path / "answers.json")
    text = (tmp_path / "answers.json").read_text(encoding="utf-8")
    saved = json.loads(text)
    assert len(saved["deliveries"]) == len(answers.deliveries)
    assert len(saved["defects"]) == len(answers.defects)
    assert not any(row["full_name"] in text for row in answers.truth.rows("staff"))
    examinees = {
        row[EXAMINEE] for row in answers.truth.rows("assessment_results") if EXAMINEE in row
    }
    assert len(examinees) > 2000
    assert not any(each.full_name in text or each.passport in text for each in examinees)
