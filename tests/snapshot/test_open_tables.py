"""Open tables: which cells go in, and what several of them could tell together."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from opora.disclosure import DisclosureRules
from opora.snapshot.open_tables import open_results, open_values
from opora.snapshot.revisions import Revision

RULES = DisclosureRules(
    least_count=10,
    count_interval=3,
    share_interval=10.0,
    low_share=5.0,
    high_share=95.0,
    decimals=1,
    band=5.0,
)
REGION = ("region", None, "region")


def revision(folder: Path, half_year: str = "2024-H1", **tables: pd.DataFrame) -> Revision:
    """A revision of nothing but these tables."""
    folder = folder / half_year / "r01"
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        _write(rows, folder / f"{name}.parquet")
    return Revision(half_year, 1, folder, {}, None)


def _write(rows: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        connection.execute(f"copy rows to '{path}' (format parquet)")


def territories(*names: str) -> pd.DataFrame:
    rows = [REGION, *((name, "region", "municipality") for name in names)]
    return pd.DataFrame(rows, columns=["territory", "parent", "level"])


def values(indicator: str, counts: dict[str, int], numerators: dict[str, int]) -> pd.DataFrame:
    counts = {**counts, "region": sum(counts.values())}
    numerators = {**numerators, "region": sum(numerators.values())}
    return pd.DataFrame(
        [
            (territory, indicator, numerators[territory], count, "measured", 100.0, "")
            for territory, count in counts.items()
        ],
        columns=["territory", "indicator", "numerator", "denominator", "state", "plan", "flags"],
    )


def test_indicators_that_count_the_same_hide_the_same(tmp_path: Path) -> None:
    """A is small. Beside it one indicator would hide C, the other B: together they tell A.

    With C hidden beside A the first shows B = 12, with B hidden the second shows C = 14, and
    93 - 12 - 14 - 60 = 7.
    """
    counts = {"A": 7, "B": 12, "C": 14, "D": 60}
    first = values("2.3.1", counts, {"A": 7, "B": 12, "C": 6, "D": 30})
    second = values("2.3.2", counts, {"A": 7, "B": 5, "C": 14, "D": 30})
    both = revision(tmp_path, values=pd.concat([first, second]), territories=territories(*counts))

    def hidden(bases: dict[str, str]) -> dict[str, set[str]]:
        shown = open_values(both, RULES, (), bases)
        return {
            indicator: set(rows[rows["is_hidden"]]["territory"])
            for indicator, rows in shown.groupby("indicator")
        }

    apart = hidden({})
    assert apart["2.3.1"] != apart["2.3.2"]
    together = hidden({"2.3.1": "listed", "2.3.2": "listed"})
    assert together["2.3.1"] == together["2.3.2"] == apart["2.3.1"] | apart["2.3.2"]


def cells(counts: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (school, number, "A", "vpr_5", "ВПР", 2024, "spring", count, count // 2, "measured")
            for number, (school, count) in enumerate(counts.items())
        ],
        columns=[
            "school_login", "school_id", "territory", "procedure", "procedure_kind",
            "assessment_year", "session", "participants", "below_threshold", "state",
        ],
    )  # fmt: skip


def test_a_window_that_moves_to_another_half_year_takes_its_history_along(tmp_path: Path) -> None:
    """A school of 9 was hidden in the spring; its correction to 12 must stay hidden in autumn."""
    tree = territories("A")
    before = {"s1": 9, "s2": 8, "s3": 7, "s4": 40}
    spring = revision(tmp_path, cells=cells(before), territories=tree)
    _write(
        open_results(spring, RULES, ()),
        tmp_path / "2024-H1" / "r01-approval" / "open_results.parquet",
    )
    later = revision(tmp_path, "2024-H2", cells=cells(before | {"s1": 12}), territories=tree)

    def is_hidden(earlier: tuple[Revision, ...]) -> bool:
        shown = open_results(later, RULES, earlier).set_index("unit")
        return bool(shown.loc["s:s1", "is_hidden"].all())

    assert not is_hidden(())
    assert is_hidden((spring,))


def test_a_territory_is_no_school_of_the_same_name(tmp_path: Path) -> None:
    one = revision(tmp_path, cells=cells({"A": 20, "s2": 30}), territories=territories("A"))
    shown = open_results(one, RULES, ())
    assert set(shown["unit"]) == {"s:A", "s:s2", "t:A", "t:region"}
