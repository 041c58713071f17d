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

from opora.statistics.arrays import Floats
from opora.statistics.standardised import ROUNDING, Standardised


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
        self._predictors = len(data.within) - 1
        self._freedom = data.observations - (self._predictors if restricted else 0)

    def deviance(self, theta: float) -> float:
        """Minus twice the log-likelihood of standardised data; infinite where it isn't defined."""
        return self.deviance_and_slope(theta)[0]

    def deviance_and_slope(self, theta: float) -> tuple[float, float]:
        """The deviance and its derivative by theta; (inf, nan) where they aren't defined."""
        data, p = self._data, self._predictors
        try:
            inverse, coefficients, residual = self._regression(theta)
        except np.linalg.LinAlgError:
            return np.inf, np.nan
        if residual == 0:
            return -np.inf, np.nan
        weight = self._weight(theta)
        contrast = np.append(-coefficients, 1.0)
        change = -np.einsum("s,sij->ij", weight**2, data.between)
        deviance = self._freedom * (np.log(2 * np.pi * residual / self._freedom) + 1)
        deviance += data.groups_of_size @ np.log1p(data.size * theta)
        slope = self._freedom * (contrast @ change @ contrast) / residual
        slope += data.groups_of_size @ weight
        if self._restricted:
            deviance -= 2 * np.log(inverse.diagonal()).sum()
            slope += np.einsum("ij,jk,ik", inverse, change[:p, :p], inverse)
        return float(deviance), float(slope)

    def estimates(self, theta: float) -> Estimates:
        """Coefficients and variances at a theta; raises LinAlgError where they aren't defined."""
        scale, shift, p = self._data.scale, self._data.shift, self._predictors
        inverse, coefficients, residual = self._regression(theta)
        within_variance = scale[p] ** 2 * residual / self._freedom
        # from z back to x = shift + scale * z
        back = np.diag(1 / scale[:p])
        back[0, 1:] = -shift[1:p] / scale[1:p]
        coefficients = scale[p] * (back @ coefficients)
        coefficients[0] += shift[p]
        half = back @ inverse.T
        log_likelihood = -self.deviance(theta) / 2 - self._freedom * np.log(scale[p])
        if self._restricted:
            log_likelihood -= np.log(scale[:p]).sum()
        return Estimates(
            coefficients,
            within_variance * half @ half.T,
            float(within_variance),
            float(log_likelihood),
        )

    def _weight(self, theta: float) -> Floats:
        return self._data.size / (1 + self._data.size * theta)

    def _regression(self, theta: float) -> tuple[Floats, Floats, float]:
        """Inverse Cholesky root of the predictors' matrix, coefficients, residual sum of squares.

        The sum is exactly 0 where it is nothing but rounding.
        """
        p = self._predictors
        between = np.einsum("s,sij->ij", self._weight(theta), self._data.between)
        matrix = self._data.within + between
        inverse = np.linalg.inv(np.linalg.cholesky(matrix[:p, :p]))
        explained = inverse @ matrix[:p, p]
        residual = matrix[p, p] - explained @ explained
        is_rounding = residual <= ROUNDING * matrix[p, p]
        return inverse, inverse.T @ explained, 0.0 if is_rounding else float(residual)
