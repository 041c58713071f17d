"""What the public holds is read as it stands, and what is wrong with it is seen."""

from __future__ import annotations

import pandas as pd
import pytest
from open_data import beside, false_rows, parents_of, seen_results, shown_again, true_results
from outcome import judge

PARENTS = parents_of(
    pd.DataFrame({"territory": ["town", "region"], "parent": ["region", "a country left out"]})
)
CELLS = pd.DataFrame(
    [(1, "x", 4, 1), (2, "x", 6, 2), (3, "x", 40, 8), (3, "y", 12, 3), (4, "x", 30, 9)],
    columns=["school_id", "procedure", "participants", "below_threshold"],
).assign(
    territory="town", procedure_kind="k", assessment_year=2024, session="main", state="measured"
)


def published(*rows: tuple[str, int | None, str, int | None, float | None]) -> pd.DataFrame:
    """Level, school, procedure, participants, share; no participants: hidden."""
    names = ["level", "school_id", "procedure", "participants", "fail_share"]
    frame = pd.DataFrame(rows, columns=names)
    hidden = frame["participants"].isna()
    return frame.assign(
        territory=frame["level"].replace({"school": "town"}),
        procedure_kind="k",
        assessment_year=2024,
        session="main",
        bound="",
        state=hidden.map({True: "suppressed", False: "measured"}),
    )


def test_the_truth_is_summed_up_the_tree_and_over_procedures() -> None:
    truth = true_results(CELLS, PARENTS).set_index(["unit", "column"])
    assert truth.loc[("town", "x"), ["count", "below"]].tolist() == [80, 20]  # 4 + 6 + 40 + 30
    assert truth.loc[("region", "all"), ["count", "below"]].tolist() == [92, 23]  # and 12
    assert truth.loc[("school 3", "all"), ["count", "below"]].tolist() == [52, 11]
    assert ("school 1", "all") not in truth.index  # it has one procedure
    assert truth.loc[("town", "x"), "parent"] == "region"
    assert truth.loc[("region", "x"), "parent"] is None


FAITHFUL = [
    ("school", 1, "x", None, None),
    ("school", 2, "x", None, None),
    ("school", 3, "x", 40, 20.0),
    ("school", 4, "x", 30, 30.0),
    ("school", 3, "y", 12, 25.0),
    ("town", None, "x", 80, 25.0),
    ("region", None, "x", 80, 25.0),
]


def table(*rows: tuple[str, int | None, str, int | None, float | None]) -> pd.DataFrame:
    return beside(seen_results(published(*rows), PARENTS), true_results(CELLS, PARENTS))


def test_a_faithful_table_is_well() -> None:
    faithful = table(*FAITHFUL)
    assert faithful["is_omitted"].sum() == 5  # y of town and region, and three totals
    outcome = judge([[faithful, faithful]])
    assert (outcome.wrong, outcome.tables, outcome.hidden) == ("", 2, 4)
    # 80 - 40 - 30 = 10: each of both is 1 to 9; of 3 below all or none may be in either
    assert outcome.smallest_count == 8
    assert outcome.smallest_share >= 30


def test_a_wrong_count_is_seen() -> None:
    wrong = table(*FAITHFUL[:3], ("school", 4, "x", 31, 30.0), *FAITHFUL[4:])
    assert false_rows([table(*FAITHFUL)]).empty
    assert false_rows([wrong])["unit"].tolist() == ["school 4"]
    assert "untrue" in judge([[wrong]]).wrong


def test_a_wrong_share_is_seen() -> None:
    wrong = table(*FAITHFUL[:3], ("school", 4, "x", 30, 31.0), *FAITHFUL[4:])
    assert "untrue" in judge([[wrong]]).wrong


def test_a_small_result_that_is_shown_is_seen() -> None:
    # 10 - 6 = 4 besides
    wrong = table(FAITHFUL[0], ("school", 2, "x", 6, 33.3), *FAITHFUL[2:])
    assert "found out" in judge([[wrong]]).wrong


def test_what_was_hidden_and_is_shown_again_is_seen() -> None:
    first, second = table(*FAITHFUL[:3], ("school", 4, "x", None, None)), table(*FAITHFUL)
    assert shown_again([second, first]).empty
    assert shown_again([first, second])["unit"].tolist() == ["school 4"]


def test_a_row_of_nobody_is_refused() -> None:
    with pytest.raises(AssertionError):
        table(*FAITHFUL, ("school", 5, "x", 20, 25.0))
