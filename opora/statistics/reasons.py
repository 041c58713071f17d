"""Why a model is not fitted, as codes; and the checks that find out.

Belongs here: what is wrong with moments, whatever the model. The words for people are the
warehouse's, not these.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import numpy as np

from opora.statistics.standardised import Standardised

#: Whether there is a model.
State = Literal["fitted", "not_fitted"]
#: A reason and the names of the predictors that it is about.
Trouble = tuple["Reason", tuple[str, ...]]

#: Predictors are collinear when their correlation matrix has an eigenvalue below this, and those
#: are involved that weigh more than this in its vector.
_COLLINEAR, _INVOLVED = 1e-10, 1e-3


class Reason(StrEnum):
    """Why there is no model."""

    NO_OBSERVATIONS = "no_observations"
    TOO_FEW_OBSERVATIONS = "too_few_observations"
    TOO_FEW_GROUPS = "too_few_groups"
    TOO_FEW_COLUMNS = "too_few_columns"
    ONE_OBSERVATION_PER_GROUP = "one_observation_per_group"
    CONSTANT_OUTCOME = "constant_outcome"
    CONSTANT_PREDICTOR = "constant_predictor"
    COLLINEAR_PREDICTORS = "collinear_predictors"
    NO_WITHIN_GROUP_SPREAD = "no_within_group_spread"
    NO_LEADING_COMPONENT = "no_leading_component"
    NO_VARIANCE = "no_variance"
    TOO_FEW_UNITS = "too_few_units"
    NOT_CONVERGED = "not_converged"


def trouble_of_values(data: Standardised, predictors: tuple[str, ...]) -> Trouble | None:
    """What keeps a regression of the outcome on the predictors from being one, if anything."""
    p = len(predictors)
    # a variable that varies has a variance of 1
    second_moments = data.total / data.observations
    varies = second_moments.diagonal() > 0.5
    if not varies[p]:
        return Reason.CONSTANT_OUTCOME, ()
    if not varies[:p].all():
        return Reason.CONSTANT_PREDICTOR, _named(predictors, ~varies[:p])
    if p > 1:
        eigenvalues, vectors = np.linalg.eigh(second_moments[1:p, 1:p])
        if eigenvalues[0] < _COLLINEAR:
            involved = np.abs(vectors[:, eigenvalues < _COLLINEAR]).max(axis=1) > _INVOLVED
            return Reason.COLLINEAR_PREDICTORS, _named(predictors[1:], involved)
    return None


def _named(predictors: tuple[str, ...], chosen: np.ndarray) -> tuple[str, ...]:
    return tuple(name for name, is_chosen in zip(predictors, chosen, strict=True) if is_chosen)
