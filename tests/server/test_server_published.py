"""What a release becomes on a server: tables, types, values, comments, keys, rights."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from small_releases import Database, Publish, Releases

from opora.server import ServerError
from opora.warehouse.invocation import target_folder


def test_all_tables_arrive_with_their_rows(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    done = publish()
    assert (done.release, done.is_new, done.tables, done.rows) == ("opora-1", True, 6, 123)
    assert done.warnings == ()
    assert database.schemas() == {"marts", "open_marts"}
    assert database.release() == "opora-1"
    assert database.all("select count(*) from marts.results") == [(40,)]
    assert database.all("select count(*) from open_marts.results") == [(40,)]


def test_types_are_those_of_the_release(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    found = database.all(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'marts' and table_name = 'results' order by ordinal_position"
    )
    assert found == [
        ("half_year", "text"),
        ("school_id", "bigint"),
        ("school_login", "text"),
        ("value", "numeric"),
        ("release_of_row", "text"),
    ]


def test_a_type_that_is_not_known_names_its_column(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    releases.make("opora-2", "alter table marts.results add column parts integer[]")
    with pytest.raises(ServerError, match=r"marts\.results\.parts has the type INTEGER\[\]"):
        publish()
    assert database.release() == "opora-1"


def test_comments_arrive(database: Database, releases: Releases, publish: Publish) -> None:
    releases.make("opora-1")
    publish()
    assert database.all(
        "select obj_description('marts.dim_school'::regclass), "
        "col_description('marts.dim_school'::regclass, 2), "
        "col_description('marts.dim_school'::regclass, 1), "
        "obj_description('marts.results'::regclass), obj_description('marts'::regnamespace)"
    ) == [
        ("Школы", "Логин школы: не «имя';", None, "Опора, выпуск opora-1", "Опора: выпуск opora-1")
    ]


def _write_manifest(releases: Releases, tables: dict[str, tuple[list[str], list[str]]]) -> None:
    """dbt's manifest as far as it matters: table -> key, columns that are NOT NULL."""
    nodes: dict[str, object] = {}
    for name, (key, not_null) in tables.items():
        schema, _, alias = name.partition(".")
        nodes[name] = {
            "resource_type": "model",
            "schema": schema,
            "alias": alias,
            "columns": {
                column: {"name": column, "constraints": [{"type": "not_null"}]}
                for column in not_null
            },
        }
        nodes[f"test {name}"] = {
            "resource_type": "test",
            "schema": "tests",
            "alias": "",
            "columns": {},
            "attached_node": name,
            "test_metadata": {"name": "unique_key", "kwargs": {"columns": key}},
        }
    path = Path(target_folder(releases.home)) / "manifest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nodes": nodes}), "utf-8")


def _constraints(database: Database, table: str) -> set[str]:
    found = database.all(
        "select pg_get_constraintdef(oid) from pg_constraint "
        f"where conrelid = '{table}'::regclass and contype <> 'n'"
    )
    return {str(text) for (text,) in found}


def _indexes(database: Database, table: str) -> set[str]:
    found = database.all(
        "select substring(pg_get_indexdef(indexrelid) from 'btree (.*)') from pg_index "
        f"where indrelid = '{table}'::regclass and not indisunique"
    )
    return {str(text) for (text,) in found}


