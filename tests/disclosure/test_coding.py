"""Which shares are coded, by hand."""

import pytest
from tables import RULES, hidden, shown, table

from opora.disclosure import TOTAL, protect


@pytest.mark.parametrize(
    ("below", "expected"),
    [(0, "at_most 5"), (10, "at_most 5"), (11, "5.5"), (189, "94.5"), (190, "at_least 95")],
)
def test_extremes_are_coded(below: int, expected: str) -> None:
    # of 200: 10 are 5 per cent, 190 are 95
    assert shown(protect(table({"c": {"a": (200, below)}}), RULES), "a") == expected


def test_somebody_failed_and_somebody_did_not_needs_no_coding() -> None:
    # 1 of the 10 hidden failed: either of them may be a single participant who failed, or did not
    cells = {"m/a": (4, 1), "m/b": (6, 0), "m/d": (50, 10)}
    published = protect(table({"c": cells}), RULES)
    assert [shown(published, unit) for unit in ("d", "m")] == ["20", "18.3"]


def test_nobody_failed_codes_the_smallest_cell_beside() -> None:
    # m has 10 of 60 below, d has all 10 of them; "at most 20" leaves room for 9, one for a or b.
    # its total has the same numbers and is coded as well
    cells = {"m/a": (4, 0), "m/b": (6, 0), "m/d": (50, 10), "m/e": (70, 15)}
    published = protect(table({"c": cells}), RULES)
    assert hidden(published) == ["a", "b"]
    assert [shown(published, unit) for unit in ("d", "e", "m")] == ["at_most 20", "21.4", "19.2"]
    assert shown(published, "d", TOTAL) == "at_most 20"


def test_everybody_failed_is_the_mirror_of_nobody_failed() -> None:
    cells = {"m/a": (4, 4), "m/b": (6, 6), "m/d": (50, 40), "m/e": (70, 55)}
    published = protect(table({"c": cells}), RULES)
    assert [shown(published, unit) for unit in ("d", "e", "m")] == ["at_least 80", "78.6", "80.8"]


def test_a_total_over_columns_that_would_undo_the_coding_is_coded() -> None:
    # d: 10 of 50 and 3 of 50 are 13 of 100; exactly 13 per cent would give the 10 away
    cells = {"m/a": (4, 0), "m/b": (6, 0), "m/d": (50, 10)}
    others = {"m/a": (20, 4), "m/b": (20, 4), "m/d": (50, 3)}
    published = protect(table({"c": cells, "e": others}), RULES)
    assert shown(published, "d") == "at_most 20"
    assert shown(published, "d", TOTAL) == "at_most 15"
    assert shown(published, "d", "e") == "6"


def test_a_coded_extreme_beside_is_room_enough() -> None:
    # d may have 0 to 2 of 50 below, so one more in a or b fits
    cells = {"m/a": (4, 0), "m/b": (6, 0), "m/d": (50, 2)}
    published = protect(table({"c": cells}), RULES)
    assert shown(published, "d") == "at_most 5"
    assert shown(published, "m") == "at_most 5"


def test_rounding_of_a_large_sum_is_room_enough() -> None:
    # of 4,010 participants one is 0.025 points: 401 and 402 are both shown as 10.0
    cells = {"m/a": (4, 0), "m/b": (6, 0), "m/d": (4000, 401)}
    published = protect(table({"c": cells}, has_totals=False), RULES)
    assert shown(published, "m") == "10"
    assert shown(published, "d") == "10"


def test_where_nobody_failed_at_all_the_sums_are_coded_up_to_where_it_fits() -> None:
    # m has 19 participants, one would be 5.3 per cent: "at most 10". r has 10 of 119 below, all in
    # d: coded, so that one of them could be in m
    cells = {"r/m/a": (9, 0), "r/m/b": (10, 0), "r/n/d": (50, 5), "r/n/e": (50, 5)}
    published = protect(table({"c": cells}), RULES)
    assert hidden(published) == ["a", "b"]
    assert shown(published, "m") == "at_most 10"
    assert shown(published, "n") == "at_most 10"
    assert shown(published, "d") == "at_most 10"
    assert shown(published, "e") == "10"
    assert shown(published, "r") == "8.4"


def test_a_region_without_failures_is_coded_at_its_root() -> None:
    # one of 19 is 5.3 per cent, one of 38 is 2.6: "at most 5" is wide enough for the region
    cells = {"r/m/a": (9, 0), "r/m/b": (10, 0), "r/n/d": (19, 0)}
    published = protect(table({"c": cells}), RULES)
    assert [shown(published, unit) for unit in ("m", "n", "r")] == [
        "at_most 10",
        "at_most 5",
        "at_most 5",
    ]


def test_a_large_hidden_sum_needs_more_than_one_failure_beside() -> None:
    # m1 has 30 schools of 5, none failed, and is hidden for the sake of m2: it can shrink to 30
    # participants, 3 of whom must be able to fail for 10 points; m3 is coded with room for 3
    cells = {f"r/m1/s{number}": (5, 0) for number in range(30)}
    cells |= {"r/m2/a": (9, 0), "r/m3/d": (500, 100)}
    published = protect(table({"c": cells}), RULES)
    assert {"m1", "m2"} <= set(hidden(published))
    assert shown(published, "m3") == "at_most 20"
