"""One delimiter too many or too few: a line is read as it was, or told as shifted; nobody is named.

What an adapter gives is looked at, before the contract judges it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ris_gia_protocol import (
    EXAMS,
    PERSONAL,
    SERIES,
    Line,
    Protocol,
    csv_of,
    random_protocol,
)
from opora.intake.adapters import Known
from opora.intake.adapters.ris_gia_protocol import ADAPTER
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.rules import load_rule

KNOWN = Known(
    load_rule("assessment_windows"),
    {row["synonym"] for row in load_rule("vocabularies") if row["vocabulary"] == "subject"},
)
EXAM_NUMBERS = [(kind, exam) for kind, exams in EXAMS.items() for exam in range(len(exams))]
SCORES = slice(8, 11)

ABSENT = Line(2, "sch990002", "", None, None, person=1)

Cells = Sequence[str | None]


def read(text: str) -> dict[int, Cells]:
    rows = [[cell or None for cell in line.split(";")] for line in text.splitlines()]
    sheets = [Sheet(None, rows)]
    assert ADAPTER.claims(sheets)
    return {row_no: cells for table in ADAPTER.read(sheets, KNOWN) for row_no, cells in table.rows}


def is_told(cells: Cells) -> bool:
    """Whether the contract will reject the line: a score of it can't be read."""
    return any(str(cell).startswith("(скрыто") for cell in cells[SCORES])


def check(text: str, line: str, shifted: str) -> None:
    before = read(text)
    try:
        after = read(text.replace(line, shifted, 1))
    except Refusal as refusal:
        # of one line alone it may be unclear which exam it is
        assert len(before) == 1
        assert not named_in(str(refusal))
        return
    assert after.keys() == before.keys()
    changed = [row_no for row_no in before if after[row_no] != before[row_no]]
    assert all(is_told(after[row_no]) for row_no in changed)
    assert not named_in(" ".join(str(cell) for cells in after.values() for cell in cells))


def named_in(text: str) -> list[str]:
    return [each for each in (*PERSONAL, SERIES) if each in text]


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    exam=st.sampled_from(EXAM_NUMBERS),
    is_extra=st.booleans(),
    data=st.data(),
)
def test_a_line_is_read_as_it_was_or_told_as_shifted(
    seed: int, exam: tuple[str, int], is_extra: bool, data: st.DataObject
) -> None:
    protocol = random_protocol(random.Random(seed), *exam)  # noqa: S311
    text = csv_of(protocol).decode("cp1251")
    lines = text.splitlines()[2 : 2 + len(protocol.lines)]
    line = data.draw(st.sampled_from(lines))
    cells = line.split(";")
    at = data.draw(st.integers(1, len(cells) - 1))
    middle = [*cells[:at], "", *cells[at:]] if is_extra else _joined(cells, at)
    check(text, line, ";".join(middle))


def _joined(cells: list[str], at: int) -> list[str]:
    return [*cells[: at - 1], cells[at - 1] + cells[at], *cells[at + 1 :]]


@pytest.mark.parametrize("sparse", [False, True])
def test_no_place_for_a_delimiter_is_overlooked(sparse: bool) -> None:
    """Every place in every kind of line, with and without a result."""
    for kind, exam in EXAM_NUMBERS:
        came = Line(1, "sch990001", "9А" if kind == "oge" else "11", 15, 4)
        lines = (came, ABSENT, replace(came, number=3))
        text = csv_of(Protocol(lines, kind, exam, sparse=sparse)).decode("cp1251")
        for line in text.splitlines()[2:4]:
            cells = line.split(";")
            for at in range(1, len(cells)):
                check(text, line, ";".join([*cells[:at], "", *cells[at:]]))
                check(text, line, ";".join(_joined(cells, at)))
