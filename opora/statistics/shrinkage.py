"""Shrinkage of many noisy values towards their common mean: empirical Bayes for normal means.

Belongs here: values with a known sampling variance each, such as changes of schools. Not here: a
two-level model of pupils (`two_level`), or where the sampling variances come from. Sources:
DerSimonian & Laird 1986, "Meta-analysis in clinical trials", Controlled Clinical Trials 7 (the
true variance by moments); Morris 1983, "Parametric empirical Bayes inference", Journal of the
American Statistical Association 78 (the shrinkage).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.statistics.arrays import Floats


@dataclass(frozen=True)
class Shrunken:
    """Values drawn towards their mean; arrays are (u,), in the unit of the values.

    A unit without a finite value or a positive, finite sampling variance has NaN everywhere.

    Attributes:
        mean: what values are drawn to: the mean weighted by 1 / (true + sampling variance).
        true_variance: how much true values differ between units; at least 0.
        reliability: true variance / (true + sampling variance), 0 to 1.
        values: mean + reliability * (value - mean).
        standard_errors: of the shrunken value as a guess of the true one; they hold the
            uncertainty of the mean, the variances count as known.
    """

    mean: float
    true_variance: float
    reliability: Floats
    values: Floats
    standard_errors: Floats


def shrunken(values: ArrayLike, sampling_variances: ArrayLike) -> Shrunken:
    """Shrink values, (u,), whose sampling variances, (u,), are known.

    One unit alone, or none: nothing tells true differences, so that the unit is its own mean.
    Raises ValueError where lengths differ.
    """
    y, s = np.asarray(values, dtype=np.float64), np.asarray(sampling_variances, dtype=np.float64)
    if y.shape != s.shape or y.ndim != 1:
        raise ValueError(f"values and variances differ in shape: {y.shape}, {s.shape}")
    is_usable = np.isfinite(y) & np.isfinite(s) & (s > 0)
    true_variance = _true_variance(y[is_usable], s[is_usable])
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.where(is_usable, 1 / (s + true_variance), 0.0)
        reliability = np.where(is_usable, true_variance / (s + true_variance), np.nan)
    total = weights.sum()
    mean = float(np.where(is_usable, weights * y, 0.0).sum() / total) if total else np.nan
    return Shrunken(
        mean=mean,
        true_variance=true_variance,
        reliability=reliability,
        values=np.where(is_usable, mean + reliability * (y - mean), np.nan),
        standard_errors=np.sqrt(
            reliability * s + (1 - reliability) ** 2 / (total if total else np.nan)
        ),
    )


def _true_variance(y: Floats, s: Floats) -> float:
    """Q is the weighted scatter that is seen, units - 1 what chance alone would make of it."""
    if len(y) < 2:
        return 0.0
    w = 1 / s
    q = float(w @ (y - (w @ y) / w.sum()) ** 2)
    return max(0.0, (q - (len(y) - 1)) / float(w.sum() - (w @ w) / w.sum()))
