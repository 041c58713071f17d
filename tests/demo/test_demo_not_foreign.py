"""Adapters leave alone what lies under a dataset's name; of other files, each is one's or nobody's.

What lies in the folder of a dataset has the contract's layout; an export lies in its half-year.
"""

from __future__ import annotations

from pathlib import Path

from opora.contracts import load_contracts
from opora.demo import KnownAnswers
from opora.intake.adapters import load_adapters
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff


def test_no_adapter_claims_a_file_in_the_layout_of_a_contract(
    landing: Path, answers: KnownAnswers
) -> None:
    datasets = load_contracts().keys()
    read = 0
    for path in sorted(file for file in landing.rglob("*") if file.is_file()):
        try:
            sheets = read_sheets(path, sniff(path))
        except Refusal:
            continue
        claiming = [adapter.name for adapter in load_adapters() if adapter.claims(sheets)]
        if path.parent.name in datasets:
            read += 1
            assert claiming == [], path
        assert len(claiming) <= 1, path
    assert read > 100
