"""The shrunken residual finds more of the planted schools than the raw ranking does."""

import numpy as np
import pandas as pd
import pytest
from planted_hits import RAW_MEAN, RAW_RESIDUAL, SHRUNKEN, ends, hits

from opora.statistics import fit_two_level, moments_of_sums


def test_a_few_demonstrations() -> None:
    measured = hits(range(6), is_demonstration=True)
    assert measured.found[SHRUNKEN] > measured.found[RAW_MEAN]


@pytest.mark.slow
@pytest.mark.parametrize("is_demonstration", [True, False], ids=["demonstration", "drawn"])
def test_a_hundred_seeds(is_demonstration: bool) -> None:
    measured = hits(range(100), is_demonstration=is_demonstration)
    print("demonstration" if is_demonstration else "drawn", measured)
    assert measured.found[SHRUNKEN] > measured.found[RAW_MEAN]


def test_where_strength_shows_equally_everywhere_shrinking_pays() -> None:
    """Schools of 3 to 600 pupils whose strength adds the same to every mark."""
    found = dict.fromkeys((RAW_MEAN, RAW_RESIDUAL, SHRUNKEN), 0)
    for seed in range(30):
        rng = np.random.default_rng(seed)
        n = np.floor(np.exp(rng.uniform(np.log(3), np.log(600), 60)))
        index, strength = rng.normal(size=60), rng.normal(0, 0.3, 60)
        mean = 0.3 * index + strength + rng.normal(size=60) / np.sqrt(n)
        fit = fit_two_level(
            moments_of_sums(
                np.arange(60), n, n * mean, n * mean**2 + rng.chisquare(n - 1), {"index": index}
            )
        )
        ranked = fit.residuals.to_frame().rename(columns={"actual": RAW_MEAN})
        strong, weak = ends(pd.Series(strength))
        for ranking in found:
            best, worst = ends(ranked[ranking])
            found[ranking] += len(strong & best) + len(weak & worst)
    assert found[SHRUNKEN] > found[RAW_RESIDUAL] > found[RAW_MEAN]
