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


def test_columns_of_one_name_have_one_type() -> None:
    """The quarantine of all datasets is read as one table: its columns are those of one name."""
    types: dict[str, set[str]] = {}
    for dataset in load_contracts().values():
        for column in dataset.stored_columns:
            types.setdefault(column.name, set()).add(column.duckdb_type)
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}
