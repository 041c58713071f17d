"""The profile likelihood of the random-intercept model, in closed form from the moments.

Belongs here: the deviance as a function of the one parameter that has no closed form,
theta = between-group variance / within-group variance, its slope, and the other estimates given it.
Not here: the search for the best theta (`search`), and what a school is told (`two_level`).

With n pupils in group j, the inverse of its covariance matrix is
(I - theta / (1 + n·theta) · 11') / sigma², so the pupils enter through two matrices of the
predictors and the outcome together: W, the scatter within groups, and the products of group means,
weighted by v = n / (1 + n·theta). Groups of one size share their weight and are summed beforehand:
an evaluation costs as much as there are sizes. Sources: Raudenbush & Bryk 2002, chapters 3 and 14;
Goldstein 2011, "Multilevel Statistical Models", chapter 2; restricted likelihood: Harville 1977.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.analysis.arrays import Floats
from opora.analysis.moments import GroupMoments


@dataclass(frozen=True)
class Standardised:
    """Moments about the overall means and in overall standard deviations.

    Predictors and outcome together are the p + 1 variables here. Standardising changes nothing that
    is reported and keeps the matrices well conditioned whatever the units are.

    Attributes:
        within: scatter within groups, summed over groups, (p + 1, p + 1).
        between: products of group means, summed over the groups of one size, (s, p + 1, p + 1).
        size: pupils per group, (s,); only sizes above zero.
        groups_of_size: groups, (s,).
        shift: overall means; 0 for the intercept, (p + 1,).
        scale: overall standard deviations; 1 for the intercept and for what doesn't vary, (p + 1,).
    """

    within: Floats
    between: Floats
    size: Floats
    groups_of_size: Floats
    shift: Floats
    scale: Floats

    @property
    def total(self) -> Floats:
        """Scatter and means together, as if there were no groups, (p + 1, p + 1)."""
        return self.within + np.tensordot(self.size, self.between, axes=1)


def standardised(moments: GroupMoments) -> Standardised:
    """Standardise the moments of groups that have pupils; there must be one."""
    has_pupils = moments.count > 0
    n = moments.count[has_pupils]
    products = _products(moments)[has_pupils]
    means = products[:, 0, :] / n[:, None]
    scatter = products - n[:, None, None] * means[:, :, None] * means[:, None, :]
    shift = products[:, 0, :].sum(axis=0) / n.sum()
    shift[0] = 0.0
    centred = means - shift
    spread = (scatter.sum(axis=0) + (centred * n[:, None]).T @ centred).diagonal() / n.sum()
    # what is left of a constant after subtraction is rounding
    is_constant = spread <= 1e-12 * products.sum(axis=0).diagonal() / n.sum()
    is_constant[0] = True
    scale = np.where(is_constant, 1.0, np.sqrt(np.where(is_constant, 1.0, spread)))
    centred = centred / scale
    within = scatter.sum(axis=0) / np.outer(scale, scale)
    order = np.argsort(n, kind="stable")
    size, starts, groups_of_size = np.unique(n[order], return_index=True, return_counts=True)
    outer = (centred[:, :, None] * centred[:, None, :])[order]
    between = np.add.reduceat(outer, starts, axis=0)
    return Standardised(within, between, size, groups_of_size.astype(float), shift, scale)


@dataclass(frozen=True)
class Estimates:
    """What belongs to one theta, in the units of the data.

    Attributes:
        coefficients: (p,).
        covariance: of the coefficients, (p, p).
        within_variance: sigma².
        log_likelihood: restricted or not, as the profile is.
    """

    coefficients: Floats
    covariance: Floats
    within_variance: float
    log_likelihood: float


class Profile:
    """Minus twice the log-likelihood as a function of theta, up to what doesn't depend on it."""

    def __init__(self, data: Standardised, *, restricted: bool) -> None:
        """Of standardised moments whose predictors aren't collinear."""
        self._data = data
        self._restricted = restricted
        self._observations = float(data.size @ data.groups_of_size)
        self._predictors = len(data.within) - 1
        self._freedom = self._observations - (self._predictors if restricted else 0)

    def deviance(self, theta: float) -> float:
        """Minus twice the log-likelihood of standardised data; infinite where it isn't defined."""
        return self.deviance_and_slope(theta)[0]

    def deviance_and_slope(self, theta: float) -> tuple[float, float]:
        """The deviance and its derivative by theta; (inf, nan) where they aren't defined."""
        data, p = self._data, self._predictors
        weight = data.size / (1 + data.size * theta)
        try:
            root = np.linalg.cholesky(self._matrix(weight))
        except np.linalg.LinAlgError:
            return np.inf, np.nan
        # the last row of the root holds the regression: root[p, p]² is the weighted residual
        # sum of squares
        residual = root[p, p] ** 2
        inverse = np.linalg.inv(root[:p, :p])
        contrast = np.append(-inverse.T @ root[p, :p], 1.0)
        change = -np.tensordot(weight**2, data.between, axes=1)
        deviance = (
            self._freedom * (np.log(2 * np.pi * residual / self._freedom) + 1)
            + data.groups_of_size @ np.log1p(data.size * theta)
        )  # fmt: skip
        slope = self._freedom * (contrast @ change @ contrast) / residual
        slope += data.groups_of_size @ weight
        if self._restricted:
            deviance += 2 * np.log(root.diagonal()[:p]).sum()
            slope += np.einsum("ij,jk,ik", inverse, change[:p, :p], inverse)
        return float(deviance), float(slope)

    def estimates(self, theta: float) -> Estimates:
        """Coefficients and variances at a theta; raises LinAlgError where they aren't defined."""
        data, p = self._data, self._predictors
        root = np.linalg.cholesky(self._matrix(data.size / (1 + data.size * theta)))
        inverse = np.linalg.inv(root[:p, :p])
        within_variance = root[p, p] ** 2 / self._freedom
        coefficients = inverse.T @ root[p, :p]
        covariance = within_variance * inverse.T @ inverse
        # back to the units of the data: x = shift + scale * z
        back = np.diag(1 / data.scale[:p])
        back[0, 1:] = -data.shift[1:p] / data.scale[1:p]
        y_shift, y_scale = data.shift[p], data.scale[p]
        coefficients = y_scale * (back @ coefficients)
        coefficients[0] += y_shift
        logarithm = -self.deviance(theta) / 2 - self._freedom * np.log(y_scale)
        if self._restricted:
            logarithm -= np.log(data.scale[:p]).sum()
        return Estimates(
            coefficients,
            y_scale**2 * back @ covariance @ back.T,
            float(y_scale**2 * within_variance),
            float(logarithm),
        )

    def _matrix(self, weight: Floats) -> Floats:
        return self._data.within + np.tensordot(weight, self._data.between, axes=1)


def _products(moments: GroupMoments) -> Floats:
    """Cross products of predictors and outcome together, (g, p + 1, p + 1)."""
    g, p = moments.xy.shape
    products = np.empty((g, p + 1, p + 1))
    products[:, :p, :p] = moments.xx
    products[:, :p, p] = products[:, p, :p] = moments.xy
    products[:, p, p] = moments.yy
    return products
