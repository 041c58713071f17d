"""The permutation test of a difference: how often would chance alone pick so different units?

Belongs here: a randomisation test within strata, with covariates taken out first. It asks for no
distribution and holds for one treated unit too; with 11 units like it the smallest p-value is
1/12, and that is all that such data can say. Sources: Fisher 1935, "The Design of Experiments";
Freedman & Lane 1983, Journal of Business & Economic Statistics 1 (covariates); Phipson & Smyth
2010, Statistical Applications in Genetics and Molecular Biology 9 (p-values that are never zero).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from opora.statistics.arrays import Floats

#: Of the generator that draws where there are too many permutations: the same data give the same p.
_SEED = 20211028
_TIE = 1e-9


def permutation_p_value(
    outcome: Floats,
    is_treated: np.ndarray,
    design: Floats,
    strata: np.ndarray,
    weights: Floats,
    *,
    most_permutations: int,
) -> float:
    """Two-sided p-value of no difference between treated and untreated rows.

    All arrays have n rows; `design`, (n, p), holds what both groups share, without the treatment,
    and has full rank; treated and untreated change places within their stratum only. All
    permutations are tried where there are at most `most_permutations`; else so many are drawn. NaN
    where nothing can change places.
    """
    root = np.sqrt(weights)
    q, _ = np.linalg.qr(design * root[:, None])
    y = outcome * root
    error = y - q @ (q.T @ y)

    def statistic(rows: np.ndarray) -> Floats:
        """|difference| / its error, for sets of treated rows, (sets, treated)."""
        explained = np.einsum("sk,skp->sp", root[rows], q[rows])
        spread = weights[rows].sum(axis=1) - (explained**2).sum(axis=1)
        total = (root[rows] * error[rows]).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = np.where(spread > _TIE, np.abs(total) / np.sqrt(spread), 0.0)
        return found

    groups = [
        (np.flatnonzero(strata == stratum), int(is_treated[strata == stratum].sum()))
        for stratum in np.unique(strata)
    ]
    groups = [(rows, treated) for rows, treated in groups if treated]
    sets = math.prod(math.comb(len(rows), treated) for rows, treated in groups)
    if sets <= 1:
        return np.nan
    found = float(
        statistic(np.concatenate([rows[is_treated[rows]] for rows, _ in groups])[None])[0]
    )
    bar = found - _TIE * max(1.0, found)
    if sets <= most_permutations:
        return float(sum((statistic(rows) >= bar).sum() for rows in _all(groups)) / sets)
    drawn = statistic(_drawn(groups, most_permutations))
    return float((1 + (drawn >= bar).sum()) / (1 + most_permutations))


def _all(groups: list[tuple[np.ndarray, int]]) -> Iterator[np.ndarray]:
    """Every choice of treated rows, in pieces that fit into memory."""
    choices = product(*(combinations(rows.tolist(), treated) for rows, treated in groups))
    piece: list[list[int]] = []
    for choice in choices:
        piece.append([row for of_group in choice for row in of_group])
        if len(piece) == 4096:
            yield np.array(piece)
            piece = []
    if piece:
        yield np.array(piece)


def _drawn(groups: list[tuple[np.ndarray, int]], draws: int) -> np.ndarray:
    rng = np.random.default_rng(_SEED)
    return np.concatenate(
        [
            rng.permuted(np.broadcast_to(rows, (draws, len(rows))), axis=1)[:, :treated]
            for rows, treated in groups
        ],
        axis=1,
    )
