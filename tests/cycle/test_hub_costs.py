"""What speaks against a pair, part by part, computed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hub_world import DEGREE_KM, RULES, hub_of, matched, world


def pair(school: dict[str, Any], hub: dict[str, Any], **given: Any) -> dict[str, Any]:
    found = matched(world({"a": school}, {"h": hub}, **given))
    return found.loc[("2024-H1", "a")].to_dict()


def test_all_alike_and_next_door_costs_what_missing_results_cost() -> None:
    found = pair({}, {})
    assert (found["cost"], found["strength_cost"], found["distance_km"]) == (0.5, 0.5, 0)
    assert (found["strength"], found["weak_subject_area"]) == ("no_results", None)


def test_the_parts_add_up() -> None:
    found = pair(
        {"wellbeing_index": 20.0},
        {"wellbeing_index": 65.0, "settlement_kind": "urban", "latitude": 60.5},
        results={("a", "Физика"): -0.3, ("h", "Физика"): 0.2},
        agreements={"a": "h"},
    )
    assert found["context_difference"] == 45
    assert found["context_cost"] == 0.45
    assert (found["is_same_settlement"], found["settlement_cost"]) == (False, 0.3)
    assert found["strength_cost"] == 0.5
    assert found["distance_km"] == pytest.approx(DEGREE_KM / 2, abs=0.01)
    assert found["distance_cost"] == pytest.approx(0.5 * found["distance_km"] / 100, abs=1e-6)
    assert (found["has_agreement"], found["agreement_bonus"]) == (True, 0.4)
    parts = ("context_cost", "settlement_cost", "strength_cost", "distance_cost")
    assert found["cost"] == pytest.approx(sum(found[part] for part in parts) - 0.4, abs=1e-9)


@pytest.mark.parametrize(
    ("feature", "cost", "shown"),
    [
        ("wellbeing_index", "context_cost", "context_difference"),
        ("settlement_kind", "settlement_cost", "is_same_settlement"),
        ("latitude", "distance_cost", "distance_km"),
    ],
)
@pytest.mark.parametrize("of", ["school", "hub", "both"])
def test_what_is_missing_counts_half_and_is_shown_as_missing(
    feature: str, cost: str, shown: str, of: str
) -> None:
    nothing: dict[str, Any] = {feature: None}
    found = pair(nothing if of != "hub" else {}, nothing if of != "school" else {})
    weight = RULES.weight(cost.removesuffix("_cost"))
    assert found[cost] == 0.5 * weight
    assert found[shown] is None or found[shown] != found[shown]


@pytest.mark.parametrize(
    ("results", "strength", "area", "cost"),
    [
        # at the margin: weak and strong begin at 0.1
        ({("a", "M"): -0.1, ("h", "M"): 0.1}, "strong_where_weak", "M", 0.8),
        ({("a", "M"): -0.099, ("h", "M"): 0.9}, "no_weak_subject", None, 0.5),
        ({("a", "M"): -0.1, ("h", "M"): 0.099}, "not_strong", "M", 1),
        # a lead of one and more counts in full
        ({("a", "M"): -0.5, ("h", "M"): 0.5}, "strong_where_weak", "M", 0),
        ({("a", "M"): -0.9, ("h", "M"): 0.9}, "strong_where_weak", "M", 0),
        # weak in both: where the hub is furthest ahead
        (
            {("a", "M"): -0.2, ("a", "R"): -0.4, ("h", "M"): 0.5, ("h", "R"): 0.2},
            "strong_where_weak", "M", 0.3,
        ),
        # the hub is further ahead in R, but strong in M only
        (
            {("a", "M"): -0.2, ("a", "R"): -0.9, ("h", "M"): 0.2, ("h", "R"): 0.0},
            "strong_where_weak", "M", 0.6,
        ),
        # as far ahead in both: the first by name
        (
            {("a", "M"): -0.2, ("a", "R"): -0.2, ("h", "M"): 0.2, ("h", "R"): 0.2},
            "strong_where_weak", "M", 0.6,
        ),
        # nothing is known of the hub where the school is weak
        ({("a", "M"): -0.2, ("h", "R"): 0.5}, "no_results", None, 0.5),
        ({("a", "M"): -0.2, ("a", "R"): 0.3, ("h", "R"): 0.5}, "no_results", None, 0.5),
        ({("a", "M"): -0.2}, "no_results", None, 0.5),
        ({("h", "M"): 0.2}, "no_results", None, 0.5),
        ({("a", "M"): 0.2}, "no_weak_subject", None, 0.5),
    ],
)  # fmt: skip
def test_strong_where_the_other_is_weak(
    results: dict[tuple[str, str], float], strength: str, area: str | None, cost: float
) -> None:
    found = pair({}, {}, results=results)
    assert (found["strength"], found["weak_subject_area"]) == (strength, area)
    assert found["strength_cost"] == pytest.approx(cost)


def test_distance_is_that_of_a_great_circle() -> None:
    """Moscow to Saint Petersburg, 634 km in every table."""
    found = matched(
        world(
            {"a": {"latitude": 55.7558, "longitude": 37.6173}},
            {"h": {"latitude": 59.9343, "longitude": 30.3351}},
        ),
        replace(RULES, farthest_km=700),
    )
    assert found["distance_km"].item() == pytest.approx(634, abs=1)


def test_exactly_as_far_as_allowed_is_not_too_far() -> None:
    given = world({"a": {}}, {"h": {"latitude": 60.5}})
    kilometres = matched(given)["distance_km"].item()
    assert hub_of(given, replace(RULES, farthest_km=kilometres)) == {"a": "h"}
    assert hub_of(given, replace(RULES, farthest_km=kilometres - 0.001)) == {"a": None}
