"""Which rows of which delivered files speak of a school, for an indicator or a result.

Which datasets an indicator is made of is read off the lineage of its model, so it can't go stale.
Belongs here: finding accepted rows of the lake by school, and writing row numbers as people do. Not
here: whether a row decides anything: that is the model's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from opora.contracts import SCHOOLS, Dataset, load_contracts
from opora.home import Home
from opora.lake.files import committed
from opora.sql import literal, quoted
from opora.warehouse.lineage import datasets_behind

#: Columns of a list of sources, as it lies in a revision's folder: a row per thing and sheet.
SOURCE_COLUMNS = {
    "object": "VARCHAR",
    "indicator": "VARCHAR",
    "school_login": "VARCHAR",
    "procedure": "VARCHAR",
    "assessment_year": "BIGINT",
    "session": "VARCHAR",
    "dataset": "VARCHAR",
    "delivery_id": "BIGINT",
    "path": "VARCHAR",
    "sha256": "VARCHAR",
    "sheet": "VARCHAR",
    "rows": "BIGINT",
    "row_numbers": "VARCHAR",
}

#: What tells one result from another, beside the school.
ASSESSED = ("procedure_kind", "subject", "programme_grade", "assessment_year", "session")
#: What a result is made of, beside the school itself.
_RESULTS_MODEL = "model.opora.int_assessment_cells"


def datasets_of_indicator(manifest: Mapping[str, Any], indicator: str) -> frozenset[str]:
    """The datasets that decide an indicator; empty where the project has no model of it."""
    node = f"model.opora.int_indicator_{indicator.replace('.', '_')}"
    return datasets_behind(manifest, node) if node in manifest.get("nodes", ()) else frozenset()


def datasets_of_results(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The datasets that results of assessments are made of."""
    return datasets_behind(manifest, _RESULTS_MODEL) if manifest.get("nodes") else frozenset()


def find_rows(home: Home, connection: duckdb.DuckDBPyConnection, datasets: Iterable[str]) -> None:
    """Make the temporary table `found_rows` of accepted rows about the schools of `wanted_schools`.

    `wanted_schools` (login, school_login: under which it is counted) and `wanted_deliveries`
    (delivery_id, dataset, path, sha256) are temporary tables that the caller has made.
    """
    contracts = load_contracts()
    first = connection.execute("select min(delivery_id) from wanted_deliveries").fetchone()
    selects = [
        _rows_of(home, contracts[name], column, int((first or (None,))[0] or 0))
        for name in sorted(datasets)
        for column in _school_columns(contracts[name])
    ]
    none = ", ".join(
        f"null::{kind} as {name}"
        for name, kind in {
            "dataset": "VARCHAR", "school_login": "VARCHAR", "delivery_id": "BIGINT",
            "path": "VARCHAR", "sha256": "VARCHAR", "sheet": "VARCHAR", "row_no": "BIGINT",
            **dict.fromkeys(ASSESSED, "VARCHAR"),
        }.items()
    )  # fmt: skip
    union = " union by name ".join([f"select {none} where false", *selects])
    connection.execute(f"create or replace temp table found_rows as {union}")


def _school_columns(dataset: Dataset) -> list[str]:
    return [
        column.name
        for column in dataset.stored_columns
        # a school that went into another one is named by its former login, which need not be known
        if column.holds_schools or column.name in ("school_login", "from_login")
    ]


def _rows_of(home: Home, dataset: Dataset, column: str, first: int) -> str:
    assessed = (
        ", ".join(f"rows.{quoted(each)}::varchar as {each}" for each in ASSESSED)
        if dataset.is_assessment
        else ", ".join(f"null::varchar as {each}" for each in ASSESSED)
    )
    columns = (
        f"{literal(dataset.name)} as dataset, wanted.school_login, delivery_id, "
        f"deliveries.path, deliveries.sha256, sheet, row_no, {assessed}"
    )
    return f"{rows_about(home, dataset, column, columns)} and delivery_id >= {first}"


