"""Which counts are hidden, by hand."""

import pytest
from tables import RULES, hidden, omitted, shown, table

from opora.disclosure import TOTAL, protect


def test_nothing_is_hidden_where_all_are_large_enough() -> None:
    published = protect(table({"c": {"m/a": (10, 5), "m/b": (12, 3)}}), RULES)
    assert hidden(published) == []
    assert shown(published, "a") == "50"
    assert shown(published, "m", TOTAL) == "36.4"  # 8 / 22


def test_a_single_small_cell_takes_the_smallest_sibling_along() -> None:
    # 9 alone is 50 - 20 - 21; with the 20 hidden too, a reader knows only that both make 29
    published = protect(table({"c": {"m/a": (9, 4), "m/b": (20, 9), "m/d": (21, 9)}}), RULES)
    assert hidden(published) == ["a", "b"]
    assert shown(published, "m") == "44"


def test_two_small_cells_of_one_participant_are_not_enough() -> None:
    # 1 + 1 = 2: each is at least 1, so both are known; the third adds 10 - 1 = 9 to share out
    published = protect(table({"c": {"m/a": (1, 1), "m/b": (1, 0), "m/d": (10, 5)}}), RULES)
    assert hidden(published) == ["a", "b", "d"]


@pytest.mark.parametrize(("second", "expected"), [(3, ["a", "b"]), (2, ["a", "b", "d"])])
def test_the_sum_of_two_small_cells_decides(second: int, expected: list[str]) -> None:
    # 2 + 3 = 5 lets each be 1 to 4, three apart; 2 + 2 = 4 only 1 to 3
    cells = {"m/a": (2, 1), "m/b": (second, 1), "m/d": (20, 9), "m/e": (30, 9)}
    assert hidden(protect(table({"c": cells}), RULES)) == expected


def test_an_only_school_hides_all_that_are_equal_to_it() -> None:
    # a = m = r = land: who shows one of them shows the school
    published = protect(table({"c": {"land/r/m/a": (9, 4)}}), RULES)
    assert hidden(published) == ["a", "land", "m", "r"]
    assert omitted(published, TOTAL) == ["a", "land", "m", "r"]


def test_a_municipality_of_one_small_school_takes_another_one_along() -> None:
    # m1 = 9 is hidden with its school; r - m2 - m3 would give it away, so m2, the smaller, goes too
    cells = {"r/m1/a": (9, 4), "r/m2/b": (20, 9), "r/m2/d": (15, 5), "r/m3/e": (40, 9)}
    assert hidden(protect(table({"c": cells}), RULES)) == ["a", "b", "d", "m1", "m2"]


def test_two_hidden_leaves_of_one_hidden_child_do_not_protect_each_other() -> None:
    # m1 = 4 + 5 = 9 is a hidden sum of two; r - m2 would give the sum away
    cells = {"r/m1/a": (4, 2), "r/m1/b": (5, 2), "r/m2/d": (20, 9), "r/m3/e": (40, 9)}
    assert hidden(protect(table({"c": cells}), RULES)) == ["a", "b", "d", "m1", "m2"]


def test_a_total_is_shown_only_where_all_columns_are() -> None:
    # b: 20 + 30 = 50 would give its hidden 20 away
    first = {"m/a": (9, 4), "m/b": (20, 9), "m/d": (30, 9)}
    second = {"m/a": (30, 9), "m/b": (30, 9), "m/d": (30, 9)}
    published = protect(table({"c": first, "e": second}), RULES)
    assert hidden(published, "e") == []
    assert omitted(published, TOTAL) == ["a", "b"]
    assert shown(published, "d", TOTAL) == "30"
    assert not published.loc[published["column"] == TOTAL, "is_hidden"].any()


def test_columns_of_one_unit_alone() -> None:
    published = protect(table({"c": {"a": (9, 4)}, "e": {"a": (30, 9)}}), RULES)
    assert (hidden(published), hidden(published, "e")) == (["a"], [])
    assert omitted(published, TOTAL) == ["a"]


def test_a_cell_twice_a_parent_without_a_row_and_an_impossible_count_are_refused() -> None:
    cells = table({"c": {"m/a": (10, 5), "m/b": (12, 3)}})
    with pytest.raises(ValueError, match="more than once"):
        protect(cells.iloc[[0, 0]], RULES)
    with pytest.raises(ValueError, match="has no row"):
        protect(cells[cells["unit"] != "m"], RULES)
    with pytest.raises(ValueError, match="below between 0 and count"):
        protect(cells.assign(below=99), RULES)
