"""The difference of two groups as Stock & Watson publish it: the small classes of project STAR.

Stock & Watson, "Introduction to Econometrics", table 13.1: in kindergarten a small class scored
13.90 points more than a regular one, standard error (robust) 2.45; with a regular class with an
aide as a third group. The estimator is the one that effects of measures go through.
"""

import pandas as pd
import pytest
from published import star

from opora.statistics.difference import Difference, Rules, difference_in_differences

RULES = Rules(level=0.95, least_treated=5, untreated_per_covariate=5, most_permutations=1)


def _difference(pupils: pd.DataFrame, *, has_aides: bool) -> Difference:
    aide = (pupils["class_kind"] == "regular+aide").to_numpy(float)[:, None]
    found = difference_in_differences(
        pupils["score"].to_numpy(float),
        (pupils["class_kind"] == "small").to_numpy(),
        RULES,
        covariates=aide if has_aides else None,
    )
    assert found is not None
    return found


def test_small_class_in_kindergarten_with_aides_as_a_third_group() -> None:
    found = _difference(star(), has_aides=True)
    assert (round(found.effect, 2), round(found.standard_error, 2)) == (13.90, 2.45)


def test_small_class_in_kindergarten_against_regular_ones() -> None:
    pupils = star()
    found = _difference(pupils[pupils["class_kind"] != "regular+aide"], has_aides=False)
    assert (round(found.effect, 2), round(found.standard_error, 2)) == (13.90, 2.45)
    # of so many pupils the t distribution is the normal one
    assert found.low == pytest.approx(found.effect - 1.96 * found.standard_error, abs=0.01)
