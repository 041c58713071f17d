"""Random municipalities and regions are protected, published, corrected and attacked.

Here belong the tables. The attack is in `attack`, which knows nothing of the engine; what counts as
found out is in `verdict`.
For a long search: `python tests/disclosure/test_protected_is_safe.py FIRST COUNT`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from attack import TOTAL
from tables import RULES
from verdict import DISTINCT, found_out, only_small_hidden, what_is_wrong

from opora.disclosure import protect

LEVELS = ["school", "municipality", "region", "country"]
CHANCES_BELOW = [0.0, 0.0, 0.003, 0.02, 0.1, 0.3, 0.98, 1.0]
TYPICAL_SIZES = [3, 8, 12, 25, 80]


def random_schools(rng: np.random.Generator, is_large: bool) -> pd.DataFrame:
    """Schools with their municipality, region and country."""
    most = (4, 6, 25) if is_large else (2, 3, 8)
    regions = rng.integers(1, most[0] + 1)
    places = [
        (f"r{region}", f"m{region}.{municipality}")
        for region in range(regions)
        for municipality in range(rng.integers(1, most[1] + 1))
    ]
    schools = [
        (place, number) for place in places for number in range(rng.integers(1, most[2] + 1))
    ]
    return pd.DataFrame(
        {
            "school": [f"s{place[1][1:]}.{number}" for place, number in schools],
            "municipality": [place[1] for place, _ in schools],
            "region": [place[0] for place, _ in schools],
            "country": "land",
            "size": rng.gamma(1.0, rng.choice(TYPICAL_SIZES), len(schools)),
        }
    )


def random_leaves(rng: np.random.Generator, schools: pd.DataFrame) -> pd.DataFrame:
    """Count and below of each school in each column of one to three groups."""
    groups = ["exams", "tests", DISTINCT][: rng.integers(1, 4)]
    frames = []
    for group in groups:
        for column in range(rng.integers(2, 7)):
            some = schools[rng.random(len(schools)) < rng.choice([0.3, 0.7, 1.0])]
            count = rng.poisson(some["size"]) + rng.integers(0, 2, len(some))
            chance = np.clip(rng.choice(CHANCES_BELOW) * rng.gamma(4.0, 0.25, len(some)), 0, 1)
            frames.append(
                some.drop(columns="size").assign(
                    group=group,
                    column=f"c{column}",
                    count=count,
                    below=rng.binomial(count, chance),
                )
            )
    leaves = pd.concat(frames, ignore_index=True)
    return leaves[leaves["count"] > 0].reset_index(drop=True)


def corrected(rng: np.random.Generator, leaves: pd.DataFrame) -> pd.DataFrame:
    """The next revision: numbers change, schools move, close and appear."""
    later = leaves.copy()
    touched = rng.random(len(later)) < rng.choice([0.02, 0.1, 0.5])
    change = rng.integers(-3, 4, len(later)) * (rng.random(len(later)) < 0.7)
    later.loc[touched, "count"] = np.maximum(later["count"] + change, 0)[touched]
    change = rng.integers(-2, 3, len(later))
    later.loc[touched, "below"] = (later["below"] + change)[touched]
    later["below"] = later["below"].clip(0, later["count"])
    schools = later["school"].unique()
    if rng.random() < 0.3:
        later = later[later["school"] != rng.choice(schools)]
    if later.empty:
        return leaves
    if rng.random() < 0.3:
        moved = later["school"] == rng.choice(schools)
        target = later.iloc[rng.integers(len(later))]
        later.loc[moved, ["municipality", "region"]] = target[["municipality", "region"]].to_numpy()
    if rng.random() < 0.3:
        new = later[later["school"] == rng.choice(schools)].assign(school=f"s new {len(later)}")
        later = pd.concat([later, new], ignore_index=True)
    later = later[later["count"] > 0].reset_index(drop=True)
    return later if len(later) else leaves


def cells_of(leaves: pd.DataFrame, levels: Sequence[str], has_totals: bool) -> pd.DataFrame:
    """All rows of the tables: what `protect` is given."""
    frames = []
    for level, above in zip(levels, [*levels[1:], None], strict=True):
        names = ["group", "column", level]
        rows = leaves.groupby(names, as_index=False)[["count", "below"]].sum()
        parents = {} if above is None else dict(zip(leaves[level], leaves[above], strict=True))
        rows["parent"] = rows[level].map(lambda unit, parents=parents: parents.get(unit))
        if level != "school":
            rows = _without_common_persons(rows, leaves, level)
        frames.append(rows.rename(columns={level: "unit"}))
    cells = pd.concat(frames, ignore_index=True)
    if has_totals:
        sums = cells.groupby(["group", "unit"], as_index=False).agg(
            parent=("parent", "first"), count=("count", "sum"), below=("below", "sum")
        )
        cells = pd.concat([cells, sums.assign(column=TOTAL)], ignore_index=True)
    cells["parent"] = cells["parent"].astype(object).where(cells["parent"].notna(), None)
    return cells[["group", "column", "unit", "parent", "count", "below"]]


def _without_common_persons(rows: pd.DataFrame, leaves: pd.DataFrame, level: str) -> pd.DataFrame:
    """Where persons are distinct, one per eight schools of a unit is counted in two of them."""
    names = ["group", "column", level]
    schools = rows[names].merge(leaves.groupby(names, as_index=False).size())["size"].to_numpy()
    common = np.where(rows["group"] == DISTINCT, schools // 8, 0)
    largest = rows[names].merge(leaves.groupby(names, as_index=False)[["count", "below"]].max())
    rows["count"] = np.maximum(rows["count"] - common, largest["count"].to_numpy())
    rows["below"] = np.minimum(rows["below"], rows["count"])
    return rows


@dataclass(frozen=True)
class HalfYear:
    """Leaves of each revision, and how they are rolled up."""

    leaves: list[pd.DataFrame]
    levels: list[str]
    has_totals: bool

    def tables(self) -> list[pd.DataFrame]:
        """The cells of each revision."""
        return [cells_of(each, self.levels, self.has_totals) for each in self.leaves]


def random_half_year(seed: int, is_large: bool = False) -> HalfYear:
    """One to three revisions of one half-year."""
    rng = np.random.default_rng(seed)
    leaves = [random_leaves(rng, random_schools(rng, is_large))]
    for _ in range(rng.integers(0, 3)):
        leaves.append(corrected(rng, leaves[-1]))
    return HalfYear(leaves, LEVELS[: rng.integers(2, 5)], bool(rng.random() < 0.7))


def publish(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """What `protect` makes of each revision, knowing the ones before."""
    published: list[pd.DataFrame] = []
    for cells in tables:
        published.append(protect(cells, RULES, published))
    return published


def attack_seeds(first: int, count: int, is_large: bool = False) -> dict[int, str]:
    """Seeds of which something is found out or that break, with what; prints as it goes."""
    bad = {}
    for seed in range(first, first + count):
        try:
            wrong = what_is_wrong(publish(random_half_year(seed, is_large).tables()))
        except Exception as error:
            wrong = repr(error)
        if wrong:
            bad[seed] = wrong
        if seed in bad:
            print(f"seed {seed}: {bad[seed]}", flush=True)
    print(f"{count} seeds from {first}, {len(bad)} bad: {sorted(bad)}", flush=True)
    return bad


@pytest.mark.parametrize("first", range(0, 30, 5))
def test_nothing_is_found_out(first: int) -> None:
    assert attack_seeds(first, 5) == {}


@pytest.mark.parametrize("seed", [66, 67, 103, 109, 122, 124, 336, 431])
def test_what_was_found_out_once_is_not_found_out_again(seed: int) -> None:
    assert attack_seeds(seed, 1) == {}


def test_what_did_not_change_is_published_as_before() -> None:
    for seed in range(10):
        cells = random_half_year(seed).tables()[0]
        first, again = publish([cells, cells])
        pd.testing.assert_frame_equal(first, again)


def test_nothing_is_found_out_in_a_large_region() -> None:
    assert attack_seeds(1000, 1, is_large=True) == {}


Row = tuple[str, str | None, int, int, bool]


def as_published(*rows: Row, is_omitted: bool = False) -> pd.DataFrame:
    """One column by hand: unit, parent, count, below, is_hidden; at most 10 % of what is shown."""
    frame = pd.DataFrame(rows, columns=["unit", "parent", "count", "below", "is_hidden"])
    is_silent = frame["is_hidden"] | is_omitted
    return frame.assign(
        group="exams",
        column="c0",
        is_omitted=is_omitted,
        is_hidden=frame["is_hidden"] & (not is_omitted),
        share=np.where(is_silent, np.nan, 10.0),
        bound=np.where(is_silent, "", "at_most"),
    )


BEFORE_THE_MOVE = as_published(
    ("a", "town", 1, 0, True),
    ("b", "town", 9, 0, True),
    ("c", "town", 1, 0, True),
    ("town", None, 11, 0, False),
)
AFTER_THE_MOVE: list[Row] = [
    ("a", "village", 1, 0, True),
    ("d", "village", 1, 0, True),
    ("village", None, 2, 0, True),
    ("b", "town", 9, 0, True),
    ("c", "town", 1, 0, True),
]


def test_a_school_that_moves_is_what_its_town_loses() -> None:
    # 11 - 10 = 1 if b and c corrected nothing; b and c may be 1 to 9 of the 10
    found = found_out(
        [BEFORE_THE_MOVE, as_published(*AFTER_THE_MOVE, ("town", None, 10, 0, False))]
    )
    assert found["unit"].tolist() == ["a", "a"]
    assert found["revision"].tolist() == [0, 1]
    assert (found["count_low"] == found["count_high"]).all()
    hidden = as_published(*AFTER_THE_MOVE, ("town", None, 10, 0, True))
    assert found_out([BEFORE_THE_MOVE, hidden]).empty


def test_a_revision_is_not_to_blame_for_what_was_known_before() -> None:
    first = as_published(
        ("a", "town", 10, 0, False),
        ("b", "town", 1, 0, True),
        ("c", "town", 4, 0, True),
        ("town", None, 15, 0, False),
    )
    rest: list[Row] = [("b", "town", 1, 0, True), ("c", "town", 4, 0, True)]
    # a closed: the town has 15 - 10 = 5, whatever the second revision shows or not
    assert found_out([first, as_published(*rest, ("town", None, 5, 0, True))]).empty
    # but it must not be shown, the less as 10 % of 5 are nobody in b and c
    found = found_out([first, as_published(*rest, ("town", None, 5, 0, False))])
    assert set(found["unit"]) == {"town", "b", "c"}


def with_exact_shares(published: pd.DataFrame) -> pd.DataFrame:
    """A protected table with its coded shares undone."""
    is_visible = published["share"].notna()
    shares = (100 * published["below"] / published["count"]).round(RULES.decimals)
    return published.assign(share=shares.where(is_visible), bound="")


@pytest.fixture(scope="module")
def first_revisions() -> list[pd.DataFrame]:
    """Tables with small schools beside large ones, and columns in which nobody is below."""
    return [random_half_year(seed).tables()[0] for seed in (0, 1, 4, 5, 7)]


def test_hiding_small_cells_alone_would_be_found_out(first_revisions: list[pd.DataFrame]) -> None:
    assert all(len(found_out([only_small_hidden(each)])) for each in first_revisions)


def test_exact_shares_would_be_found_out(first_revisions: list[pd.DataFrame]) -> None:
    exact = [with_exact_shares(protect(each, RULES)) for each in first_revisions]
    assert all(len(found_out([each])) for each in exact)


def test_forgetting_earlier_revisions_would_be_found_out() -> None:
    several = [random_half_year(seed).tables() for seed in range(10)]
    forgetful = [[protect(cells, RULES) for cells in tables] for tables in several]
    assert sum(len(found_out(each)) > 0 for each in forgetful) >= 5


if __name__ == "__main__":
    attack_seeds(int(sys.argv[1]), int(sys.argv[2]), is_large="large" in sys.argv[3:])
