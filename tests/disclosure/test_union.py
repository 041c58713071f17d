"""What a later revision may show after the earlier ones, by hand."""

import pandas as pd
from tables import hidden, omitted, revisions, shown, table

from opora.disclosure import TOTAL

FIRST = {"m/a": (4, 2), "m/b": (6, 3), "m/d": (12, 4), "m/e": (30, 9)}


def test_an_unchanged_half_year_is_published_as_it_was() -> None:
    cells = table({"c": FIRST})
    first, second = revisions(cells, cells)
    pd.testing.assert_frame_equal(first, second)
    first, second = revisions(cells, cells.iloc[::-1])
    pd.testing.assert_frame_equal(first, second.sort_index())


def test_a_cell_once_hidden_stays_hidden() -> None:
    _, second = revisions(table({"c": FIRST}), table({"c": FIRST | {"m/a": (14, 5)}}))
    assert {"a", "b"} <= set(hidden(second))


def test_correction_of_a_hidden_cell_beside_another_needs_nothing_more() -> None:
    # a and b move against each other in both revisions alike
    first, second = revisions(table({"c": FIRST}), table({"c": FIRST | {"m/a": (5, 2)}}))
    assert hidden(first) == hidden(second) == ["a", "b"]
    assert omitted(second) == []
    assert shown(second, "m") == "34"  # 18 / 53


def test_newly_small_cell_alone_takes_back_the_sums_above() -> None:
    # m was 52 and a + b = 10 are known together; d = 8 would be 48 - 30 - 10
    first, second = revisions(table({"c": FIRST}), table({"c": FIRST | {"m/d": (8, 3)}}))
    assert hidden(second) == ["a", "b", "d"]
    assert omitted(second) == ["m"]
    assert omitted(second, TOTAL) == ["a", "b", "d", "m"]
    assert shown(second, "e") == shown(first, "e") == "30"


def test_newly_small_cell_hides_behind_another_correction() -> None:
    # e is new too: d + e = 8 + 31 is all that can be known, and e was never shown as 31
    _, second = revisions(
        table({"c": FIRST}), table({"c": FIRST | {"m/d": (8, 3), "m/e": (31, 9)}})
    )
    assert hidden(second) == ["a", "b", "d", "e"]
    assert omitted(second) == []


def test_a_hidden_school_that_is_gone_is_not_found_by_subtraction() -> None:
    # m was 52; without a it would be 48, and a = 52 - 48
    rest = {path: cell for path, cell in FIRST.items() if path != "m/a"}
    _, second = revisions(table({"c": FIRST}), table({"c": rest}))
    assert omitted(second) == ["m"]
    assert hidden(second) == ["b"]


def test_a_small_new_school_is_not_found_by_subtraction() -> None:
    _, second = revisions(table({"c": FIRST}), table({"c": FIRST | {"m/f": (3, 1)}}))
    assert hidden(second) == ["a", "b", "f"]
    assert omitted(second) == ["m"]


def test_only_the_column_that_changed_is_touched() -> None:
    first, second = revisions(
        table({"c": FIRST, "k": FIRST}), table({"c": FIRST | {"m/f": (3, 1)}, "k": FIRST})
    )
    of_first, of_second = (
        each[each["column"] == "k"].reset_index(drop=True) for each in (first, second)
    )
    pd.testing.assert_frame_equal(of_first, of_second)


def test_coding_does_not_become_finer() -> None:
    # nobody failed in a and b, so d is shown as "at most 20"; later somebody has
    cells = {"m/a": (4, 0), "m/b": (6, 0), "m/d": (50, 10), "m/e": (70, 15)}
    first, second = revisions(table({"c": cells}), table({"c": cells | {"m/d": (51, 10)}}))
    assert shown(first, "d") == shown(second, "d") == "at_most 20"
    assert shown(second, "e") == "21.4"
