"""The attack against a table that was really published: New York, mathematics, 2006-2009.

The file suppresses the levels of small grades ("s") and prints `All Grades` beside them. It leaves
the number tested visible; here that is hidden too, as in a table of ours, and serves as the truth.
"""

from __future__ import annotations

import pandas as pd
import pytest
from attack import TOTAL, attack, open_cells

from opora.home import REPOSITORY

RESULTS = REPOSITORY.parent / "shared" / "data" / "nyc_math" / "math_results_2006_2009.csv"

pytestmark = pytest.mark.skipif(
    not RESULTS.exists(), reason=f"the New York files are not in {RESULTS.parent}"
)


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    """The file's rows: a group is a year, a column a grade, below is the number in level 1."""
    rows = pd.read_csv(RESULTS, dtype=str)
    number = {
        name: pd.to_numeric(rows[heading].str.replace(",", ""), errors="coerce")
        for name, heading in (
            ("tested", "Number Tested"),
            ("below", "Level 1 #"),
            ("share", "Level 1 %"),
        )
    }
    return pd.DataFrame(
        {
            "group": rows["Year"],
            "column": rows["Grade"].replace("All Grades", TOTAL),
            "unit": rows["DBN"],
            "parent": None,
            "is_hidden": rows["Level 1 #"] == "s",
            "bound": "",
            **number,
        }
    )


@pytest.fixture(scope="module")
def of_suppressed(printed: pd.DataFrame) -> pd.DataFrame:
    """All rows of the schools and years that have a suppressed row; the others bind nothing."""
    return printed[printed.groupby(["group", "unit"])["is_hidden"].transform("any")]


@pytest.fixture(scope="module")
def attacked(of_suppressed: pd.DataFrame) -> pd.DataFrame:
    """The suppressed grade rows with what the attack says, and with the truth."""
    table = of_suppressed.assign(count=of_suppressed["tested"].mask(of_suppressed["is_hidden"]))
    found = attack([table], whole_persons=True)
    truth = of_suppressed[["group", "column", "unit", "tested"]]
    return found[found["column"] != TOTAL].merge(truth, validate="1:1")


def by_subtraction(rows: pd.DataFrame) -> pd.DataFrame:
    """The lone suppressed grades of a school and year whose total is printed, by plain pandas."""
    place = ["group", "unit"]
    totals = rows[(rows["column"] == TOTAL) & ~rows["is_hidden"]].set_index(place)
    grades = rows[rows["column"] != TOTAL]
    visible = grades[~grades["is_hidden"]].groupby(place)[["tested", "below"]].sum()
    rest = totals[["tested", "below"]] - visible.reindex(totals.index, fill_value=0)
    hidden = grades[grades["is_hidden"]]
    lone = hidden[~hidden.duplicated(place, keep=False)]
    return lone[["column", *place]].merge(rest, left_on=place, right_index=True)


def test_the_file_is_the_one_that_was_measured(printed: pd.DataFrame) -> None:
    is_total = printed["column"] == TOTAL
    assert len(printed) == 18_645
    assert (printed["is_hidden"] & ~is_total).sum() == 269
    assert (printed["is_hidden"] & is_total).sum() == 13
    # every grade is there, so that a total is the sum of its columns
    tested = printed.groupby([is_total, "group", "unit"])["tested"].sum()
    pd.testing.assert_series_equal(tested[True], tested[False])


def test_subtraction_opens_43_and_the_attack_finds_the_same(
    attacked: pd.DataFrame, of_suppressed: pd.DataFrame
) -> None:
    exact = attacked[attacked["count_low"] == attacked["count_high"]]
    assert (len(attacked), len(exact)) == (269, 43)
    subtracted = by_subtraction(of_suppressed)
    both = exact.drop(columns="tested").merge(subtracted, validate="1:1")
    assert (len(subtracted), len(both)) == (43, 43)
    assert (both["count_low"] == both["tested"]).all()
    shares = 100 * both["below"] / both["tested"]
    assert both["share_low"].to_numpy() == pytest.approx(shares.to_numpy(), abs=1e-5)
    assert both["share_high"].to_numpy() == pytest.approx(shares.to_numpy(), abs=1e-5)


def test_the_truth_lies_in_every_range(attacked: pd.DataFrame) -> None:
    assert (attacked["count_low"] <= attacked["tested"]).all()
    assert (attacked["tested"] <= attacked["count_high"]).all()


def test_more_is_open_than_subtraction_shows(attacked: pd.DataFrame) -> None:
    # 28 grades more are known to within 3 pupils
    assert ((attacked["count_high"] - attacked["count_low"]).round(6) < 3).sum() == 43 + 28
    # 30 more have their share in level 1 pinned: nobody is left for it, or nobody for another
    width = (attacked["share_high"] - attacked["share_low"]).round(6)
    assert (width < 10).sum() == (width == 0).sum() == 43 + 30
    assert len(open_cells(attacked)) == 91


def test_rounded_shares_alone_pin_49(of_suppressed: pd.DataFrame) -> None:
    table = of_suppressed.assign(count=of_suppressed["tested"].mask(of_suppressed["is_hidden"]))
    found = attack([table])
    found = found[found["column"] != TOTAL]
    assert (found["count_low"] == found["count_high"]).sum() == 43
    assert ((found["share_high"] - found["share_low"]).round(6) < 10).sum() == 49
    assert len(open_cells(found)) == 91