def test_keys_come_from_the_models(
    database: Database, releases: Releases, publish: Publish
) -> None:
    many = (
        "insert into marts.results select '2023-H2', 5, 'old' || i, i, 'x' from range(1000) as r(i)"
    )
    # so many that one of them picks few rows, unlike one of two half-years
    schools = "insert into marts.dim_school select i, 'sch' || i, 'x' from range(100, 180) as r(i)"
    blank = "insert into open_marts.results values ('2024-H1', null, 1, 'x')"
    releases.make("opora-1", blank, schools, many)
    _write_manifest(
        releases,
        {
            "marts.dim_school": (["school_id"], ["school_id", "school_login"]),
            "marts.results": (
                ["school_login", "half_year"],
                ["half_year", "school_login", "a_column_of_tomorrow"],
            ),
            "open_marts.results": (["half_year", "school_id"], ["half_year", "school_id"]),
            "marts.dim_half_year": (["half_year", "a_column_of_tomorrow"], []),
            "marts.a_table_of_tomorrow": (["a"], ["a"]),
        },
    )
    assert publish().warnings == ()
    assert _constraints(database, "marts.dim_school") == {
        "PRIMARY KEY (school_id)",
        "UNIQUE (school_login)",
    }
    assert _constraints(database, "marts.dim_half_year") == {"UNIQUE (half_year)"}
    # the login of a school that is in no dimension leads nowhere, the id does
    assert _constraints(database, "marts.results") == {
        "PRIMARY KEY (school_login, half_year)",
        "FOREIGN KEY (school_id) REFERENCES marts.dim_school(school_id) NOT VALID",
        "FOREIGN KEY (half_year) REFERENCES marts.dim_half_year(half_year) NOT VALID",
    }
    assert _indexes(database, "marts.results") == {"(school_id)"}
    assert _indexes(database, "marts.dim_school") == set()
    # a key with a blank in it: no primary one, but blanks count as equal
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.do("insert into open_marts.results values ('2024-H1', null, 2, 'y')")
    assert database.all(
        "select attname from pg_attribute where attrelid = 'open_marts.results'::regclass "
        "and attnotnull and attnum > 0"
    ) == [("half_year",)]


def test_codes_are_compared_byte_by_byte_and_words_are_not(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1", "alter table marts.results add column detail varchar")
    _write_manifest(releases, {"marts.results": (["half_year", "school_id", "detail"], [])})
    publish()
    found = database.all(
        "select column_name, collation_name from information_schema.columns "
        "where table_schema = 'marts' and table_name = 'results' order by ordinal_position"
    )
    assert found == [
        ("half_year", "C"),
        ("school_id", None),
        ("school_login", "C"),
        ("value", None),
        ("release_of_row", None),
        ("detail", "C"),
    ]
    # a table of an analyst joins as before
    database.do("create table mine as select 'sch1'::text as school_login")
    assert database.all(
        "select count(*) from marts.results inner join mine using (school_login)"
    ) == [(2,)]


def test_a_key_that_this_release_does_not_keep_is_left_out_and_said(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    _write_manifest(releases, {"marts.results": (["half_year"], ["half_year"])})
    (warning,) = publish().warnings
    assert warning.startswith("marts.results repeats its key (half_year)")
    assert database.release() == "opora-1"


def test_the_planner_knows_the_tables(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    assert database.all(
        "select reltuples, reloptions from pg_class where oid = 'marts.results'::regclass"
    ) == [(40.0, None)]
    assert database.all(
        "select null_frac from pg_stats "
        "where schemaname = 'marts' and tablename = 'results' and attname = 'value'"
    ) == [(0.0,)]


def test_the_same_release_is_not_published_twice(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    before = database.all("select 'marts.results'::regclass::oid")
    assert publish().is_new is False
    assert database.all("select 'marts.results'::regclass::oid") == before
    assert publish(again=True).is_new is True
    assert database.all("select 'marts.results'::regclass::oid") != before


def test_a_release_that_is_kept_goes_by_its_name(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    releases.make("opora-2")
    publish()
    publish(release="opora-1")
    assert database.release() == "opora-1"
    with pytest.raises(ServerError, match="no release opora-3; kept are opora-1, opora-2"):
        publish(release="opora-3")


def test_an_older_schema_is_replaced_whole(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make(
        "opora-1",
        "drop table open_marts.results",
        "alter table marts.results drop column value",
        "create table marts.forgotten as select 1 as a",
    )
    publish()
    releases.make("opora-2")
    assert publish().warnings == ()
    assert database.schemas() == {"marts", "open_marts"}
    assert database.all("select to_regclass('marts.forgotten')") == [(None,)]
    assert database.all("select count(value) from marts.results") == [(40,)]