def rows_about(home: Home, dataset: Dataset, column: str, columns: str) -> str:
    """SQL of the accepted rows of a dataset that name a wanted school in one of its columns.

    `columns` is what to select of `rows` (the lake's), `wanted` and `deliveries` (the temporary
    tables of `find_rows`).
    """
    return (
        f"select {columns} from {lake_rows(home, dataset.name)} as rows "
        f"join wanted_schools as wanted on wanted.login = rows.{quoted(column)} "
        "join wanted_deliveries as deliveries using (delivery_id) "
        f"where deliveries.dataset = {literal(dataset.name)}"
    )


def lake_rows(home: Home, dataset: str) -> str:
    """SQL of all accepted rows of a dataset, to stand after `from`."""
    return committed(home, home.accepted / dataset).read()


def trace_differences(
    home: Home, connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], half_year: str
) -> None:
    """Make the temporary table `traced`: new rows behind each changed school and result.

    Reads the temporary tables `differences` (of `restate`) and `wanted_deliveries` (the new ones).
    """
    connection.execute(
        "create or replace temp table wanted_schools as "
        "select distinct successors.school_login as login, counted_login as school_login "
        "from intermediate.int_school_successors as successors "
        "join differences on differences.school_login = counted_login "
        f"where half_year = {literal(half_year)} "
        "union select distinct school_login, school_login from differences "
        "where school_login is not null"
    )
    indicators = connection.execute(
        "select distinct indicator from differences where object = 'school'"
    ).fetchall()
    of_indicator = {each: datasets_of_indicator(manifest, each) for (each,) in indicators}
    of_results = datasets_of_results(manifest)
    find_rows(home, connection, of_results.union([SCHOOLS], *of_indicator.values()))
    pairs = [
        f"({literal(indicator)}, {literal(dataset)})"
        for indicator, datasets in of_indicator.items()
        for dataset in datasets
    ]
    connection.execute(
        "create or replace temp table decides as select * from "
        f"(values {', '.join(pairs)}) as pairs (indicator, dataset)"
        if pairs
        else "create or replace temp table decides as "
        "select null::varchar as indicator, null::varchar as dataset where false"
    )
    connection.execute(f"""
        create or replace temp table traced as
        with changed as (
            select object, indicator, school_login, procedure, assessment_year, session,
                bool_or(before is not distinct from after) as has_moved
            from differences where object in ('school', 'result') group by all
        ),
        matched as (
            select changed.*, found.* exclude (school_login, {", ".join(ASSESSED)})
            from changed join found_rows as found using (school_login)
            join decides on decides.indicator = changed.indicator
                and decides.dataset = found.dataset
            where object = 'school'
            union all
            select changed.*, found.* exclude (school_login, {", ".join(ASSESSED)})
            from changed join marts.dim_procedure as procedures using (procedure)
            join found_rows as found
                on found.school_login = changed.school_login
                and found.procedure_kind = procedures.procedure_kind
                and found.subject = procedures.subject
                and found.programme_grade = procedures.programme_grade::varchar
                and found.assessment_year = changed.assessment_year::varchar
                and found.session = changed.session
            where object = 'result'
            union all
            -- the numbers are the same: its territory is another one
            select changed.*, found.* exclude (school_login, {", ".join(ASSESSED)})
            from changed join found_rows as found using (school_login)
            where object = 'result' and has_moved and found.dataset = {literal(SCHOOLS)}
        )
        {summed("matched", tuple(SOURCE_COLUMNS)[:6])}
        order by all""")


def summed(rows: str, keys: tuple[str, ...]) -> str:
    """SQL that sums up single rows of files: how many of each sheet, their numbers as 2-5, 9."""
    by = ", ".join((*keys, "dataset", "delivery_id", "path", "sha256", "sheet"))
    return f"""
        select {by}, sum(until - since + 1)::bigint as rows,
            string_agg(
                case when since = until then since::varchar else since || '-' || until end,
                ', ' order by since
            ) as row_numbers
        from (
            select {by}, min(row_no) as since, max(row_no) as until
            from (
                select *, row_no - row_number() over (partition by {by} order by row_no) as run
                from (select distinct {by}, row_no from {rows})
            ) group by {by}, run
        ) group by {by}"""
