"""Reading contracts: what a small one says, and one clear line for each way to break it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from broken_contracts import DEFECTS, GOOD, Contract, column, good, schema

from opora.contracts import ContractError, load_contracts
from opora.contracts.load import CONTRACTS, STANDARD_RULES
from opora.errors import OporaError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CONTRACTS / STANDARD_RULES, tmp_path)
    return tmp_path


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


@pytest.mark.parametrize(
    ("spoil", "told"), DEFECTS, ids=lambda value: getattr(value, "__name__", "told")
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
