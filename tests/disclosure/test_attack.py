"""The attack by hand on one table whose rows are all there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from attack import ENDS, ContradictionError, attack, open_cells
from attacked import GOOD_PATTERN, Row, ends, revision

ONE_OF_THREE = [
    ("grade 4", "town", None, 60, 20.0),
    ("grade 4", "a", "town", 30, 10.0),
    ("grade 4", "b", "town", 25, 20.0),
    ("grade 4", "c", "town", None, None),
]


def test_a_lone_hidden_cell_is_recovered_by_subtraction() -> None:
    found = attack([revision(*ONE_OF_THREE)])
    # 60 - 30 - 25 = 5 persons. Below: 60 x (20 ± 0.05)% - 30 x (10 ± 0.05)% - 25 x (20 ± 0.05)%
    # = 12 ± 0.03 - 3 ± 0.015 - 5 ± 0.0125 = 4 ± 0.0575, of 5 persons 80 ± 1.15 %
    assert ends(found, "c") == pytest.approx([5, 5, 78.85, 81.15])
    assert list(open_cells(found)["unit"]) == ["c"]


def test_whole_persons_leave_no_rounding() -> None:
    found = attack([revision(*ONE_OF_THREE)], whole_persons=True)
    # Within 12 ± 0.03, 3 ± 0.015 and 5 ± 0.0125 lies one whole number each: 12 - 3 - 5 = 4 of 5
    assert ends(found, "c") == pytest.approx([5, 5, 80, 80])


def test_two_hidden_cells_share_what_is_left() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 100, 30.0),
                ("grade 4", "a", "town", 60, 30.0),
                ("grade 4", "b", "town", None, None),
                ("grade 4", "c", "town", None, None),
            )
        ]
    )
    # 100 - 60 = 40 persons, at least one in each; below 30 ± 0.05 - 18 ± 0.03 = 12 ± 0.08:
    # a school of one may be all below or none, so may one of up to 12.08 and 28.08 persons
    assert ends(found, "b") == pytest.approx([1, 39, 0, 100])
    assert ends(found, "c") == pytest.approx([1, 39, 0, 100])
    assert open_cells(found).empty


def test_a_pair_with_a_small_sum_is_open() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 33, 9.1),
                ("grade 4", "a", "town", 30, 10.0),
                ("grade 4", "b", "town", None, None),
                ("grade 4", "c", "town", None, None),
            )
        ]
    )
    # 33 - 30 = 3: each has 1 or 2 persons. Below: at most 33 x 9.15% - 30 x 9.95% = 0.0345,
    # which is 3.45 % where a school has one person
    assert ends(found, "b") == pytest.approx([1, 2, 0, 3.45])
    assert set(open_cells(found)["unit"]) == {"b", "c"}
    # the width of the counts alone is enough: 2 - 1 < 3
    assert set(open_cells(found, share_interval=0)["unit"]) == {"b", "c"}
    assert open_cells(found, count_interval=1, share_interval=0).empty


def test_where_nobody_failed_in_the_town_nobody_failed_in_a_school() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 40, 0.0),
                ("grade 4", "a", "town", None, None),
                ("grade 4", "b", "town", None, None),
            )
        ]
    )
    # counts are as wide as they can be, but below is at most 40 x 0.05% = 0.02: 2 % of one person
    assert ends(found, "a") == pytest.approx([1, 39, 0, 2])
    assert set(open_cells(found)["unit"]) == {"a", "b"}
    assert open_cells(found, share_interval=0).empty


def test_where_nearly_everybody_failed_the_share_is_pinned_at_the_top() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 40, 100.0),
                ("grade 4", "a", "town", None, None),
                ("grade 4", "b", "town", None, None),
            )
        ],
        whole_persons=True,
    )
    # below is at least 40 x 99.95% = 39.98, in whole persons 40 of 40
    assert ends(found, "b") == pytest.approx([1, 39, 100, 100])


def coded(bound: str, total_share: float) -> pd.DataFrame:
    """Grade 4 of the town is published, as an extreme or exactly; grade 5 and the total are exact.

    Schools are hidden in grade 4.
    """
    frame = revision(
        ("all", "town", None, 200, total_share),
        ("grade 4", "town", None, 100, 5.0),
        ("grade 5", "town", None, 100, 30.0),
        ("grade 4", "a", "town", None, None),
        ("grade 4", "b", "town", None, None),
        ("grade 5", "a", "town", 50, 30.0),
        ("grade 5", "b", "town", 50, 30.0),
    )
    frame.loc[frame["share"] == 5.0, "bound"] = bound
    return frame


def test_coding_of_extremes_is_undone_by_the_total() -> None:
    found = attack([coded("at_most", total_share=15.0)], whole_persons=True)
    # "at most 5 %" of 100 is 0 to 5, but the total gives 200 x 15% - 100 x 30% = 30 - 30 = 0
    assert ends(found, "a") == pytest.approx([1, 99, 0, 0])
    # with a total of 17 % the same rows leave 34 - 30 = 4 below: any of them in either school
    assert ends(attack([coded("at_most", 17.0)], whole_persons=True), "a") == pytest.approx(
        [1, 99, 0, 100]
    )


def test_a_coded_share_reaches_as_far_as_its_bound() -> None:
    town = revision(("grade 4", "town", None, 100, 5.0), ("grade 4", "a", "town", None, None))
    # an only child is its parent: 100 persons, 0 to 5 %, or 95 to 100 %
    assert ends(attack([town.assign(bound="at_most")]), "a") == pytest.approx([100, 100, 0, 5])
    top = town.assign(bound="at_least", share=town["share"] + 90)
    assert ends(attack([top]), "a") == pytest.approx([100, 100, 95, 100])


def test_a_number_below_bounds_the_count_of_its_cell() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 100, 50.0),
                ("grade 4", "a", "town", 40, 0.0),
                ("grade 4", "b", "town", None, None),
                ("grade 4", "c", "town", None, None),
            )
        ],
        whole_persons=True,
    )
    # b and c have 60 persons, 50 of them below: if b has one person, c has 59 and holds 49 or 50
    assert ends(found, "b") == pytest.approx([1, 59, 0, 100])
    # and if b has 59, c has one: at least 49 of the 59
    pair = attack(
        [
            revision(
                ("grade 4", "town", None, 60, 80.0),
                ("grade 4", "b", "town", None, None),
                ("grade 4", "c", "town", None, None),
            ),
        ],
        whole_persons=True,
    )
    # 48 of 60 below, 12 not: a school of up to 12 may have none below
    assert ends(pair, "c") == pytest.approx([1, 59, 0, 100])


def test_a_share_is_an_extreme_of_a_ratio_and_not_a_ratio_of_extremes() -> None:
    found = attack(
        [
            revision(
                ("grade 4", "town", None, 10, 95.0),
                ("grade 4", "a", "town", None, None),
                ("grade 4", "b", "town", None, None),
            )
        ]
    )
    # not below are at most 10 x 5.05% = 0.505: a school of one has at least 0.495 below, 49.5 %.
    # The least number below over the greatest count would be 0.495 / 9 = 5.5 %
    assert ends(found, "a") == pytest.approx([1, 9, 49.5, 100])


def test_a_square_of_hidden_cells_stays_closed() -> None:
    found = attack([revision(*GOOD_PATTERN)])
    # one number is free: a4 = x, a5 = 110 - x, b4 = 110 - x, b5 = x, with 1 <= x <= 109
    assert found["count_low"].tolist() == pytest.approx([1] * 4)
    assert found["count_high"].tolist() == pytest.approx([109] * 4)
    assert open_cells(found).empty


def test_a_square_with_one_open_corner_is_open() -> None:
    rows = [row for row in GOOD_PATTERN if row[:2] != ("grade 4", "a")]
    found = attack([revision(*rows, ("grade 4", "a", "town", 8, 0.0))])
    # a5 = 110 - 8, b4 = 110 - 8, b5 = 110 - 102
    counts = {(row.unit, row.column): (row.count_low, row.count_high) for row in found.itertuples()}
    assert counts == {
        ("a", "grade 5"): (102, 102),
        ("b", "grade 4"): (102, 102),
        ("b", "grade 5"): (8, 8),
    }


def test_distinct_persons_bound_a_parent_from_both_sides() -> None:
    rows = [
        ("grade 4", "town", None, None, None),
        ("grade 4", "a", "town", 30, 50.0),
        ("grade 4", "b", "town", 20, 50.0),
    ]
    assert ends(attack([revision(*rows)]), "town")[:2] == pytest.approx([50, 50])
    # the greater school and everybody in it, or both schools without a common person
    for found in (
        attack([revision(*rows)], adds_up=False),
        attack([revision(*rows)], distinct_groups={"mathematics"}),
    ):
        assert ends(found, "town")[:2] == pytest.approx([30, 50])
    # 15 of 30 below and 10 of 20: 14.985 to 25.025 below; most of them among 30 to 50: but a parent
    # of 30 may hold 25.025 of them, 83.4 %, one of 50 only 14.985 of them, 29.97 %
    assert ends(found, "town")[2:] == pytest.approx([29.97, 83.416667])


def test_a_child_of_distinct_persons_is_at_least_what_the_others_leave() -> None:
    rows = [
        ("grade 4", "town", None, 40, 50.0),
        ("grade 4", "a", "town", 30, 50.0),
        ("grade 4", "b", "town", None, None),
    ]
    # b brings the 10 whom a does not have, and at most the whole town
    found = attack([revision(*rows)], distinct_groups={"mathematics"})
    assert ends(found, "b")[:2] == pytest.approx([10, 40])


def test_a_hidden_row_may_show_its_count() -> None:
    frame = revision(
        ("grade 4", "town", None, 40, 10.0),
        ("grade 4", "a", "town", 8, None),
        ("grade 4", "b", "town", 32, None),
    )
    frame["is_hidden"] = frame["share"].isna()
    found = attack([frame], whole_persons=True)
    # 4 of 40 are below: up to 4 of 8, 50 %, and up to 4 of 32, 12.5 %
    assert ends(found, "a") == pytest.approx([8, 8, 0, 50])
    assert ends(found, "b") == pytest.approx([32, 32, 0, 12.5])


def test_without_any_sum_nothing_is_known() -> None:
    found = attack([revision(("grade 4", "a", None, None, None))])
    assert ends(found, "a") == [1, np.inf, 0, 100]
    pair = [("grade 4", "a", None, None, None), ("grade 4", "b", "a", None, None)]
    assert ends(attack([revision(*pair)]), "b") == [1, np.inf, 0, 100]


@pytest.mark.parametrize(
    "rows",
    [
        # 30 + 20 is not 60
        [
            ("grade 4", "town", None, 60, 50.0),
            ("grade 4", "a", "town", 30, 50.0),
            ("grade 4", "b", "town", 20, 50.0),
        ],
        # 60 - 60 leaves nobody, but the row of b is there
        [
            ("grade 4", "town", None, 60, 50.0),
            ("grade 4", "a", "town", 60, 50.0),
            ("grade 4", "b", "town", None, None),
        ],
        # 60 x 10.05% = 6.03 are fewer than the 30 x 49.95% = 14.985 below in a
        [
            ("grade 4", "town", None, 60, 10.0),
            ("grade 4", "a", "town", 30, 50.0),
            ("grade 4", "b", "town", None, None),
            ("grade 4", "c", "town", None, None),
        ],
        # two hidden pairs with 3 and 4 persons, whose columns have 6 and 2
        [
            ("all", "a", None, 3, 50.0),
            ("all", "b", None, 4, 50.0),
            ("grade 4", "town", None, 6, 50.0),
            ("grade 5", "town", None, 2, 50.0),
            *(
                (grade, unit, "town", None, None)
                for grade in ("grade 4", "grade 5")
                for unit in ("a", "b")
            ),
        ],
    ],
)
def test_tables_that_contradict_themselves_are_refused(rows: list[Row]) -> None:
    frame = revision(*rows)
    frame["parent"] = [None if unit == "town" else "town" for unit in frame["unit"]]
    with pytest.raises(ContradictionError):
        attack([frame])


def test_a_unit_with_two_parents_is_refused() -> None:
    rows = [("grade 4", "a", "town", 30, 50.0), ("grade 5", "a", "city", 30, 50.0)]
    with pytest.raises(ValueError, match="stands under"):
        attack([revision(*rows)])


def margins(squares: np.ndarray) -> np.ndarray:
    """The two rows and two columns of squares that are written a4, a5, b4, b5 in a row."""
    pairs = ([0, 1], [2, 3], [0, 2], [1, 3])
    return np.stack([squares[:, pair].sum(axis=1) for pair in pairs], axis=1)


@pytest.mark.parametrize("seed", range(12))
def test_all_squares_that_fit_lie_in_the_ranges_and_reach_the_ends_of_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 6, (1, 4))
    belows = rng.binomial(counts, rng.choice([0.1, 0.5, 0.9]))
    places = [
        ("all", "a", "town"),
        ("all", "b", "town"),
        ("grade 4", "town", None),
        ("grade 5", "town", None),
    ]
    known_counts, known_belows = margins(counts)[0], margins(belows)[0]
    shares = np.round(100 * known_belows / known_counts, 1)
    shown = [
        (*place, int(count), float(share))
        for place, count, share in zip(places, known_counts, shares, strict=True)
    ]
    hidden = [
        (grade, unit, "town", None, None) for unit in ("a", "b") for grade in ("grade 4", "grade 5")
    ]
    found = attack([revision(*shown, *hidden)], whole_persons=True)
    every = np.array(list(np.ndindex(10, 10, 10, 10)))
    fitting_counts = every[(margins(every) == known_counts).all(axis=1) & (every > 0).all(axis=1)]
    fitting_belows = every[(margins(every) == known_belows).all(axis=1)]
    ways = [(n, b) for n in fitting_counts for b in fitting_belows if (b <= n).all()]
    all_counts = np.array([n for n, _ in ways])
    shares = np.array([100 * b / n for n, b in ways])
    low, high, share_low, share_high = (found[end].to_numpy() for end in ENDS)
    assert low == pytest.approx(all_counts.min(axis=0))
    assert high == pytest.approx(all_counts.max(axis=0))
    assert (share_low <= shares.min(axis=0) + 1e-5).all()
    assert (share_high >= shares.max(axis=0) - 1e-5).all()
