"""Every code that a mart may hold and that a report shows has a Russian word."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from opora.reports.annex.workbook import SHEETS
from opora.reports.words import WORDS

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"


@cache
def contract(mart: str) -> dict[str, Any]:
    """What the contract of a mart declares."""
    # written in C, where there is one: the contracts are long
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (MARTS / f"{mart}.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.load(text, loader)["models"][0]  # noqa: S506 - safe
    return declared


def accepted(mart: str, column: str) -> set[str] | None:
    """The values that the contract of a mart allows in a column; None where it says nothing."""
    for test in contract(mart).get("data_tests", []):
        arguments = test.get("accepted_values", {}).get("arguments", {})
        if arguments.get("column_name") == column:
            return set(arguments["values"])
    return None


@pytest.mark.parametrize("place", sorted(WORDS))
def test_no_code_of_a_contract_lacks_its_word(place: str) -> None:
    codes = accepted(*place.split("."))

    assert codes is None or codes - {""} <= set(WORDS[place])


def test_the_contracts_are_really_asked() -> None:
    unsaid = {place for place in WORDS if accepted(*place.split(".")) is None}

    # sessions are a vocabulary, the severity of a recommendation is that of its finding
    assert unsaid == {"fct_assessment_cell.session", "recommendations.severity"}


def test_every_column_of_codes_has_words() -> None:
    columns = [column for sheet in SHEETS for column in sheet.columns if column.kind == "word"]

    assert {column.words for column in columns} <= set(WORDS)
    assert len(columns) > 30
