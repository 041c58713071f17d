"""The funnel: is a unit further from what was expected than chance and its size explain?

Belongs here: z-scores of units, the overdispersion factor and limits. Sources: Spiegelhalter 2005a,
"Funnel plots for comparing institutional performance", Statistics in Medicine 24; 2005b, "Handling
over-dispersion of performance indicators", Quality and Safety in Health Care 14 (the winsorised
multiplicative factor). Not here: who is told about it.

Real units differ by more than chance: they lack context, and one pupil's results hang together.
Limits for chance alone then flag most of them. The overdispersion factor phi, the mean of the
squared z-scores after the most extreme ones were drawn in, widens the limits for everybody, so that
only units that stand out from that general unrest are flagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from opora.statistics.arrays import Floats, Labels
from opora.statistics.moments import grouped
from opora.statistics.reasons import Reason

#: The share of z-scores that is drawn in on each side; Spiegelhalter's own choice.
WINSORISED_SHARE = 0.1


@dataclass(frozen=True)
class Funnel:
    """z-scores of units and how far they scatter beyond chance; arrays are (u,).

    A unit without participants, without a finite number or with a variance of zero has NaN for both
    z-scores and takes no part in the overdispersion.

    Attributes:
        state: "not_measured" when there is no overdispersion to tell, and then why; corrected
            z-scores and limits are NaN then.
        reason: why.
        units: labels.
        observed, expected: in any unit of measurement.
        variance: of the observed, if nothing but chance were at work.
        z: (observed - expected) / sqrt(variance).
        overdispersion: phi as it is, from 0; below 1 there is less scatter than chance makes.
        factor: phi as it is used: never below 1.
        corrected_z: z / sqrt(factor).
    """

    state: Literal["measured", "not_measured"]
    reason: Reason | None
    units: Labels
    observed: Floats
    expected: Floats
    variance: Floats
    z: Floats
    overdispersion: float
    factor: float
    corrected_z: Floats

    def limits(self, level: float, *, corrected: bool = True) -> tuple[Floats, Floats]:
        """Lower and upper limit for the observed, between which `level` (0 to 1) of units lie."""
        factor = self.factor if corrected else 1.0
        half = _quantile(level) * np.sqrt(np.where(np.isfinite(self.z), self.variance, np.nan))
        return self.expected - half * np.sqrt(factor), self.expected + half * np.sqrt(factor)

    def outside(self, level: float, *, corrected: bool = True) -> Floats:
        """-1 below the limits, 1 above them, 0 between or on them, NaN where there is no z."""
        z = self.corrected_z if corrected else self.z
        found: Floats = np.where(np.abs(z) > _quantile(level), np.sign(z), np.where(z == z, 0.0, z))
        return found


def funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    variance: ArrayLike,
    *,
    units: ArrayLike | None = None,
    winsorised_share: float = WINSORISED_SHARE,
    least_units: int = 2,
) -> Funnel:
    """The funnel of anything with an expectation and a variance.

    Args:
        observed: what was found, (u,).
        expected: what was to be expected, (u,), such as a two-level model's x'b.
        variance: of observed under chance, (u,), such as sigma² / n.
        units: labels, (u,); by default 0, 1, 2 …
        winsorised_share: share of z-scores that is drawn in on each side before phi is taken, from
            0 to below 0.5.
        least_units: units with a z-score that phi asks for.

    Raises ValueError where lengths differ or the share isn't one.
    """
    if not 0 <= winsorised_share < 0.5:
        raise ValueError(f"the winsorised share must be from 0 to below 0.5: {winsorised_share}")
    o, e, v = (np.asarray(values, dtype=np.float64) for values in (observed, expected, variance))
    labels = np.arange(len(o)) if units is None else np.asarray(units)
    if not o.shape == e.shape == v.shape == labels.shape or o.ndim != 1:
        raise ValueError(f"shapes differ: {o.shape}, {e.shape}, {v.shape}, {labels.shape}")
    is_usable = np.isfinite(o) & np.isfinite(e) & np.isfinite(v) & (v > 0)
    z = np.full(len(o), np.nan)
    z[is_usable] = (o[is_usable] - e[is_usable]) / np.sqrt(v[is_usable])
    used = z[is_usable]
    reason, phi = _reason(used, v, least_units), np.nan
    if reason is None:
        low, high = np.quantile(used, [winsorised_share, 1 - winsorised_share])
        phi = float(np.mean(np.clip(used, low, high) ** 2))
    factor = max(phi, 1.0) if reason is None else np.nan
    state: Literal["measured", "not_measured"] = "measured" if reason is None else "not_measured"
    return Funnel(state, reason, labels, o, e, v, z, phi, factor, z / np.sqrt(factor))


def funnel_of_shares(
    failed: ArrayLike,
    participants: ArrayLike,
    *,
    units: ArrayLike | None = None,
    winsorised_share: float = WINSORISED_SHARE,
    least_units: int = 2,
) -> Funnel:
    """The funnel of shares around the share of all units together; observed is a share, 0 to 1.

    `failed` and `participants` are counts, (u,). The variance is that of a proportion,
    p·(1 - p) / participants. Where nobody or everybody failed it is zero, and so nothing is
    measured. Raises ValueError for impossible counts.
    """
    k, n = _counts(failed, participants)
    pooled = k.sum() / n.sum() if n.sum() else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        share, variance = np.where(n > 0, k / n, np.nan), pooled * (1 - pooled) / n
    return funnel(
        share,
        np.full(len(n), pooled),
        np.where(n > 0, variance, np.nan),
        units=units,
        winsorised_share=winsorised_share,
        least_units=least_units,
    )


def funnel_of_procedures(
    units: ArrayLike,
    procedures: ArrayLike,
    failed: ArrayLike,
    participants: ArrayLike,
    *,
    winsorised_share: float = WINSORISED_SHARE,
    least_units: int = 2,
) -> Funnel:
    """The funnel of units over procedures of different difficulty: indirectly standardised.

    All arguments have one entry per cell of a unit and a procedure; cells of the same two are
    added. With p the share of a procedure's participants that failed anywhere,

        z = (sum of failed - sum of n·p) / sqrt(sum of n·p·(1 - p)),

    one unit per label in the order of the labels; observed and expected are counts. The same pupils
    sit several procedures, which the overdispersion takes up. Raises ValueError for impossible
    counts.
    """
    k, n = _counts(failed, participants)
    procedure, names = grouped(np.asarray(procedures))
    unit, labels = grouped(np.asarray(units))
    if not len(k) == len(procedure) == len(unit):
        raise ValueError("units, procedures and counts differ in length")

    def per_unit(values: Floats) -> Floats:
        return np.bincount(unit, weights=values, minlength=len(labels)).astype(np.float64)

    of_procedure = np.bincount(procedure, weights=n, minlength=len(names))
    failed_of_procedure = np.bincount(procedure, weights=k, minlength=len(names))
    share = (failed_of_procedure / np.maximum(of_procedure, 1))[procedure]
    return funnel(
        per_unit(k),
        per_unit(n * share),
        per_unit(n * share * (1 - share)),
        units=labels,
        winsorised_share=winsorised_share,
        least_units=least_units,
    )


def share_limits(
    participants: ArrayLike, share: float, *, deviations: float, factor: float = 1.0
) -> tuple[Floats, Floats]:
    """Limits of a share for units of these sizes, (s,), to draw a funnel; within 0 to 1.

    They lie so many standard deviations from the share, widened by the overdispersion `factor`.
    """
    n = np.asarray(participants, dtype=np.float64)
    half = deviations * np.sqrt(factor * share * (1 - share) / n)
    return np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)


def _reason(used: Floats, variance: Floats, least_units: int) -> Reason | None:
    if len(used) and len(used) >= least_units:
        return None
    if not len(used) and (variance == 0).any():
        return Reason.NO_VARIANCE
    return Reason.TOO_FEW_UNITS if len(used) else Reason.NO_OBSERVATIONS


def _counts(failed: ArrayLike, participants: ArrayLike) -> tuple[Floats, Floats]:
    k, n = (np.asarray(counts, dtype=np.float64) for counts in (failed, participants))
    if k.shape != n.shape or k.ndim != 1:
        raise ValueError(f"failed and participants differ in shape: {k.shape}, {n.shape}")
    if not ((k >= 0) & (k <= n) & np.isfinite(n)).all():
        raise ValueError("a count is missing, negative, or more pupils failed than took part")
    return k, n


def _quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1: {level}")
    return float(norm.ppf((1 + level) / 2))
