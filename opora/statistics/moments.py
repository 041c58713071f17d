"""Sufficient statistics of groups: all that a two-level model has to know of the pupils.

Belongs here: counts, sums and cross products per group (school), made from pupils or from cells,
and their addition. A linear model with a random intercept depends on the pupils through these alone
(Raudenbush & Bryk 2002, "Hierarchical Linear Models", chapter 3), so that a country of millions of
pupils is fitted from one small matrix per school. Not here: any model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from opora.statistics.arrays import Floats, Labels

#: The name of the first predictor, which is 1 for every pupil.
INTERCEPT = "intercept"
#: A sum of squares may fall this much short of what its sum demands: rounding, not a wrong cell.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class GroupMoments:
    """Counts, sums and cross products of `g` groups and `p` predictors (the intercept is one).

    Attributes:
        groups: labels, (g,); each group once, in the order of the labels.
        count: pupils, (g,); a group may have none.
        xx: sums of products of predictors, (g, p, p); row 0 has the sums of the predictors.
        xy: sums of predictor times outcome, (g, p); column 0 has the sums of the outcome.
        yy: sums of the squared outcome, (g,).
        predictors: p names, the first of which is "intercept".
        left_out: rows that were left out because a value was missing.

    Sums keep about 16 digits: an outcome whose mean is a million times its spread loses 12 of them.
    Raises ValueError where shapes don't fit together or a number isn't finite.
    """

    groups: Labels
    count: Floats
    xx: Floats
    xy: Floats
    yy: Floats
    predictors: tuple[str, ...]
    left_out: int = 0

    def __post_init__(self) -> None:
        """Refuse what isn't a set of moments."""
        g, p = len(self.groups), len(self.predictors)
        if not self.predictors or self.predictors[0] != INTERCEPT:
            raise ValueError(f"the first predictor must be {INTERCEPT!r}: {self.predictors}")
        shapes = {"count": (g,), "xx": (g, p, p), "xy": (g, p), "yy": (g,)}
        for name, shape in shapes.items():
            array: Floats = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"{name} must have the shape {shape}, not {array.shape}")
            if not np.isfinite(array).all():
                raise ValueError(f"{name} must hold finite numbers only")
        if (self.count < 0).any():
            raise ValueError("a group can't have fewer than no pupils")

    @property
    def observations(self) -> int:
        """Pupils of all groups."""
        return round(float(self.count.sum()))

    @property
    def means(self) -> Floats:
        """Mean of each predictor in each group, (g, p); NaN in a group without pupils."""
        return _divided(self.xx[:, 0, :], self.count[:, None])

    @property
    def outcome_means(self) -> Floats:
        """Mean of the outcome in each group, (g,); NaN in a group without pupils."""
        return _divided(self.xy[:, 0], self.count)


def moments_of_rows(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    predictors: Sequence[str] = (),
    missing: Literal["refuse", "leave_out"] = "refuse",
) -> GroupMoments:
    """The moments of a table with one row per pupil.

    Args:
        frame: one row per pupil.
        outcome: numeric column of results, in any unit.
        group: column of group labels.
        predictors: numeric columns; the intercept is added.
        missing: what becomes of a row in which one of these columns is empty. "leave_out" leaves
            the whole row out and counts it in `left_out`.

    Raises ValueError for an unknown or non-numeric column and, unless they are left out, for rows
    with missing or infinite values.
    """
    refuse_unknown(frame, outcome, group, *predictors)
    names = _names(predictors)
    values = _matrix(frame, (*predictors, outcome))
    is_whole = np.isfinite(values).all(axis=1) & frame[group].notna().to_numpy()
    left_out = int((~is_whole).sum())
    if left_out and missing == "refuse":
        raise ValueError(
            f"{left_out} of {len(frame)} rows lack a finite value in one of"
            f" {', '.join((outcome, group, *predictors))}; fill them or leave them out"
        )
    codes, groups = grouped(frame[group].to_numpy()[is_whole])
    values = values[is_whole]
    columns = [np.ones(len(values)), *values[:, :-1].T]
    ones = np.ones(len(values))
    return _summed(groups, codes, names, columns, ones, values[:, -1], values[:, -1] ** 2, left_out)


