"""Half-years that nothing has changed are left alone; all is as a build of everything makes it.

A country of fifteen schools. All datasets, in several orders, are in `test_growth_in_any_order`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pytest
from growing import NOTHING, RESULTS, build_models, built_at_once
from tables_compared import different_tables

from opora.demo import write_growing_country
from opora.home import Home
from opora.pipeline.take import silent, take
from opora.rules import write_overrides
from opora.warehouse.dbt_phase import Parsed, parse_project
from opora.warehouse.state import PROJECT

HALF_YEARS = ("2020-H1", "2020-H2", "2021-H1")
LARGE = ("int_assessment_cells", "fct_score_distribution", "school_dynamics", "indicator_schools")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("growing"))
    write_growing_country(
        home.landing, home.rules, HALF_YEARS, schools=15, participants=900, files=1
    )
    return home


@pytest.fixture(scope="module")
def parsed(home: Home) -> Parsed:
    write_overrides(home)
    take(home, [None, "2020-H1", "2020-H2"], silent)
    _leave_undated(home)
    return parse_project(home, PROJECT)


def _leave_undated(home: Home) -> None:
    """Some results of a year that has no window, as a shorter calendar would leave them."""
    file = min((home.root / "lake" / "accepted" / "assessment_results").glob("*.parquet"))
    changed = file.with_suffix(".changed")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * REPLACE (if(school_login = 'sch00000005', 2011, assessment_year) "
            f"AS assessment_year) FROM '{file}') TO '{changed}' (FORMAT parquet)"
        )
    changed.replace(file)


@pytest.fixture(scope="module")
def begun(home: Home, parsed: Parsed) -> Home:
    """Two half-years, made whole: nothing is known of what the file held before."""
    assert build_models(home, parsed, is_as_noted=False) == {}
    return home


@pytest.fixture(scope="module")
def grown(begun: Home, parsed: Parsed) -> tuple[Home, Mapping[str, str]]:
    """The third half-year has come."""
    take(begun, ["2021-H1"], silent)
    return begun, build_models(begun, parsed, is_as_noted=True)


@pytest.fixture(scope="module")
def corrected(
    grown: tuple[Home, Mapping[str, str]], parsed: Parsed
) -> tuple[Home, Mapping[str, str]]:
    """A school of the second half-year has sent its results again, of half its participants."""
    home, _ = grown
    folder = home.landing / "2020-H2" / "assessment_results"
    lines = (folder / "results_001.csv").read_text(encoding="utf-8").splitlines()
    of_school = [line for line in lines if line.startswith("sch00000003;")]
    text = "\n".join([lines[0], *of_school[::2]]) + "\n"
    (folder / "corrected.csv").write_text(text, encoding="utf-8")
    take(home, ["2020-H2"], silent)
    return home, build_models(home, parsed, is_as_noted=True)


def test_one_more_half_year_makes_only_that_one_anew(
    grown: tuple[Home, Mapping[str, str]],
) -> None:
    _, changed = grown
    assert {name: changed[name] for name in LARGE} == dict.fromkeys(LARGE, "2021-H1")
    assert set(changed.values()) == {"2021-H1", NOTHING}


def test_a_correction_makes_its_half_year_and_the_later_ones_anew(
    corrected: tuple[Home, Mapping[str, str]],
) -> None:
    _, changed = corrected
    assert {name: changed[name] for name in LARGE} == dict.fromkeys(LARGE, "2020-H2")
    # conditions, and with them the index, have nothing to do with it
    assert changed["int_wellbeing_index"] == NOTHING
    assert changed["int_schools_by_half_year"] == NOTHING


def test_a_register_that_was_sent_again_changes_nothing_and_all_is_as_if_made_at_once(
    corrected: tuple[Home, Mapping[str, str]], parsed: Parsed
) -> None:
    home, _ = corrected
    register = home.landing / "2020-H1" / "schools" / "schools.csv"
    lines = register.read_text(encoding="utf-8").splitlines()
    again = home.landing / "2021-H1" / "schools" / "again.csv"
    again.parent.mkdir()
    again.write_text(f"{lines[0]}\n{lines[3]}\n", encoding="utf-8")
    take(home, ["2021-H1"], silent)
    changed = build_models(home, parsed, is_as_noted=True)
    assert changed["int_schools"] == NOTHING
    assert {changed[name] for name in LARGE} == {NOTHING}

    whole = built_at_once(home, parsed)
    assert different_tables(home.build_file, whole.build_file) == []
    with duckdb.connect(home.build_file, read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) > 0 FROM intermediate.int_assessment_cells WHERE half_year IS NULL"
        ).fetchone() == (True,)


def test_what_models_by_half_years_read_is_noted(parsed: Parsed) -> None:
    """A source of the lake, or a table nobody notes, would make everything anew each time."""
    nodes = parsed.manifest.nodes
    by_half_year = {
        name: node
        for name, node in nodes.items()
        if node.resource_type == "model" and node.config.meta.get("by_half_year")
    }
    tables = {name for name, node in by_half_year.items() if is_table(node)}
    noted = tables | {parent for node in by_half_year.values() for parent in node.depends_on.nodes}
    noted -= parsed.manifest.sources.keys()
    noted |= {f"source.opora.{schema}.{table}" for schema, table in RESULTS}
    assert len(tables) > 100
    for name in tables:
        assert tables_read_by(nodes, nodes[name]) <= noted, name
        # what is the newest half-year changes with each of them
        assert "is_latest" not in nodes[name].raw_code


def is_table(node: Any) -> bool:
    return str(node.config.materialized) == "table"


def tables_read_by(nodes: Mapping[str, Any], node: Any) -> set[str]:
    """As the macro of that name: through views, rules left out."""
    found: set[str] = set()
    for parent in node.depends_on.nodes:
        if parent.startswith("source."):
            found.add(parent)
        elif nodes[parent].config.materialized == "view":
            found |= tables_read_by(nodes, nodes[parent])
        elif nodes[parent].resource_type == "model" and nodes[parent].fqn[1] != "rules":
            found.add(parent)
    return found
