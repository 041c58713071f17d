"""The first principal component of components: the weights that the data themselves would give.

Belongs here: one eigenvector of a correlation matrix. It is a diagnostic beside weights that people
have agreed on, never a replacement of them. Source: Jolliffe 2002, "Principal Component Analysis",
chapters 2-3. Not here: an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from opora.statistics.arrays import Floats
from opora.statistics.reasons import Reason, State
from opora.statistics.standardised import ROUNDING

#: Two eigenvalues that differ by less than this share of their sum are one.
_SAME = 1e-9


@dataclass(frozen=True)
class PrincipalComponent:
    """The component, or the reason why there is none.

    Attributes:
        state: whether there is one; without it the numbers below are empty or NaN.
        reason: why there is none.
        concerns: names of the columns that the reason is about.
        rows: complete rows, which it was computed from.
        left_out: rows with a missing value.
        loadings: by column, of length 1 together; their sum is positive.
        explained_share: of the variance of all standardised columns, 0 to 1.
        explained_shares: of all components, largest first, (c,).
        scores: of each row on the standardised columns, (r,); NaN in rows that were left out.
    """

    state: State
    reason: Reason | None
    rows: int
    left_out: int
    scores: Floats
    concerns: tuple[str, ...] = ()
    loadings: dict[str, float] = field(default_factory=dict)
    explained_share: float = np.nan
    explained_shares: Floats = field(default_factory=lambda: np.empty(0))


def first_component(
    matrix: ArrayLike, columns: Sequence[str], *, least_rows: int = 3
) -> PrincipalComponent:
    """The first principal component of standardised columns; complete rows only, counted.

    Args:
        matrix: rows (schools) by columns (components), (r, c); NaN is missing.
        columns: c names.
        least_rows: complete rows that it asks for. There must be more of them than columns in any
            case.

    Raises ValueError where the names don't fit the matrix; never for data that don't allow it.
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(columns):
        raise ValueError(f"a matrix of {len(columns)} columns is needed, not {values.shape}")
    is_complete = np.isfinite(values).all(axis=1)
    complete = values[is_complete]
    rows, left_out = len(complete), int((~is_complete).sum())
    scores = np.full(len(values), np.nan)

    def none(reason: Reason, concerns: tuple[str, ...] = ()) -> PrincipalComponent:
        return PrincipalComponent("not_fitted", reason, rows, left_out, scores, concerns)

    if len(columns) < 2:
        return none(Reason.TOO_FEW_COLUMNS)
    if not rows:
        return none(Reason.NO_OBSERVATIONS)
    if rows < max(least_rows, len(columns) + 1):
        return none(Reason.TOO_FEW_OBSERVATIONS)
    centred = complete - complete.mean(axis=0)
    variance = (centred**2).mean(axis=0)
    is_constant = variance <= ROUNDING * (complete**2).mean(axis=0)
    if is_constant.any():
        names = zip(columns, is_constant, strict=True)
        return none(Reason.CONSTANT_PREDICTOR, tuple(name for name, constant in names if constant))
    z = centred / np.sqrt(variance)
    eigenvalues, vectors = np.linalg.eigh(z.T @ z / rows)
    shares = eigenvalues[::-1].clip(0) / len(columns)
    if shares[0] - shares[1] <= _SAME:
        return none(Reason.NO_LEADING_COMPONENT)
    loadings = _turned(vectors[:, -1])
    scores[is_complete] = z @ loadings
    return PrincipalComponent(
        "fitted",
        None,
        rows,
        left_out,
        scores,
        loadings=dict(zip(columns, loadings.tolist(), strict=True)),
        explained_share=float(shares[0]),
        explained_shares=shares,
    )


def _turned(vector: Floats) -> Floats:
    """One of the two directions: the sum is positive, or else the first large entry is."""
    total = float(vector.sum())
    if abs(total) <= _SAME:
        total = float(vector[np.argmax(np.abs(vector) > _SAME)])
    return vector if total > 0 else -vector
