"""A department's own row replaces the row of the seed with the same key, blanks included."""

from pathlib import Path

import duckdb
from scratch import empty_home, run_dbt

OWN_PLANS = """territory,indicator,year,plan,source
,2.2,2021,35,own default
00701000,2.2,2021,40,own territory
,2.2,2027,60,new year
"""


def test_own_rows_replace_by_key_and_add_new_ones(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "indicator_plan.csv").write_text(OWN_PLANS, encoding="utf-8")
    home = empty_home(tmp_path)
    selected = ("--select", "indicator_plan", "rule_indicator_plan")
    result = run_dbt(home, "build", *selected, "--exclude-resource-type", "test")
    assert result.returncode == 0, result.stdout
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        rows = connection.execute(
            "SELECT territory, year, plan FROM rules.rule_indicator_plan "
            "WHERE indicator = '2.2' ORDER BY year, territory NULLS FIRST"
        ).fetchall()
    assert rows == [
        (None, "2021", 35),
        ("00701000", "2021", 40),
        (None, "2022", 40),
        (None, "2023", 50),
        (None, "2024", 50),
        (None, "2027", 60),
        (None, "baseline", 17),
    ]
