"""The two-level model of any table: of pupils, or of cells that know their sums.

Belongs here: the way in for whoever has a table and wants the answer of the literature.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from opora.statistics.moments import moments_of_rows, moments_of_sums, refuse_unknown
from opora.statistics.two_level import TwoLevelFit, fit_two_level


def two_level_model(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    predictors: Sequence[str] = (),
    missing: Literal["refuse", "leave_out"] = "refuse",
    restricted: bool = True,
    least_groups: int = 3,
) -> TwoLevelFit:
    """Fit the two-level model to a table with one row per pupil.

    Arguments are those of `moments_of_rows` and `fit_two_level`. Raises ValueError for a table that
    can't be read so; data that don't allow a model give a state and a reason.

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"school": list("aabbcc"), "mark": [2, 3, 3, 4, 4, 5]})
    >>> fit = two_level_model(pupils, outcome="mark", group="school")
    >>> round(fit.coefficients["intercept"], 9), round(fit.between_variance, 9)
    (3.5, 0.75)
    """
    moments = moments_of_rows(
        frame, outcome=outcome, group=group, predictors=predictors, missing=missing
    )
    return fit_two_level(moments, restricted=restricted, least_groups=least_groups)


def two_level_model_of_cells(
    frame: pd.DataFrame,
    *,
    group: str,
    count: str,
    total: str,
    total_of_squares: str,
    predictors: Sequence[str] = (),
    restricted: bool = True,
    least_groups: int = 3,
) -> TwoLevelFit:
    """Fit the two-level model to a table with one row per cell; a group may have several.

    `count`, `total` and `total_of_squares` name the columns with the number of pupils, the sum of
    their outcomes and the sum of its squares; a predictor is what all pupils of a cell share. The
    rest is as in `moments_of_sums` and `fit_two_level`.

    >>> import pandas as pd
    >>> cells = pd.DataFrame(
    ...     {"school": list("abc"), "n": 2, "sum": [5, 7, 9], "squares": [13, 25, 41]}
    ... )
    >>> fit = two_level_model_of_cells(
    ...     cells, group="school", count="n", total="sum", total_of_squares="squares"
    ... )
    >>> round(fit.coefficients["intercept"], 9), round(fit.between_variance, 9)
    (3.5, 0.75)
    """
    refuse_unknown(frame, group, count, total, total_of_squares, *predictors)
    moments = moments_of_sums(
        frame[group],
        frame[count],
        frame[total],
        frame[total_of_squares],
        {name: frame[name] for name in predictors},
    )
    return fit_two_level(moments, restricted=restricted, least_groups=least_groups)
