"""Why a school got no hub, and why it has another one than in the half-year before: codes.

Belongs here: the codes, from what was possible. The words for people are the mart's.
"""

from __future__ import annotations

import numpy as np

from opora.cycle.hub_costs import Pairs
from opora.statistics.arrays import Labels
from opora.statistics.assignment import Columns


def no_match_reasons(
    found: Columns, compared: Pairs, places: Columns, logins: Labels, hub_logins: Labels
) -> Labels:
    """A code per school that got no hub; empty for the others."""
    is_other = ~np.equal.outer(logins, hub_logins)
    has_places = (places > 0)[None, :] & is_other
    reasons = np.select(
        [
            found >= 0,
            np.full(len(logins), not len(hub_logins)),
            ~is_other.any(axis=1),
            ~has_places.any(axis=1),
            ~(has_places & compared.is_possible).any(axis=1),
        ],
        ["", "no_hubs_in_region", "is_only_hub", "hubs_have_no_places", "too_far"],
        "no_places_left",
    )
    return reasons.astype(object)


def change_reasons(
    found: Columns,
    was: Columns,
    former: list[str | None],
    compared: Pairs,
    places: Columns,
    all_hubs: set[str],
    not_open: set[str],
    change_gain: float,
) -> Labels:
    """A code per school whose hub of the half-year before isn't its hub any more; else none.

    Args:
        found, was: columns of the hubs now and then; -1 for none, or none of this region's.
        former: logins of the hubs then.
        compared, places: as they are now.
        all_hubs: hubs of all regions now.
        not_open: schools that aren't open now.
        change_gain: by how much a hub must be better for the school itself to be the reason.
    """
    wanted = np.bincount(was[was >= 0], minlength=len(places))
    reasons = np.full(len(found), None, dtype=object)
    for row, hub in enumerate(former):
        now, then = found[row], was[row]
        if hub is None or (now == then and now >= 0):
            continue
        if hub in not_open:
            reasons[row] = "hub_closed"
        elif hub not in all_hubs:
            reasons[row] = "hub_left_the_list"
        elif then < 0 or not compared.is_possible[row, then]:
            reasons[row] = "hub_out_of_reach"
        elif wanted[then] > places[then]:
            reasons[row] = "hub_has_fewer_places"
        elif now < 0:
            reasons[row] = "place_for_listed_school"
        elif compared.has_agreement[row, now] and not compared.has_agreement[row, then]:
            reasons[row] = "agreement_with_another"
        elif compared.costs["cost"][row, now] + change_gain < compared.costs["cost"][row, then]:
            reasons[row] = "better_match"
        else:
            reasons[row] = "better_for_others"
    return reasons
