"""Places shared out: by hand, and against every possible answer."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.statistics.arrays import Floats
from opora.statistics.assignment import Columns, assign

NEVER = np.inf


@pytest.mark.parametrize(
    ("costs", "places", "expected"),
    [
        # 1 + 2 beats 0 + 5: the dearer column for the first is the cheaper answer
        ([[0, 1], [2, 5]], [1, 1], [1, 0]),
        ([[0, 1], [2, 5]], [2, 0], [0, 0]),
        # more rows than places: the first row comes first, whatever the second would save
        ([[9, 9], [0, 0]], [1, 0], [0, -1]),
        # the first row could have either; the second only the first column: both are served
        ([[0, 8], [0, NEVER]], [1, 1], [1, 0]),
        # and where only one can be, it is the first
        ([[8, NEVER], [0, NEVER]], [1, 1], [0, -1]),
        # the third is worth no less than the second: two of three, the first two
        ([[5, NEVER], [5, NEVER], [0, NEVER]], [2, 5], [0, 0, -1]),
        ([[NEVER], [1]], [1], [-1, 0]),
        ([[NEVER, NEVER]], [1, 1], [-1]),
        # costs below zero are costs too
        ([[-3, -1], [-3, 0]], [1, 1], [1, 0]),
        ([[1, 1]], [0, 0], [-1]),
    ],
)  # fmt: skip
def test_by_hand(costs: list[list[float]], places: list[int], expected: list[int]) -> None:
    assert assign(np.array(costs, dtype=float), np.array(places)).tolist() == expected


def test_nobody_and_nothing() -> None:
    assert assign(np.empty((0, 2)), np.array([1, 1])).tolist() == []
    assert assign(np.empty((2, 0)), np.array([], dtype=int)).tolist() == [-1, -1]


def test_places_that_nobody_wants_cost_nothing() -> None:
    """A thousand places each, as somebody may write by mistake: not a matrix of 400 million."""
    costs = np.tile(np.arange(100.0), (200, 1))
    found = assign(costs, np.full(100, 1000))
    assert (found == 0).all()


def test_costs_too_fine_to_add_up_exactly_are_refused() -> None:
    with pytest.raises(ValueError, match="exactly"):
        assign(np.array([[0.0, 1e12]]), np.array([1, 1]))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Floats, Columns]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    cost = st.one_of(st.integers(0, 6).map(float), st.just(NEVER))
    costs = draw(st.lists(cost, min_size=rows * columns, max_size=rows * columns))
    places = draw(st.lists(st.integers(0, 6), min_size=columns, max_size=columns))
    return np.array(costs).reshape(rows, columns), np.array(places)


@settings(max_examples=300, deadline=None)
@given(problems())
def test_no_answer_is_better(problem: tuple[Floats, Columns]) -> None:
    costs, places = problem
    found = assign(costs, places)
    answers = product(range(-1, len(places)), repeat=len(costs))
    best = max(_value(costs, answer) for answer in answers if _is_possible(costs, places, answer))
    assert _is_possible(costs, places, tuple(found))
    assert _value(costs, tuple(found)) == best


@settings(max_examples=100, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_columns_changes_no_cost(
    problem: tuple[Floats, Columns], random: object
) -> None:
    costs, places = problem
    order = np.arange(len(places))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = assign(costs[:, order], places[order])
    back = tuple(-1 if column < 0 else order[column] for column in found)
    assert _value(costs, back) == _value(costs, tuple(assign(costs, places)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_two_rows_would_rather_swap(seed: int) -> None:
    """Larger than every answer can be tried for: never above the places, no swap pays."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(20, 60), rng.integers(3, 12)
    costs = np.round(rng.uniform(0, 3, (rows, columns)), 6)
    places = rng.integers(0, 30, columns)
    found = assign(costs, places)
    assert (np.bincount(found[found >= 0], minlength=columns) <= places).all()
    served = np.flatnonzero(found >= 0)
    assert served.tolist() == list(range(min(rows, places.sum())))
    now = costs[served, found[served]]
    swapped = costs[served][:, found[served]]
    assert (swapped + swapped.T >= now[:, None] + now[None, :] - 1e-9).all()


def _is_possible(costs: Floats, places: Columns, answer: tuple[int, ...]) -> bool:
    return all(
        column < 0 or costs[row, column] < NEVER for row, column in enumerate(answer)
    ) and all(answer.count(column) <= most for column, most in enumerate(places))


def _value(costs: Floats, answer: tuple[int, ...]) -> tuple[int, tuple[bool, ...], float]:
    """How good it is: rows served, which of them, and what is saved."""
    served = tuple(column >= 0 for column in answer)
    cost = sum(costs[row, column] for row, column in enumerate(answer) if column >= 0)
    return sum(served), served, -cost
