"""Moments about the overall means, in overall standard deviations, summed by the size of the group.

Belongs here: the form in which moments are good to compute with. Not here: any model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.statistics.arrays import Floats
from opora.statistics.moments import GroupMoments

#: A variance below this share of its second moment is what subtraction leaves of a constant.
ROUNDING = 1e-12


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
    def observations(self) -> float:
        """Pupils."""
        return float(self.size @ self.groups_of_size)

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
    is_constant = spread <= ROUNDING * products.sum(axis=0).diagonal() / n.sum()
    is_constant[0] = True
    scale = np.where(is_constant, 1.0, np.sqrt(np.where(is_constant, 1.0, spread)))
    centred = centred / scale
    within = scatter.sum(axis=0)
    # a predictor of groups has no scatter within them, and rounding may not look like any
    is_of_groups = within.diagonal() <= ROUNDING * products.sum(axis=0).diagonal()
    within[is_of_groups, :] = within[:, is_of_groups] = 0.0
    within /= np.outer(scale, scale)
    order = np.argsort(n, kind="stable")
    size, starts, groups_of_size = np.unique(n[order], return_index=True, return_counts=True)
    outer = (centred[:, :, None] * centred[:, None, :])[order]
    between = np.add.reduceat(outer, starts, axis=0)
    return Standardised(within, between, size, groups_of_size.astype(float), shift, scale)


def _products(moments: GroupMoments) -> Floats:
    """Cross products of predictors and outcome together, (g, p + 1, p + 1)."""
    g, p = moments.xy.shape
    products = np.empty((g, p + 1, p + 1))
    products[:, :p, :p] = moments.xx
    products[:, :p, p] = products[:, p, :p] = moments.xy
    products[:, p, p] = moments.yy
    return products
