"""Statistics that the analysis of schools needs, on any table of pupils or cells.

Belongs here: pure functions of arrays and frames, each with the source of its method. Not here:
the warehouse, the rules, or anything that knows what a half-year is.
"""

from opora.analysis.moments import GroupMoments, added, moments_of_rows, moments_of_sums
from opora.analysis.two_level import GroupResiduals, Reason, TwoLevelFit, fit_two_level

__all__ = [
    "GroupMoments",
    "GroupResiduals",
    "Reason",
    "TwoLevelFit",
    "added",
    "fit_two_level",
    "moments_of_rows",
    "moments_of_sums",
]
