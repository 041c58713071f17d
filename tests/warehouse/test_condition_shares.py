"""The index can be made of every share in the contract of social conditions, and of no other."""

import yaml
from scratch import PROJECT

from opora.contracts import load_contracts


def test_condition_shares_are_those_of_the_contract() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    dataset = load_contracts()["social_conditions"]
    shares = [column.name for column in dataset.columns if column.type == "number"]
    assert project["vars"]["condition_shares"] == shares
