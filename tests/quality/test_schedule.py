"""The rules of who owes what, as they ship."""

from __future__ import annotations

from opora.contracts import load_contracts
from opora.rules import load_rule


def test_every_dataset_has_a_schedule() -> None:
    scheduled = [row["dataset"] for row in load_rule("dataset_schedule")]
    assert sorted(scheduled) == sorted(load_contracts())


def test_expected_procedures_name_known_kinds_and_all_of_the_schools() -> None:
    rows = load_rule("expected_procedures")
    kinds = {
        row["value"] for row in load_rule("vocabularies") if row["vocabulary"] == "school_kind"
    }
    assert {row["school_kind"] for row in rows} == {None, *kinds}
    assert {row["procedure_kind"] for row in rows} <= {
        row["procedure_kind"] for row in load_rule("procedure_kinds")
    }
