"""The first principal component by hand, against another program and at its edges."""

import numpy as np
import pytest
from published import california
from statsmodels.multivariate.pca import PCA

from opora.statistics import first_component


def test_two_columns_by_hand() -> None:
    """Correlation 0.8: loadings sqrt(1/2) each, explained (1 + 0.8) / 2."""
    first = [1.0, 2.0, 3.0, 4.0]
    second = [10.0, 30.0, 20.0, 40.0]
    found = first_component(np.column_stack([first, second]), ["a", "b"])
    assert found.loadings == pytest.approx({"a": np.sqrt(0.5), "b": np.sqrt(0.5)})
    assert found.explained_share == pytest.approx(0.9)
    assert found.explained_shares == pytest.approx([0.9, 0.1])
    assert found.scores[3] == pytest.approx(2 * np.sqrt(0.5) * 1.5 / np.sqrt(1.25))


def test_columns_that_run_against_each_other_have_a_sign_all_the_same() -> None:
    first = np.array([1.0, 2.0, 3.0, 4.0])
    found = first_component(np.column_stack([first, -first]), ["a", "b"])
    assert found.loadings == pytest.approx({"a": np.sqrt(0.5), "b": -np.sqrt(0.5)})
    assert found.explained_share == pytest.approx(1)


def test_agrees_with_statsmodels() -> None:
    columns = ["calworks", "lunch", "english", "income"]
    matrix = california()[columns].to_numpy()
    found = first_component(matrix, columns)
    theirs = PCA(matrix, standardize=True, normalize=False)
    assert np.abs(list(found.loadings.values())) == pytest.approx(np.abs(theirs.loadings[:, 0]))
    assert found.explained_share == pytest.approx(theirs.eigenvals[0] / theirs.eigenvals.sum())
    assert sum(found.loadings.values()) > 0
    assert np.abs(found.scores) == pytest.approx(np.abs(theirs.scores[:, 0]))


def test_incomplete_rows_are_left_out_and_counted() -> None:
    whole = np.array([[1.0, 10], [2, 30], [3, 20], [4, 40]])
    found = first_component(np.vstack([whole, [np.nan, 5], [7, np.nan]]), ["a", "b"])
    assert (found.rows, found.left_out) == (4, 2)
    assert found.explained_share == pytest.approx(0.9)
    assert np.isnan(found.scores[4:]).all() and np.isfinite(found.scores[:4]).all()


@pytest.mark.parametrize(
    ("matrix", "reason", "concerns"),
    [
        ([[1, 2], [2, 1]], "too_few_observations", ()),
        ([[np.nan, 2], [2, np.nan]], "no_observations", ()),
        ([[1, 5], [2, 5], [4, 5]], "constant_predictor", ("b",)),
        ([[1, 1], [1, -1], [-1, 1], [-1, -1]], "no_leading_component", ()),
    ],
    ids=["few", "none", "constant", "uncorrelated"],
)
def test_no_component_but_a_reason(
    matrix: list[list[float]], reason: str, concerns: tuple[str, ...]
) -> None:
    found = first_component(matrix, ["a", "b"])
    assert (found.state, found.reason, found.concerns) == ("not_fitted", reason, concerns)
    assert found.loadings == {} and np.isnan(found.explained_share)
    assert np.isnan(found.scores).all()


def test_one_column_has_nothing_in_common_with_others() -> None:
    assert first_component([[1.0], [2.0], [3.0]], ["a"]).reason == "too_few_columns"


def test_names_have_to_fit() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        first_component([[1.0], [2.0]], ["a", "b"])
