"""A department's rules: what is accepted, and one clear line for every defect."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from opora.home import Home
from opora.rules import RuleError, declared_rules, load_rule, rules_fingerprint, write_overrides

PLAN = "territory,indicator,year,plan,source\n"
WINDOW = "procedure_kind,assessment_year,session,starts_on,ends_on,half_year,is_used,source\n"

#: Defect -> (file, text that has it, what the message must say, the same text without it).
DEFECTS = {
    "unknown_rule_file": ("plans.csv", PLAN, "plans.csv: not a rule file", None),
    "workbook_instead_of_csv": ("indicator_plan.xlsx", "PK", "not a rule file", None),
    "empty_file": ("indicator_plan.csv", "", "empty; expected a first row", PLAN),
    "unknown_column": (
        "indicator_plan.csv",
        "territory,indicator,year,plan,source,who\n",
        "row 1, column «who»: not a column of indicator_plan",
        PLAN,
    ),
    "missing_column": (
        "indicator_plan.csv",
        "territory,indicator,plan,source\n",
        "row 1: column year is missing",
        PLAN,
    ),
    "doubled_column": (
        "indicator_plan.csv",
        "territory,indicator,year,plan,plan,source\n",
        "column plan: is there twice",
        PLAN,
    ),
    "blank_key": (
        "indicator_plan.csv",
        PLAN + ",,2024,70,decree\n",
        "row 2, column indicator: blank",
        PLAN + ",2.2,2024,70,decree\n",
    ),
    "doubled_key": (
        "indicator_plan.csv",
        PLAN + ",2.2,2024,70,decree\n,2.2,2024,80,decree\n",
        "row 3, column territory, indicator, year: the same key as row 2",
        PLAN + ",2.2,2024,70,decree\n00700000,2.2,2024,80,decree\n",
    ),
    "text_where_a_number_belongs": (
        "indicator_plan.csv",
        PLAN + ",2.2,2024,seventy,decree\n",
        "row 2, column plan: «seventy»; expected a number",
        PLAN + ",2.2,2024,70.5,decree\n",
    ),
    "decimal_comma": (
        "indicator_plan.csv",
        PLAN + ',2.2,2024,"70,5",decree\n',
        "row 2, column plan: «70,5»; expected a number",
        PLAN + ",2.2,2024,70.5,decree\n",
    ),
    "russian_date": (
        "assessment_windows.csv",
        WINDOW + "vpr,2024,main,01.03.2024,2024-05-17,2024-H1,true,decree\n",
        "row 2, column starts_on: «01.03.2024»; expected a date such as 2024-06-30",
        WINDOW + "vpr,2024,main,2024-03-01,2024-05-17,2024-H1,true,decree\n",
    ),
    "day_that_does_not_exist": (
        "assessment_windows.csv",
        WINDOW + "vpr,2024,main,2024-02-30,2024-05-17,2024-H1,true,decree\n",
        "column starts_on: «2024-02-30»; expected a date",
        WINDOW + "vpr,2024,main,2024-02-29,2024-05-17,2024-H1,true,decree\n",
    ),
    "word_where_true_or_false_belongs": (
        "assessment_windows.csv",
        WINDOW + "vpr,2024,main,2024-03-01,2024-05-17,2024-H1,perhaps,decree\n",
        "column is_used: «perhaps»; expected true or false",
        WINDOW + "vpr,2024,main,2024-03-01,2024-05-17,2024-H1,false,decree\n",
    ),
    "row_with_too_many_cells": (
        "indicator_plan.csv",
        PLAN + ",2.2,2024,70,decree,more\n",
        "row 2: 6 cells; expected 5",
        PLAN + ",2.2,2024,70,decree\n",
    ),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.rules.mkdir()
    return home


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_named_with_its_place(defect: str, home: Home) -> None:
    file, text, message, _ = DEFECTS[defect]
    (home.rules / file).write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        write_overrides(home)
    assert message in str(caught.value)
    assert str(home.rules / file) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert not home.lake_rules.exists()


@pytest.mark.parametrize("defect", [name for name, case in DEFECTS.items() if case[3] is not None])
def test_the_same_file_without_the_defect_passes(defect: str, home: Home) -> None:
    file, _, _, text = DEFECTS[defect]
    assert text is not None
    (home.rules / file).write_text(text, encoding="utf-8")
    write_overrides(home)


def test_every_defect_of_every_file_gets_its_line(home: Home) -> None:
    (home.rules / "indicator_plan.csv").write_text(PLAN + ",,2024,x,decree\n", encoding="utf-8")
    (home.rules / "plans.csv").write_text("", encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        write_overrides(home)
    assert len(str(caught.value).splitlines()) == 3


def test_another_encoding_is_refused(home: Home) -> None:
    (home.rules / "indicator_plan.csv").write_bytes(
        (PLAN + ",2.2,2024,1,приказ\n").encode("cp1251")
    )
    with pytest.raises(RuleError, match="not UTF-8"):
        write_overrides(home)


def test_semicolons_and_a_byte_order_mark_are_read(home: Home) -> None:
    text = (PLAN + ",2.2,2024,70,decree\n").replace(",", ";")
    (home.rules / "indicator_plan.csv").write_text(text, encoding="utf-8-sig")
    plans = {(row["indicator"], row["year"]): row for row in load_rule("indicator_plan", home)}
    assert plans["2.2", "2024"]["plan"] == 70


def test_an_override_replaces_by_key_and_adds(home: Home) -> None:
    (home.rules / "indicator_plan.csv").write_text(
        PLAN + ",2.2,2024,70,decree\n00700000,2.2,2024,80,decree\n", encoding="utf-8"
    )
    before, after = load_rule("indicator_plan"), load_rule("indicator_plan", home)
    assert len(after) == len(before) + 1
    assert [r["plan"] for r in after if (r["indicator"], r["year"]) == ("2.2", "2024")] == [70, 80]


def test_a_column_with_a_default_may_be_left_out_or_blank(home: Home) -> None:
    """A row of the seed keeps what the seed says, another one gets the default."""
    autumns = "vpr,{},autumn,{}-09-01,{}-10-30,{}-H2,true,decree\n"
    rows = "".join(autumns.replace("{}", year) for year in ("2022", "2027"))
    path = home.rules / "assessment_windows.csv"

    def behind() -> dict[int, int]:
        return {
            row["assessment_year"]: row["grades_behind"]
            for row in load_rule("assessment_windows", home)
            if row["source"] == "decree"
        }

    path.write_text(WINDOW + rows, encoding="utf-8")
    assert behind() == {2022: 1, 2027: 0}
    header = WINDOW.replace("is_used", "is_used,grades_behind")
    path.write_text(header + rows.replace("true", "true,"), encoding="utf-8")
    assert behind() == {2022: 1, 2027: 0}
    path.write_text(header + rows.replace("true", "true,2"), encoding="utf-8")
    assert behind() == {2022: 2, 2027: 2}
    path.write_text(header + rows.replace("true", "true,one"), encoding="utf-8")
    with pytest.raises(RuleError, match="column grades_behind: «one»; expected a whole number"):
        load_rule("assessment_windows", home)


def test_cells_have_their_declared_types() -> None:
    half_year = next(row for row in load_rule("half_years") if row["half_year"] == "2024-H1")
    assert half_year["ends_on"] == date(2024, 6, 30)
    assert isinstance(load_rule("indicator_plan")[0]["plan"], float)
    assert load_rule("indicator_plan")[0]["territory"] is None


def test_every_rule_file_gets_a_parquet_file_of_text(home: Home) -> None:
    (home.rules / "assessment_windows.csv").write_text(
        WINDOW + "vpr,2024,main,2024-03-01,2024-05-17,2024-H1,TRUE,decree\n", encoding="utf-8"
    )
    write_overrides(home)
    for name, rule in declared_rules().items():
        described = duckdb.execute(f"describe from '{home.lake_rules / name}.parquet'").fetchall()
        assert [(column[0], column[1]) for column in described] == [
            (column, "VARCHAR") for column in rule.columns
        ]
    window = duckdb.execute(
        "select starts_on, is_used from read_parquet(?)",
        [str(home.lake_rules / "assessment_windows.parquet")],
    ).fetchall()
    assert window == [("2024-03-01", "true")]
    assert [path.name for path in home.lake_rules.glob(".*")] == []


def test_the_fingerprint_follows_the_rules_not_the_order_of_rows(home: Home) -> None:
    defaults = write_overrides(home)
    plan = home.rules / "indicator_plan.csv"
    plan.write_text(PLAN + ",2.2,2024,70,d\n,2.2,2023,60,d\n", encoding="utf-8")
    changed = write_overrides(home)
    plan.write_text(PLAN + ",2.2,2023,60,d\n,2.2,2024,70,d\n", encoding="utf-8")
    assert rules_fingerprint(home) == changed != defaults
    plan.unlink()
    assert write_overrides(home) == defaults
    assert duckdb.execute(f"from '{home.lake_rules}/indicator_plan.parquet'").fetchall() == []


def test_the_declaration_fits_the_files() -> None:
    for rule in declared_rules().values():
        assert set(rule.key) <= set(rule.columns)
        header = rule.path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert tuple(header) == rule.columns
        load_rule(rule.name)


def test_importing_the_rules_loads_nothing_heavy() -> None:
    code = (
        "import sys, opora.rules; print({'pandas', 'dbt', 'pyarrow', 'duckdb'} & set(sys.modules))"
    )
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "set()"
