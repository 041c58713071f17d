"""The dictionary of a release: what stands in it, who sees it, and what a mended word does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from opora.home import Home
from opora.publication import publish
from opora.warehouse.invocation import target_folder

TABLES = """
create table marts.dim_school as
select * from (values (1, 'a', 'c'), (2, 'b', null)) s (school_id, school_login, parent_login);
create table marts.dim_risk_factor as
select * from (values (11, 'old'), (12, 'old')) f (risk_factor_id, risk_factor);
create table marts.school_risk as
select 'a' as school_login, 'b' as hub_login, 11 as risk_factor_id, 'old' as risk_factor,
    0.5::double as value;
create table open_marts.dim_school as select 1 as school_id;
create table open_marts.results as select 1 as school_id, 'a' as school_login, 3 as participants;
"""
MANIFEST = {
    "model.opora.school_risk": {
        "resource_type": "model",
        "schema": "marts",
        "alias": "school_risk",
        "description": "One row per school and factor.\n\nKey: school_login, risk_factor.\n",
        "config": {"meta": {"description_ru": "Риски школ."}},
        "columns": {
            "school_login": {
                "description": "Login.",
                "config": {"meta": {"description_ru": "Логин."}},
            },
            "value": {"description": "Share.", "config": {"meta": {"is_fitted": True}}},
        },
    },
    "test.opora.unique_key_school_risk": {
        "resource_type": "test",
        "schema": "tests",
        "alias": "unique_key_school_risk",
        "attached_node": "model.opora.school_risk",
        "test_metadata": {
            "name": "unique_key",
            "kwargs": {"columns": ["school_login", "risk_factor"]},
        },
    },
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.warehouse.mkdir()
    with duckdb.connect(home.build_file) as connection:
        connection.execute(f"create schema marts; create schema open_marts; {TABLES}")
    tell(home, MANIFEST)
    return home


def tell(home: Home, nodes: dict[str, Any]) -> None:
    """What dbt's manifest says from now on."""
    folder = target_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")


def query(home: Home, sql: str) -> list[Any]:
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_table_and_its_columns_with_their_words(home: Home) -> None:
    publish(home)
    found = query(
        home,
        "select * exclude (schema_name, table_name) from marts.data_dictionary "
        "where table_name = 'school_risk' order by position",
    )
    english = "One row per school and factor.\n\nKey: school_login, risk_factor."
    assert found == [
        (0, None, None, None, None, "Риски школ.", english),
        (1, "school_login", "VARCHAR", True, "dim_school.school_login", "Логин.", "Login."),
        (2, "hub_login", "VARCHAR", False, "dim_school.school_login", None, None),
        (3, "risk_factor_id", "INTEGER", False, "dim_risk_factor.risk_factor_id", None, None),
        # two lists have the factor: joined by it, a row would be doubled
        (4, "risk_factor", "VARCHAR", True, None, None, None),
        (5, "value", "DOUBLE", False, None, None, "Share."),
    ]


def test_a_code_does_not_join_itself_and_joins_its_own_schema(home: Home) -> None:
    publish(home)
    joins = query(
        home,
        "select schema_name, table_name, column_name, joins from marts.data_dictionary "
        "where table_name in ('dim_school', 'results') and position > 0 order by all",
    )
    assert joins == [
        ("marts", "dim_school", "parent_login", "dim_school.school_login"),
        ("marts", "dim_school", "school_id", None),
        ("marts", "dim_school", "school_login", None),
        ("open_marts", "dim_school", "school_id", None),
        ("open_marts", "results", "participants", None),
        ("open_marts", "results", "school_id", "dim_school.school_id"),
        # schools have no login in the open tables
        ("open_marts", "results", "school_login", None),
    ]


def test_every_table_and_column_of_the_release_stands_in_it(home: Home) -> None:
    publish(home)
    lies = _lies(home)
    told = "select schema_name, table_name, position, column_name, data_type"
    assert query(home, f"{told} from marts.data_dictionary order by all") == lies
    open_lies = [each for each in lies if each[0] == "open_marts"]
    assert query(home, f"{told} from open_marts.data_dictionary order by all") == open_lies
    assert {each[1] for each in open_lies} == {"data_dictionary", "dim_school", "results"}
    ((tables, rows),) = query(home, 'select tables, "rows" from marts.release')
    # the marts have 2 + 2 + 1 and 1 + 1 rows
    assert (tables, rows) == (7, 7 + len(lies) + len(open_lies))


def _lies(home: Home) -> list[Any]:
    return query(
        home,
        """
        select schema_name, table_name, column_index as position, column_name, data_type
        from duckdb_columns() where not internal
        union all
        select schema_name, table_name, 0, null, null from duckdb_tables() where not internal
        order by all
        """,
    )


def test_what_publication_makes_is_described_in_both_languages(home: Home) -> None:
    publish(home)
    assert query(
        home,
        """
        select count(*), count(description_ru), count(description_en),
            count(*) filter (where regexp_matches(description_ru, '[а-я]'))
        from marts.data_dictionary where table_name in ('data_dictionary', 'release')
        """,
    ) == [(2 * 10 + 8, 28, 28, 28)]
    assert query(
        home,
        "select comment from duckdb_columns() where schema_name = 'open_marts' "
        "and table_name = 'data_dictionary' and column_name = 'table_name'",
    ) == [("Таблица",)]


def test_a_mended_word_is_a_release_of_the_same_content(home: Home) -> None:
    first = publish(home)
    # the build is made anew where the project changed, with the same rows in it
    for nodes in _mended():
        tell(home, nodes)
        _build_anew(home)
        mended = publish(home)
        assert first is not None
        assert mended is not None
        assert mended.content_hash == first.content_hash
        assert mended.path != first.path
        _build_anew(home)
        assert publish(home) is None
    assert query(
        home,
        "select description_ru, (select comment from duckdb_tables() "
        "where table_name = 'school_risk') from marts.data_dictionary "
        "where table_name = 'school_risk' and position = 0",
    ) == [("Риски школ, по факторам.", "Риски школ, по факторам.")]


def _mended() -> Iterator[dict[str, Any]]:
    nodes: dict[str, Any] = json.loads(json.dumps(MANIFEST))
    nodes["model.opora.school_risk"]["config"]["meta"]["description_ru"] += " По факторам."
    yield nodes
    nodes["model.opora.school_risk"]["config"]["meta"]["description_ru"] = (
        "Риски школ, по факторам."
    )
    yield nodes


def _build_anew(home: Home) -> None:
    home.build_file.touch()


def test_a_release_without_a_dictionary_gets_one(home: Home) -> None:
    first = publish(home)
    assert first is not None
    with duckdb.connect(first.path) as connection:
        connection.execute("drop table marts.data_dictionary")
    second = publish(home)
    assert second is not None
    assert second.content_hash == first.content_hash
    assert query(home, "select count(*) > 0 from marts.data_dictionary") == [(True,)]
