"""Every defect of a foreign file: one clear answer, the other rows are taken, nothing is guessed.

All pairs of files are delivered at once. A module `_<what>_defects` with `CASES` is found.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from deliveries import Lake

import adapters
from adapters._defects import Answered, Case, deliver

CASES: list[Case] = [
    case
    for module in sorted(each.name for each in pkgutil.iter_modules(adapters.__path__))
    if module.startswith("_") and module.endswith("_defects") and module != "_defects"
    for case in importlib.import_module(f"adapters.{module}").CASES
]


@pytest.fixture(scope="module")
def answered(make_lake: Callable[[], Lake]) -> Answered:
    return deliver(make_lake(), CASES)


def test_every_defect_has_a_name_of_its_own() -> None:
    assert len({case.defect for case in CASES}) == len(CASES) > 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.defect)
def test_the_sender_gets_one_clear_answer(answered: Answered, case: Case) -> None:
    answered.check_fail(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.defect)
def test_the_same_file_without_the_defect_is_taken(answered: Answered, case: Case) -> None:
    answered.check_pass(case)
