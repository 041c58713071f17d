"""Statistics that the analysis of schools needs, on any table of pupils or cells.

Belongs here: pure functions of arrays and frames, each with the source of its method. Not here:
the warehouse, the rules, or anything that knows what a half-year is.

    two_level_model(pupils, outcome="mark", group="school", predictors=["index"])
    two_level_model_of_cells(cells, group="school", count="n", total="sum", total_of_squares="sq")
"""

from opora.statistics.funnel import (
    Funnel,
    funnel,
    funnel_of_procedures,
    funnel_of_shares,
    share_limits,
)
from opora.statistics.moments import GroupMoments, added, moments_of_rows, moments_of_sums
from opora.statistics.one_level import OneLevelFit, fit_one_level
from opora.statistics.principal_component import PrincipalComponent, first_component
from opora.statistics.reasons import Reason
from opora.statistics.tables import two_level_model, two_level_model_of_cells
from opora.statistics.two_level import GroupResiduals, TwoLevelFit, fit_two_level

__all__ = [
    "Funnel",
    "GroupMoments",
    "GroupResiduals",
    "OneLevelFit",
    "PrincipalComponent",
    "Reason",
    "TwoLevelFit",
    "added",
    "first_component",
    "fit_one_level",
    "fit_two_level",
    "funnel",
    "funnel_of_procedures",
    "funnel_of_shares",
    "moments_of_rows",
    "moments_of_sums",
    "share_limits",
    "two_level_model",
    "two_level_model_of_cells",
]
