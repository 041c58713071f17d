"""Sums of groups by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from opora.statistics import added, moments_of_rows, moments_of_sums


def test_rows_by_hand() -> None:
    rows = pd.DataFrame({"school": ["b", "a", "b"], "mark": [2, 5, 4], "index": [1.0, 3.0, 2.0]})
    moments = moments_of_rows(rows, outcome="mark", group="school", predictors=["index"])
    assert moments.predictors == ("intercept", "index")
    assert moments.groups.tolist() == ["a", "b"]
    assert moments.count.tolist() == [1, 2]
    assert moments.xx.tolist() == [[[1, 3], [3, 9]], [[2, 3], [3, 5]]]
    assert moments.xy.tolist() == [[5, 15], [6, 10]]
    assert moments.yy.tolist() == [25, 20]
    assert moments.means.tolist() == [[1, 3], [1, 1.5]]
    assert moments.outcome_means.tolist() == [5, 3]
    assert (moments.observations, moments.left_out) == (3, 0)


def test_cells_of_a_school_add_up() -> None:
    """Two cells of school a: 2 pupils with index 1 and marks 3, 4; one with index 2 and mark 5."""
    moments = moments_of_sums(
        ["a", "b", "a"], [2, 1, 1], [7, 2, 5], [25, 4, 25], {"index": [1, 0, 2]}
    )
    assert moments.groups.tolist() == ["a", "b"]
    assert moments.count.tolist() == [3, 1]
    assert moments.xx.tolist() == [[[3, 4], [4, 6]], [[1, 0], [0, 0]]]
    assert moments.xy.tolist() == [[12, 17], [2, 0]]
    assert moments.yy.tolist() == [50, 4]


def test_a_cell_of_no_pupils_adds_nothing_whatever_it_says() -> None:
    moments = moments_of_sums(["a", "b"], [1, 0], [3, np.nan], [9, np.nan], {"index": [1, np.nan]})
    assert moments.count.tolist() == [1, 0]
    assert moments.outcome_means[0] == 3
    assert np.isnan(moments.outcome_means[1]) and np.isnan(moments.means[1]).all()


def test_rows_with_missing_values_are_refused_or_counted() -> None:
    rows = pd.DataFrame({"school": ["a", "a", None, "b"], "mark": [3.0, np.nan, 4.0, 5.0]})
    with pytest.raises(ValueError, match="2 of 4 rows lack a finite value in one of mark, school"):
        moments_of_rows(rows, outcome="mark", group="school")
    moments = moments_of_rows(rows, outcome="mark", group="school", missing="leave_out")
    assert (moments.groups.tolist(), moments.observations, moments.left_out) == (["a", "b"], 2, 2)


def test_added() -> None:
    first = moments_of_sums(["a", "b"], [1, 2], [3, 7], [9, 25])
    second = moments_of_sums(["b", "c"], [1, 1], [5, 2], [25, 4])
    both = added(first, second)
    assert both.groups.tolist() == ["a", "b", "c"]
    assert both.count.tolist() == [1, 3, 1]
    assert both.xy[:, 0].tolist() == [3, 12, 2]
    assert both.yy.tolist() == [9, 50, 4]
    with pytest.raises(ValueError, match="different predictors"):
        added(first, moments_of_sums(["a"], [1], [3], [9], {"index": [1]}))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], [2], [7], [20]), "smaller than total allows in a"),
        (
            (["a"], [2], [np.nan], [20]),
            "total must be a finite number in cells with pupils; not so in a",
        ),
        ((["a"], [-1], [3], [9]), "count is missing or negative"),
        ((["a"], [np.nan], [3], [9]), "count is missing or negative"),
        ((["a", "b"], [1], [3], [9]), r"count has the shape \(1,\), groups \(2,\)"),
        ((["a", None], [1, 1], [3, 3], [9, 9]), "a group without a label"),
        ((["a"], [1], [1e200], [np.inf]), "total_of_squares must be a finite number"),
    ],
    ids=["squares", "missing", "negative", "no-count", "length", "label", "infinite"],
)
def test_impossible_sums_are_refused(arguments: tuple[list[object], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        moments_of_sums(*arguments)


def test_refusals_name_the_columns() -> None:
    rows = pd.DataFrame({"school": ["a"], "mark": ["пять"]})
    with pytest.raises(ValueError, match="no such column: index; there are"):
        moments_of_rows(rows, outcome="mark", group="school", predictors=["index"])
    with pytest.raises(ValueError, match="mark must be numeric"):
        moments_of_rows(rows, outcome="mark", group="school")
    with pytest.raises(ValueError, match="must differ"):
        moments_of_sums(["a"], [1], [3], [9], {"intercept": [1]})


def test_a_country_of_cells_is_quick() -> None:
    """40,000 schools x 9 procedures come out as schools."""
    schools = np.repeat(np.arange(40_000), 9)
    ones = np.ones(len(schools))
    moments = moments_of_sums(schools, 2 * ones, 7 * ones, 25 * ones, {"index": schools / 1e4})
    assert moments.count.tolist() == [18.0] * 40_000
    assert moments.observations == 720_000
