"""The dictionary of the real marts: keys and joins as an analyst would use them.

That every column is described in both languages is asked in `test_descriptions`.
"""

from __future__ import annotations

import json
import re
from functools import cache

import duckdb
from scratch import built_home

from opora.publication import SCHEMAS
from opora.publication.dictionary import Entry, data_dictionary, find_codes


@cache
def entries() -> tuple[Entry, ...]:
    """The dictionary of an empty installation, without the tables of publication itself."""
    home = built_home()
    manifest = json.loads((home.private / "target" / "manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(home.build_file, read_only=True) as connection:
        (database,) = connection.execute("select current_database()").fetchall()[0]
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for schema, table, *column in connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where list_contains(?, schema_name) order by column_index",
            [list(SCHEMAS)],
        ).fetchall():
            found.setdefault((schema, table), []).append((column[0], column[1]))
        tables = {name: tuple(columns) for name, columns in found.items()}
        codes = find_codes(connection, tables, database)
    return tuple(data_dictionary(manifest, tables, {}, codes))


def test_every_table_is_described_and_has_a_key() -> None:
    of_tables = [each for each in entries() if each.position == 0]
    assert len(of_tables) >= 59
    assert not [each for each in of_tables if not (each.description_ru and each.description_en)]
    keyed = {(each.schema_name, each.table_name) for each in entries() if each.is_key}
    assert keyed == {(each.schema_name, each.table_name) for each in of_tables}


def test_columns_join_the_dimensions_of_their_schema() -> None:
    joins = {
        (each.schema_name, each.table_name, each.column_name): each.joins for each in entries()
    }
    expected = {
        ("marts", "indicator_values", "half_year"): "dim_half_year.half_year",
        ("marts", "indicator_values", "territory"): "dim_territory.territory",
        ("marts", "indicator_values", "indicator"): "dim_indicator.indicator",
        ("marts", "indicator_values", "value"): None,
        ("marts", "fct_assessment_cell", "school_id"): "dim_school.school_id",
        ("marts", "fct_assessment_cell", "procedure"): "dim_procedure.procedure",
        ("marts", "hub_matches", "hub_login"): "dim_school.school_login",
        ("marts", "school_risk", "risk_factor"): None,
        ("marts", "school_risk", "risk_factor_id"): "dim_risk_factor.risk_factor_id",
        ("marts", "dim_school", "territory"): "dim_territory.territory",
        ("marts", "dim_school", "school_login"): None,
        ("open_marts", "monitoring_snapshot", "territory"): "dim_territory.territory",
        ("open_marts", "fct_assessment_cell", "school_id"): "dim_school.school_id",
    }
    assert {column: joins[column] for column in expected} == expected


def test_a_column_joins_what_its_description_says() -> None:
    said = {
        (each.table_name, each.column_name): (found[1], (each.joins or "").partition(".")[0])
        for each in entries()
        if (found := re.search(r"joins (dim_\w+)", each.description_en or ""))
    }
    assert len(said) > 50
    assert {column: names for column, names in said.items() if names[0] != names[1]} == {
        # the dimension itself, and a territory that is called by its level
        ("dim_school", "school_id"): ("dim_school", ""),
        ("hub_matches", "region"): ("dim_territory", ""),
    }
