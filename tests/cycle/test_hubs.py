"""Who is matched with whom, what stays between half-years, and why not: by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hub_world import RULES, hub_of, matched, together, world
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.cycle.hubs import COLUMNS, HubInput, hub_matches

FAR = {"latitude": 62.0}
NO_REGION: dict[str, Any] = {"region": None}


# -- one half-year --------------------------------------------------------------------------------


def test_nothing_delivered_is_no_row() -> None:
    found = hub_matches(world({}, {}), {"2024-H1": RULES})
    assert list(found.columns) == COLUMNS
    assert len(found) == len(hub_matches(world({}, {"h": {}}), {})) == 0


def test_each_gets_the_hub_most_like_it_as_far_as_all_together_allow() -> None:
    index = {"wellbeing_index": 40.0}
    # both like h; together it is better that b has it
    found = hub_of(
        world(
            {"a": {}, "b": {"wellbeing_index": 10.0}},
            {"g": {"wellbeing_index": 80.0}, "h": index},
        )
    )
    assert found == {"a": "g", "b": "h"}


def test_all_alike_is_shared_out_and_never_above_the_places() -> None:
    found = hub_of(
        world({login: {} for login in "abcde"}, {"g": {"places": 3}, "h": {"places": 2}})
    )
    assert sorted(str(hub) for hub in found.values()) == ["g", "g", "g", "h", "h"]


def test_one_hub_and_more_schools_than_places() -> None:
    """Listed ones first, of them those of two lists, then the weakest results, then the login."""
    found = matched(
        world(
            {
                "a": {"is_listed": False, "lists": 2},
                "b": {},
                "c": {"lists": 2},
                "d": {},
                "e": {},
            },
            {"h": {"places": 3}},
            results={("d", "M"): -0.5, ("d", "R"): 0.5, ("c", "M"): 0.9, ("a", "M"): -0.9},
        )
    )
    line = found.reset_index().sort_values("place_in_line")
    assert line["school_login"].tolist() == ["c", "d", "b", "e", "a"]
    assert line["state"].tolist() == ["matched"] * 3 + ["not_matched"] * 2
    assert line["reason"].tolist() == [""] * 3 + ["no_places_left"] * 2
    assert line["hub_login"].notna().tolist() == [True] * 3 + [False] * 2
    assert found["cost"].isna().sum() == found["is_same_settlement"].isna().sum() == 2


def test_a_school_that_is_a_hub_helps_others_and_is_helped_by_others() -> None:
    schools = {"a": {}, "h": {}}
    assert hub_of(world(schools, {"g": {}, "h": {}})) == {"a": "h", "h": "g"}
    found = matched(world(schools, {"h": {"places": 2}}))
    assert found.loc[("2024-H1", "h"), "reason"] == "is_only_hub"
    assert found.loc[("2024-H1", "a"), "hub_login"] == "h"


@pytest.mark.parametrize(
    ("school", "hubs", "reason"),
    [
        (NO_REGION, {"h": {}}, "unknown_territory"),
        (NO_REGION, {"h": NO_REGION}, "unknown_territory"),
        ({}, {}, "no_hubs_in_region"),
        ({}, {"h": {"region": "S"}}, "no_hubs_in_region"),
        ({}, {"a": {}}, "is_only_hub"),
        ({}, {"h": {"places": 0}}, "hubs_have_no_places"),
        ({}, {"a": {"places": 5}, "h": {"places": 0}}, "hubs_have_no_places"),
        ({}, {"h": FAR}, "too_far"),
        # a hub next door without places is none
        ({}, {"g": {"places": 0}, "h": FAR}, "too_far"),
    ],
)
def test_no_hub_has_a_reason(
    school: dict[str, Any], hubs: dict[str, dict[str, Any]], reason: str
) -> None:
    found = matched(world({"a": school}, hubs)).loc[("2024-H1", "a")]
    assert (found["state"], found["reason"]) == ("not_matched", reason)
    assert found["place_in_line"] == 1


def test_nearest_hub_is_the_nearest_with_places_other_than_the_school_itself() -> None:
    hubs = {"a": {"places": 9}, "g": {"places": 0}, "h": FAR}
    found = matched(world({"a": {}}, hubs)).loc[("2024-H1", "a")]
    assert found["nearest_hub_km"] == pytest.approx(222.4, abs=0.1)
    nowhere = matched(world({"a": {}}, {"h": {"places": 0}})).loc[("2024-H1", "a")]
    assert pd.isna(nowhere["nearest_hub_km"])


def test_where_the_way_is_unknown_nothing_is_too_far() -> None:
    assert hub_of(world({"a": {"latitude": None}}, {"h": FAR})) == {"a": "h"}


def test_an_agreement_shows_that_the_way_is_not_too_far() -> None:
    found = matched(world({"a": {}}, {"h": FAR}, agreements={"a": "h"})).loc[("2024-H1", "a")]
    assert (found["hub_login"], found["distance_cost"]) == ("h", 0.5)
    # but not with oneself
    assert hub_of(world({"a": {}}, {"a": {}}, agreements={"a": "a"})) == {"a": None}


def test_regions_keep_to_themselves() -> None:
    south = {"region": "S"}
    found = hub_of(world({"a": {}, "b": south, "c": south}, {"g": {"places": 5}, "h": south}))
    assert found == {"a": "g", "b": "h", "c": None}


def test_a_place_goes_where_nobody_else_can_go() -> None:
    """Both like g better; the second can reach g only, so that the first has to take h."""
    schools = {"a": {}, "b": {"latitude": 59.2}}
    hubs = {"g": {}, "h": {"latitude": 60.8}}
    assert hub_of(world(schools, hubs)) == {"a": "h", "b": "g"}


# -- between half-years ---------------------------------------------------------------------------

ONE = {"a": {}, "b": {}}
FIRST = world(ONE, {"g": {}, "h": {}})


def later(schools: Any = ONE, hubs: Any = None, **given: Any) -> HubInput:
    """The same as FIRST half a year later, with a difference."""
    hubs = {"g": {}, "h": {}} if hubs is None else hubs
    return together(FIRST, world(schools, hubs, half_year="2024-H2", **given))


def change(given: HubInput, school: str, rules: Any = RULES) -> tuple[Any, ...]:
    found = matched(given, rules).loc[("2024-H2", school)]
    names = ["hub_login", "is_kept", "matched_since", "previous_hub_login", "change_reason"]
    return tuple(None if pd.isna(found[name]) else found[name] for name in names)


def test_first_half_year_as_the_later_tests_take_it() -> None:
    assert hub_of(FIRST) == {"a": "g", "b": "h"}


def test_what_is_still_good_stays() -> None:
    assert change(later(), "a") == ("g", True, "2024-H1", "g", None)
    third = together(later(), world(ONE, {"g": {}, "h": {}}, half_year="2025-H1"))
    last = matched(third).loc[("2025-H1", "a")]
    assert (last["is_kept"], last["matched_since"]) == (True, "2024-H1")


@pytest.mark.parametrize(("gain", "hub"), [(0.05, "g"), (0.04999, "h")])
def test_a_change_must_gain_enough_for_each_pair_that_it_breaks(gain: float, hub: str) -> None:
    """To swap their hubs would save a and b 0.05 each: 0.1 for two pairs."""
    other = {"wellbeing_index": 55.0}
    given = later({"a": other, "b": {}}, {"g": {}, "h": other})
    assert change(given, "a", replace(RULES, change_gain=gain))[0] == hub


def test_exactly_the_gain_is_not_enough() -> None:
    hubs = {"g": {"wellbeing_index": 80.0}, "h": {"places": 2}}
    # with h instead of g the school is better off by exactly 0.3
    given = later({"a": {}, "b": {}}, hubs)
    assert change(given, "a") == ("g", True, "2024-H1", "g", None)
    better = replace(RULES, change_gain=0.29999)
    assert change(given, "a", better) == ("h", False, "2024-H2", "g", "better_match")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (later(hubs={"h": {"places": 2}}, not_open=("g",)), ("h", "hub_closed")),
        (later(hubs={"h": {"places": 2}}), ("h", "hub_left_the_list")),
        (later(hubs={"g": FAR, "h": {"places": 2}}), ("h", "hub_out_of_reach")),
        (later(hubs={"g": {"region": "S"}, "h": {"places": 2}}), ("h", "hub_out_of_reach")),
        (later(hubs={"g": {"places": 0}, "h": {"places": 2}}), ("h", "hub_has_fewer_places")),
        (
            later(hubs={"g": {}, "h": {"places": 2}}, agreements={"a": "h"}),
            ("h", "agreement_with_another"),
        ),
        (later(hubs={"g": {"wellbeing_index": 90.0}, "h": {"places": 2}}), ("h", "better_match")),
        (later(hubs={"h": {}}), (None, "hub_left_the_list")),
    ],
)  # fmt: skip
def test_why_a_pair_ends(given: HubInput, expected: tuple[str | None, str]) -> None:
    hub, is_kept, _, previous, reason = change(given, "a")
    assert (hub, reason) == expected
    assert (is_kept, previous) == (False, "g")
    # the other one stays where it is
    assert change(given, "b")[:2] == ("h", True)


def test_a_school_that_must_go_elsewhere_makes_room() -> None:
    """b can reach g only now; a goes to h, though for a itself nothing speaks for it."""
    given = later({"a": {}, "b": {"latitude": 59.2}}, {"g": {}, "h": {"latitude": 60.8}})
    assert change(given, "a") == ("h", False, "2024-H2", "g", "better_for_others")
    assert change(given, "b") == ("g", False, "2024-H2", "h", "hub_out_of_reach")


def test_who_has_a_hub_keeps_it_however_needy_the_newcomer() -> None:
    given = later({**ONE, "0": {"lists": 2}}, results={("0", "M"): -0.9})
    assert change(given, "a")[:2] == ("g", True)
    assert matched(given).loc[("2024-H2", "0"), "reason"] == "no_places_left"


def test_a_listed_newcomer_comes_before_a_school_that_only_the_data_show() -> None:
    given = later({"a": {"is_listed": False}, "b": {}, "c": {}})
    assert change(given, "a") == (None, False, None, "g", "place_for_listed_school")
    assert change(given, "c") == ("g", False, "2024-H2", None, None)


def test_who_loses_a_place_does_not_push_out_those_who_keep_theirs() -> None:
    before = world({login: {} for login in "abc"}, {"g": {"places": 2}, "h": {}})
    assert hub_of(before) == {"a": "g", "b": "g", "c": "h"}
    now = world({login: {} for login in "abc"}, {"g": {}, "h": {}}, half_year="2024-H2",
                results={("a", "M"): -0.9, ("b", "M"): -0.8})  # fmt: skip
    given = together(before, now)
    assert change(given, "a") == ("g", True, "2024-H1", "g", None)
    assert change(given, "b") == (None, False, None, "g", "hub_has_fewer_places")
    assert change(given, "c") == ("h", True, "2024-H1", "h", None)


def test_a_school_that_was_away_begins_anew() -> None:
    away = together(later({"b": {}}), world(ONE, {"g": {}, "h": {}}, half_year="2025-H1"))
    last = matched(away).loc[("2025-H1", "a")]
    assert (last["is_kept"], last["matched_since"], last["change_reason"]) == (
        False, "2025-H1", None,
    )  # fmt: skip


def test_pairs_go_on_under_the_logins_of_successors() -> None:
    given = later(
        {"new": {}, "b": {}},
        {"new_hub": {"wellbeing_index": 70.0}, "h": {}, "z": {}},
        successions={"a": "new", "g": "new_hub"},
        not_open=("a", "g"),
    )
    assert change(given, "new") == ("new_hub", True, "2024-H1", "new_hub", None)


def test_a_school_that_was_split_keeps_its_hub_and_its_part_begins_anew() -> None:
    given = later(
        {"a": {}, "part": {}, "b": {}}, {"g": {"places": 2}, "h": {}}, successions={"a": "part"}
    )
    assert change(given, "a") == ("g", True, "2024-H1", "g", None)
    assert change(given, "part") == ("g", False, "2024-H2", None, None)


def test_joined_schools_keep_the_hub_of_the_one_that_goes_on() -> None:
    given = later({"b": {}}, {"g": {}, "h": {}}, successions={"a": "b"}, not_open=("a",))
    assert change(given, "b") == ("h", True, "2024-H1", "h", None)


def test_a_school_that_has_joined_its_hub_begins_anew() -> None:
    schools, hubs = {"g": {}, "b": {}}, {"g": {}, "h": {"places": 2}}
    given = later(schools, hubs, successions={"a": "g"}, not_open=("a",))
    assert change(given, "g") == ("h", False, "2024-H2", None, None)


# -- whatever the schools are ---------------------------------------------------------------------

number = st.one_of(st.none(), st.integers(0, 4).map(lambda step: 25.0 * step))
special = st.fixed_dictionaries(
    {},
    optional={
        "wellbeing_index": number,
        "latitude": st.sampled_from([60.0, 60.5, 61.2, None]),
        "settlement_kind": st.sampled_from(["urban", "rural", None]),
        "region": st.sampled_from(["R", "S", None]),
    },
)


@st.composite
def worlds(draw: st.DrawFn) -> HubInput:
    names = [f"s{place}" for place in range(7)]
    made = []
    for half_year in ("2023-H2", "2024-H1", "2024-H2")[: draw(st.integers(1, 3))]:
        needs = draw(st.lists(st.sampled_from(names), unique=True, max_size=6))
        hubs = draw(st.lists(st.sampled_from(names[4:]), unique=True, max_size=3))
        made.append(
            world(
                {login: draw(special) | {"is_listed": draw(st.booleans())} for login in needs},
                {login: draw(special) | {"places": draw(st.integers(0, 3))} for login in hubs},
                half_year=half_year,
                results={
                    (login, area): draw(st.integers(-5, 5)) / 10
                    for login in names
                    for area in ("M", "R")
                    if draw(st.booleans())
                },
                agreements={login: draw(st.sampled_from(names)) for login in names[:3]},
            )
        )
    return together(*made)


@settings(max_examples=25, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_rows_in_another_order_change_nothing(given: HubInput, random: Any) -> None:
    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        order = list(range(len(frame)))
        random.shuffle(order)
        return frame.iloc[order]

    other = HubInput(
        **{name: shuffled(getattr(given, name)) for name in given.__dataclass_fields__}
    )
    pd.testing.assert_frame_equal(matched(given), matched(other))


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_what_holds_of_every_match(given: HubInput) -> None:
    found = matched(given).reset_index()
    assert len(found) == len(given.needs)
    assert not found.duplicated(["half_year", "school_login"]).any()
    assert (found["hub_login"].notna() == (found["state"] == "matched")).all()
    assert ((found["reason"] == "") == (found["state"] == "matched")).all()
    pairs = found[found["state"] == "matched"].merge(
        given.hubs, left_on=["half_year", "hub_login"], right_on=["half_year", "school_login"],
        suffixes=("", "_of_hub"),
    )  # fmt: skip
    assert len(pairs) == (found["state"] == "matched").sum()
    assert (pairs["region"] == pairs["region_of_hub"]).all()
    assert (pairs["school_login"] != pairs["hub_login"]).all()
    taken = pairs.groupby(["half_year", "hub_login"])["places"].agg(["size", "first"])
    assert (taken["size"] <= taken["first"]).all()
    changed = found["previous_hub_login"].notna() & ~found["is_kept"]
    assert (found["change_reason"].notna() == changed).all()


def test_the_half_years_before_need_not_be_matched_again() -> None:
    """What stays and since when follows from the pairs of the half-year before alone."""
    rules = dict.fromkeys(("2023-H1", "2023-H2", "2024-H1"), RULES)
    near = {"h": {"latitude": 60.1}}
    given = together(
        world({"a": {}, "b": {}}, {"g": {}, **near}, half_year="2023-H1"),
        world({"a": {}, "c": {}}, {"g": {}, **near}, half_year="2023-H2"),
        world(
            {"a": {}, "d": {}},
            {"g": {}, **near},
            successions={"c": "d"},
            not_open=("c",),
        ),
    )
    whole = hub_matches(given, rules)
    early, late = (
        {
            half_year: rule
            for half_year, rule in rules.items()
            if (half_year < "2024-H1") == is_early
        }
        for is_early in (True, False)
    )
    first = hub_matches(given, early)
    matched_before = first[(first["half_year"] == "2023-H2") & (first["state"] == "matched")]
    before = {
        school: (hub, since)
        for school, hub, since in matched_before[
            ["school_login", "hub_login", "matched_since"]
        ].itertuples(index=False)
    }
    assert len(before) == 2
    pd.testing.assert_frame_equal(
        pd.concat([first, hub_matches(given, late, before)], ignore_index=True), whole
    )
    assert whole["matched_since"].tolist() != whole["half_year"].tolist()
