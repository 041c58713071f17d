"""Valid files of every format, mutated: taken with the right values, quarantined, or refused.

No case may crash, change a value in silence, lose or invent a row, or name a person. A short run is
part of every `make test`; the long one is `make test-mutations`. A failing case prints its seed;
`make test-mutations SEED=1234` repeats it alone (with LARGE=1 as text that DuckDB reads).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from adapters import ris_gia_protocol
from contract_files import SURNAMES
from deliveries import Lake
from judgement import Outcome, judge
from plan import FOREIGN, FOREIGN_EVERY, PLANS, make_case, planned

from opora.intake import sheets

_PEOPLE = (*SURNAMES, *ris_gia_protocol.PERSONAL)
_SHORT = range(60)
_LONG = 2_000
_BATCH = 500


def _report(outcomes: Sequence[Outcome]) -> None:
    """Per mutation: cases, refused files, accepted and rejected rows."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for mutation, counted in outcome.counts.items():
            counts.setdefault(mutation, Counter()).update(counted)
    columns = ("cases", "refused", "accepted rows", "rejected rows")
    print(f"\n{'mutation':34}" + "".join(f"{column:>15}" for column in columns))
    for mutation in sorted(counts):
        print(f"{mutation:34}" + "".join(f"{counts[mutation][column]:15}" for column in columns))
    whole: Counter[str] = sum(counts.values(), Counter())
    print(f"{'together':34}" + "".join(f"{whole[column]:15}" for column in columns))


def test_some_mutations(make_lake: Callable[[], Lake]) -> None:
    outcome = judge(make_lake(), [make_case(number) for number in _SHORT], _PEOPLE)
    assert not outcome.problems, "\n".join(outcome.problems)


@pytest.mark.slow
def test_all_mutations(make_lake: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch) -> None:
    """Text of every second batch is read as if it were large: by DuckDB."""
    seed = os.environ.get("OPORA_MUTATION_SEED", "")
    numbers = [int(seed)] if seed else range(_LONG)
    outcomes = []
    usual = sheets.LARGE_BYTES
    for first in range(0, len(numbers), _BATCH):
        is_large = first // _BATCH % 2 == 1 or bool(os.environ.get("OPORA_MUTATION_LARGE"))
        monkeypatch.setattr(sheets, "LARGE_BYTES", 1 if is_large else usual)
        cases = [make_case(number) for number in numbers[first : first + _BATCH]]
        outcomes.append(judge(make_lake(), cases, _PEOPLE))
        print(f"\n{first + len(cases)} of {len(numbers)}", end="", flush=True)
    _report(outcomes)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    assert not problems, "\n".join(problems)


def test_every_plan_and_every_foreign_format_has_its_turn_in_the_long_run() -> None:
    foreign = range(0, len(FOREIGN) * FOREIGN_EVERY, FOREIGN_EVERY)
    assert {make_case(number).family for number in foreign} == set(FOREIGN)
    assert foreign.stop <= _LONG
    turns = [plan for number in range(_LONG) if (plan := planned(number)) is not None]
    assert set(turns) == set(PLANS)
    assert len(PLANS) <= len(turns)


def test_a_case_is_the_same_again() -> None:
    for number in (3, 5, 8):
        assert make_case(number).content == make_case(number).content
