"""Comparable units: which untreated units are like the treated ones before anything was done.

Belongs here: the choice by covariates that were known before. Not here: the outcome, which must
never be looked at for it. Within the caliper what differs is left to a regression: matching as
preprocessing (Ho, Imai, King & Stuart 2007, Political Analysis 15; Abadie & Imbens 2011, Journal
of Business & Economic Statistics 29, for the bias that is left without it). All units within the
caliper are taken, not the k nearest: in a municipality each of them counts, and no tie has to be
broken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from opora.statistics.arrays import Floats


@dataclass(frozen=True)
class Comparable:
    """Who is like whom.

    Attributes:
        counts: untreated units within the caliper of each treated one, (t,).
        distances: of each untreated unit to the nearest treated one, (c,), in units of the scaled
            covariates; infinite beyond the caliper.
    """

    counts: np.ndarray
    distances: Floats


def comparable(treated: ArrayLike, untreated: ArrayLike, *, caliper: float) -> Comparable:
    """Untreated units that differ from a treated one by no more than the caliper in any covariate.

    Args:
        treated: covariates of the treated, (t, k), scaled so that one caliper suits all of them.
        untreated: of the untreated, (c, k).
        caliper: largest difference that still counts as alike.
    """
    a = np.asarray(treated, dtype=np.float64)
    b = np.asarray(untreated, dtype=np.float64)
    if not len(a) or not len(b):
        return Comparable(np.zeros(len(a), dtype=np.int64), np.full(len(b), np.inf))
    # a hair more than the caliper: who is exactly at it is in, whatever rounding made of it
    radius = caliper * (1 + 1e-9)
    counts = cKDTree(b).query_ball_point(a, radius, p=np.inf, return_length=True)
    distances, _ = cKDTree(a).query(b, p=np.inf, distance_upper_bound=np.nextafter(radius, np.inf))
    return Comparable(np.asarray(counts, dtype=np.int64), np.asarray(distances, dtype=np.float64))
