"""No adapter claims a file of the demonstration: its files have the contracts' layouts."""

from __future__ import annotations

from pathlib import Path

from opora.demo import KnownAnswers
from opora.intake.adapters import load_adapters
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff


def test_no_adapter_claims_a_file_of_the_demonstration(
    landing: Path, answers: KnownAnswers
) -> None:
    read = 0
    for path in sorted(file for file in landing.rglob("*") if file.is_file()):
        try:
            sheets = read_sheets(path, sniff(path))
        except Refusal:
            continue
        read += 1
        assert not [adapter.name for adapter in load_adapters() if adapter.claims(sheets)], path
    assert read > 100
