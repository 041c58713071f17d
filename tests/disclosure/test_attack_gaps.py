"""The attack by hand on what changes or is not there: revisions, missing and omitted rows."""

from __future__ import annotations

import pytest
from attack import attack, open_cells
from attacked import GOOD_PATTERN, ends, revision

FIRST = [
    ("grade 4", "town", None, 100, 30.0),
    ("grade 4", "a", "town", 60, 30.0),
    ("grade 4", "b", "town", None, None),
    ("grade 4", "c", "town", None, None),
]
SECOND = [
    ("grade 4", "town", None, 105, 30.5),
    ("grade 4", "a", "town", None, None),
    ("grade 4", "b", "town", None, None),
    ("grade 4", "c", "town", 35, 20.0),
]


def test_overlapping_revisions_open_together_what_each_keeps_closed() -> None:
    before = {"town": 1, "a": 1, "b": 1, "c": 1}
    after = {"town": 2, "a": 1, "b": 1, "c": 2}
    assert open_cells(attack([revision(*FIRST), revision(*SECOND)])).empty
    found = attack([revision(*FIRST, version=before), revision(*SECOND, version=after)])
    # b is the same in both: 105 - 60 - 35 = 10; then c was 100 - 60 - 10 = 30
    assert found["revision"].tolist() == [0, 0, 1, 1]
    assert found["unit"].tolist() == ["b", "c", "a", "b"]
    assert found["count_low"].tolist() == pytest.approx([10, 30, 60, 10])
    assert found["count_high"].tolist() == pytest.approx([10, 30, 60, 10])


def test_a_corrected_cell_is_another_unknown() -> None:
    before = {"town": 1, "a": 1, "b": 1, "c": 1}
    after = {"town": 2, "a": 2, "b": 2, "c": 2}
    found = attack([revision(*FIRST, version=before), revision(*SECOND, version=after)])
    # 100 - 60 = 40 for b and c before; 105 - 35 = 70 for a and b after
    assert found["count_high"].tolist() == pytest.approx([39, 39, 69, 69])


def test_a_missing_row_says_that_nobody_took_part() -> None:
    rows = [
        ("all", "town", None, 60, 25.0),
        ("grade 4", "town", None, 40, 25.0),
        ("grade 5", "town", None, 20, 25.0),
        ("grade 4", "a", "town", None, None),
        ("grade 4", "b", "town", None, None),
        ("grade 5", "b", "town", None, None),
    ]
    found = attack([revision(*rows)])
    # a has no grade 5: all 20 are in b
    assert ends(found, "b", "grade 5")[:2] == pytest.approx([20, 20])
    assert ends(found, "b", "grade 4")[:2] == pytest.approx([1, 39])


def test_a_missing_total_says_nothing() -> None:
    rows = [row for row in GOOD_PATTERN if row[:2] not in {("all", "a"), ("all", "b")}]
    found = attack([revision(*rows)])
    # rows of schools are free now: each column is 110 in two parts
    assert found["count_high"].tolist() == pytest.approx([109] * 4)
    without_town = [row for row in rows if row[0] != "all"]
    assert open_cells(attack([revision(*without_town)])).empty


TWO_COLUMNS = [
    ("all", "a", None, 50, 20.0),
    ("grade 4", "a", None, 42, 20.0),
    ("grade 5", "a", None, None, None),
]


def test_a_column_that_is_withheld_as_a_whole_may_hold_somebody() -> None:
    # 50 - 42 = 8 where there are no other columns, 1 to 8 where grade 6 is withheld
    assert ends(attack([revision(*TWO_COLUMNS)]), "a", "grade 5")[:2] == pytest.approx([8, 8])
    withheld = revision(*TWO_COLUMNS, incomplete_columns={("mathematics", "grade 6")})
    assert ends(attack([withheld]), "a", "grade 5")[:2] == pytest.approx([1, 8])


def test_a_withheld_column_is_recovered_from_the_total() -> None:
    frame = revision(*TWO_COLUMNS)
    frame["is_omitted"] = frame["is_hidden"]
    found = attack([frame])
    assert found["is_omitted"].tolist() == [True]
    assert ends(found, "a", "grade 5")[:2] == pytest.approx([8, 8])


def test_where_only_a_sum_is_omitted_a_missing_row_still_says_that_nobody_took_part() -> None:
    rows = [
        ("all", "town", None, 50, 20.0),
        ("grade 4", "town", None, 42, 20.0),
        ("grade 5", "town", None, None, None),
        ("all", "a", "town", None, None),
        ("grade 4", "a", "town", 42, 20.0),
        ("grade 5", "b", "town", None, None),
    ]
    frame = revision(*rows)
    frame["is_omitted"] = (frame["column"] == "grade 5") & (frame["unit"] == "town")
    # a has no grade 5: the 50 - 42 = 8 of the town are all in b
    assert ends(attack([frame]), "b", "grade 5")[:2] == pytest.approx([8, 8])


def test_an_omitted_cell_that_was_visible_before_is_known() -> None:
    rows = [
        ("all", "a", None, 50, 20.0),
        ("grade 4", "a", None, 42, 19.0),
        ("grade 5", "a", None, 8, 25.0),
    ]
    before = revision(*rows).assign(version=[1, 1, 1])
    after = revision(("all", "a", None, 52, 20.0), *((*row[:3], None, None) for row in rows[1:]))
    after = after.assign(version=[2, 2, 1], is_omitted=[False, False, True])
    found = attack([before, after])
    # grade 5 is the same 8 as before: grade 4 has 52 - 8 = 44
    assert found["count_low"].tolist() == pytest.approx([44, 8])
    assert found["count_high"].tolist() == pytest.approx([44, 8])
