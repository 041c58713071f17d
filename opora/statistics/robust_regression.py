"""One coefficient of a weighted regression, with an error that unequal variances don't spoil.

Belongs here: least squares, the heteroskedasticity-robust standard error HC2 and the degrees of
freedom that its t statistic really has. Sources: MacKinnon & White 1985, Journal of Econometrics
29 (HC2); Bell & McCaffrey 2002, Survey Methodology 28, and Imbens & Kolesár 2016, Review of
Economics and Statistics 98 (degrees of freedom by Satterthwaite, the advice for small samples:
five treated units beside sixty others have about four of them, not sixty). Not here: models of
pupils, or what is regressed on what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from opora.statistics.arrays import Floats

#: A leverage this near to 1: the row's residual is zero whatever came out.
_WHOLE = 1 - 1e-9
#: A column whose part that the columns before it don't explain is smaller than this is theirs.
_COLLINEAR = 1e-8


@dataclass(frozen=True)
class Coefficient:
    """An estimate and what is known of its error.

    Attributes:
        value: in units of outcome per unit of the column.
        standard_error: HC2; NaN where a row's own leverage leaves no error to see.
        degrees_of_freedom: of value / standard_error.
        coefficients: of all columns, (p,).
        covariance: of all columns, (p, p), with the weights as inverse variances and the scale
            estimated.
        residuals: outcome - prediction, (n,).
    """

    value: float
    standard_error: float
    degrees_of_freedom: float
    coefficients: Floats
    covariance: Floats
    residuals: Floats

    def interval(self, level: float) -> tuple[float, float]:
        """The confidence interval of this level, 0 to 1."""
        half = float(student.ppf((1 + level) / 2, self.degrees_of_freedom)) * self.standard_error
        return self.value - half, self.value + half

    @property
    def p_value(self) -> float:
        """Two-sided, of the hypothesis that the coefficient is zero."""
        if not self.standard_error > 0:
            return np.nan
        return float(2 * student.sf(abs(self.value) / self.standard_error, self.degrees_of_freedom))


def robust_coefficient(
    outcome: Floats, design: Floats, column: int, weights: Floats | None = None
) -> Coefficient:
    """The coefficient of a column of `design`, (n, p), which must have full rank and n > p.

    `weights`, (n,), are inverse variances up to a factor; without them all rows count alike.
    """
    root = np.ones(len(outcome)) if weights is None else np.sqrt(weights)
    x, y = design * root[:, None], outcome * root
    q, r = np.linalg.qr(x)
    coefficients = np.linalg.solve(r, q.T @ y)
    error = y - x @ coefficients
    leverage = (q**2).sum(axis=1)
    # row of (X'X)^-1 X' that makes the coefficient
    makes = q @ np.linalg.solve(r.T, np.eye(len(r))[column])
    is_free = leverage < _WHOLE
    factor = np.zeros(len(y))
    factor[is_free] = makes[is_free] ** 2 / (1 - leverage[is_free])
    has_error = bool((np.abs(makes[~is_free]) < _COLLINEAR).all())
    inverse = np.linalg.solve(r, np.eye(len(r)))
    scale = float(error @ error) / (len(y) - x.shape[1])
    return Coefficient(
        value=float(coefficients[column]),
        standard_error=float(np.sqrt(factor @ error**2)) if has_error else np.nan,
        degrees_of_freedom=_degrees_of_freedom(factor, leverage, q) if has_error else np.nan,
        coefficients=coefficients,
        covariance=scale * inverse @ inverse.T,
        residuals=outcome - design @ coefficients,
    )


def independent_columns(design: Floats) -> list[int]:
    """Columns of `design`, (n, p), that those before them don't explain; the first ones win."""
    chosen: list[int] = []
    basis = np.empty((len(design), 0))
    for column in range(design.shape[1]):
        own = design[:, column]
        size = float(np.linalg.norm(own))
        left = own - basis @ (basis.T @ own)
        left = left - basis @ (basis.T @ left)
        length = float(np.linalg.norm(left))
        if size > 0 and length > _COLLINEAR * size:
            chosen.append(column)
            basis = np.column_stack([basis, left / length])
    return chosen


def _degrees_of_freedom(factor: Floats, leverage: Floats, q: Floats) -> float:
    """Satterthwaite's: 2 · mean² / variance of the estimated variance, were all errors alike."""
    mean = float(factor @ (1 - leverage))
    crossed = q.T @ (q * factor[:, None])
    half_variance = float((factor**2) @ (1 - 2 * leverage)) + float((crossed**2).sum())
    return mean**2 / half_variance if half_variance > 0 else np.nan