def moments_of_sums(
    groups: ArrayLike,
    count: ArrayLike,
    total: ArrayLike,
    total_of_squares: ArrayLike,
    predictors: Mapping[str, ArrayLike] | None = None,
) -> GroupMoments:
    """The moments of cells, each of which knows its count, sum and sum of squares.

    All arguments have one entry per cell. A group may have several cells, which are added up.

    Args:
        groups: labels of the groups, (cells,).
        count: pupils, (cells,).
        total: sum of the outcome over the pupils, (cells,).
        total_of_squares: sum of the squared outcome over the pupils, (cells,).
        predictors: by name the value that all pupils of a cell share, (cells,).

    Raises ValueError where lengths differ, a number of a cell with pupils is missing or infinite,
    or a sum of squares is smaller than its sum allows. A cell without pupils adds nothing, whatever
    else it says.
    """
    labels = np.asarray(groups)
    predictors = predictors or {}
    names = _names(tuple(predictors))
    given = {"count": count, "total": total, "total_of_squares": total_of_squares, **predictors}
    cells = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    for name, values in cells.items():
        if values.shape != labels.shape or labels.ndim != 1:
            raise ValueError(f"{name} has the shape {values.shape}, groups {labels.shape}")
    if not (cells["count"] >= 0).all():
        raise ValueError("a count is missing or negative")
    has_pupils = cells["count"] > 0
    for name, values in cells.items():
        if bad := _some(labels[has_pupils & ~np.isfinite(values)]):
            raise ValueError(
                f"{name} must be a finite number in cells with pupils; not so in {bad}"
            )
    # where nobody took part, sums are often empty rather than zero
    cells = {name: np.where(has_pupils, values, 0.0) for name, values in cells.items()}
    n, y, squares = cells["count"], cells["total"], cells["total_of_squares"]
    if bad := _some(labels[squares * (1 + _ROUNDING) < y * (y / np.maximum(n, 1))]):
        raise ValueError(f"total_of_squares is smaller than total allows in {bad}")
    codes, found = grouped(labels)
    columns = [np.ones(len(n)), *(cells[name] for name in predictors)]
    return _summed(found, codes, names, columns, n, y, squares)


def added(first: GroupMoments, *others: GroupMoments) -> GroupMoments:
    """The moments of all pupils together; groups of the same label become one.

    Raises ValueError where the predictors differ.
    """
    parts = (first, *others)
    if any(part.predictors != first.predictors for part in parts):
        raise ValueError("moments with different predictors can't be added")
    codes, groups = grouped(np.concatenate([part.groups for part in parts]))

    def total(name: str) -> Floats:
        stacked: Floats = np.concatenate([getattr(part, name) for part in parts])
        sums = np.zeros((len(groups), *stacked.shape[1:]))
        np.add.at(sums, codes, stacked)
        return sums

    return GroupMoments(
        groups,
        total("count"),
        total("xx"),
        total("xy"),
        total("yy"),
        first.predictors,
        sum(part.left_out for part in parts),
    )


def _summed(
    groups: Labels,
    codes: Labels,
    names: tuple[str, ...],
    columns: Sequence[Floats],
    count: Floats,
    total: Floats,
    total_of_squares: Floats,
    left_out: int = 0,
) -> GroupMoments:
    """Moments of entries whose pupils share the predictors' values (`columns`)."""
    g, p = len(groups), len(names)

    def by_group(values: Floats) -> Floats:
        return np.bincount(codes, weights=values, minlength=g).astype(np.float64)

    xx, xy = np.empty((g, p, p)), np.empty((g, p))
    for i, first in enumerate(columns):
        xy[:, i] = by_group(first * total)
        for j, second in enumerate(columns[: i + 1]):
            xx[:, i, j] = xx[:, j, i] = by_group(first * second * count)
    yy = by_group(total_of_squares)
    return GroupMoments(groups, by_group(count), xx, xy, yy, names, left_out)


def grouped(labels: Labels) -> tuple[Labels, Labels]:
    """The place of each label among the different ones, and those in their order."""
    codes, groups = pd.factorize(labels, sort=True)
    if (codes < 0).any():
        raise ValueError("a group without a label")
    return codes, np.asarray(groups)


def _names(predictors: Sequence[str]) -> tuple[str, ...]:
    names = (INTERCEPT, *predictors)
    if len(set(names)) != len(names):
        raise ValueError(f"predictors must differ from each other and from {INTERCEPT!r}: {names}")
    return names


def refuse_unknown(frame: pd.DataFrame, *columns: str) -> None:
    """Raise ValueError where the frame lacks a column."""
    if unknown := [column for column in columns if column not in frame.columns]:
        raise ValueError(f"no such column: {', '.join(unknown)}; there are {list(frame.columns)}")


def _matrix(frame: pd.DataFrame, columns: Sequence[str]) -> Floats:
    try:
        return frame[list(columns)].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{', '.join(columns)} must be numeric: {error}") from error


def _some(labels: Labels) -> str:
    """The first few labels, for a message."""
    shown: list[Any] = labels[:3].tolist()
    more = f" and {len(labels) - len(shown)} more" if len(labels) > len(shown) else ""
    return ", ".join(map(str, shown)) + more


def _divided(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient: Floats = np.where(denominator > 0, numerator / denominator, np.nan)
    return quotient
