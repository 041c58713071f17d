"""Snapshots at the size of a country: `python -m opora.bench.snapshots`.

A build file with the marts of 40,000 schools and nine half-years is made up; then the production
code takes all snapshots, takes them again (nothing has changed), approves every half-year (which
hides what must be hidden), loads all of it into the warehouse, and restates one half-year. Belongs
here: that, time and memory. Not here: how much is hidden (`opora.bench.disclosure`).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import pandas as pd
import yaml

from opora.bench.disclosure import HALF_YEARS, SCHOOLS, country
from opora.bench.measure import measure
from opora.contracts import load_contracts
from opora.disclosure import TOTAL
from opora.home import REPOSITORY, Home
from opora.lake.ledger import write_ledger_file
from opora.lake.store import prepare_lake
from opora.snapshot.approve import approve
from opora.snapshot.load import load
from opora.snapshot.revise import revise
from opora.snapshot.revisions import Revision

_CODE = {"version": "0", "sha256": "0"}
_INDICATORS = ("2.1.1", "2.1.2", "2.2", "2.3.1", "2.3.2", "2.3.3")
_SOURCE = REPOSITORY / "dbt_project" / "models" / "snapshot" / "_snapshot.yml"


def make_source_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of dbt's source `snapshot`, from its declaration."""
    (source,) = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))["sources"]
    connection.execute("create schema if not exists snapshot")
    for table in source["tables"]:
        columns = ", ".join(f'"{each["name"]}" {each["data_type"]}' for each in table["columns"])
        connection.execute(f"create or replace table snapshot.{table['name']} ({columns})")


def half_year_names(count: int = HALF_YEARS) -> list[str]:
    """Half-years from 2020-H2 on."""
    return [f"{2020 + number // 2}-H{number % 2 + 1}" for number in range(1, count + 1)]


def write_country(home: Home, schools: int, half_years: int) -> None:
    """A build file with what the snapshots read; results and events differ by half-year."""
    home.warehouse.mkdir(parents=True)
    prepare_lake(home, load_contracts().values())
    write_ledger_file(home.ledger / "0000000001.parquet", [])
    with duckdb.connect(home.build_file) as connection:
        make_source_tables(connection)
        connection.execute("create schema marts; create schema intermediate")
        for number, half_year in enumerate(half_year_names(half_years)):
            _add(connection, country(number, schools=schools), half_year, number)
        connection.execute(
            "create table intermediate.int_half_year_rules as select half_year, "
            "10 as open_least_count, 3 as open_count_interval, 10 as open_share_interval, "
            "5 as open_low_share, 95 as open_high_share, 1 as open_decimals, 5 as open_band "
            "from (select distinct half_year from marts.indicator_values)"
        )


def _add(
    connection: duckdb.DuckDBPyConnection, cells: pd.DataFrame, half_year: str, number: int
) -> None:
    """The marts of one half-year; territories and schools come with the first."""
    connection.register("cells", cells[cells["column"] != TOTAL])
    if number == 0:
        connection.execute("""
            create table marts.dim_territory as
            select distinct unit as territory, parent,
                case when parent is null then 'country' when parent = 'all' then 'region'
                else 'municipality' end as level
            from cells where unit not like 's%';
            create table marts.dim_school as
            select 's' || lpad(i::varchar, 6, '0') as school_login, i as school_id,
                (select min(territory) from marts.dim_territory where level = 'municipality')
                as territory from range(40000) as numbers (i);
            create or replace table marts.dim_school as
            select school_login, any_value(school_id) as school_id,
                coalesce(max(parent), any_value(territory)) as territory
            from marts.dim_school left join cells on unit = school_login group by school_login;
            create table marts.dim_procedure as
            select distinct "column" as procedure, "group" as procedure_kind,
                'предмет' as subject, 5 as programme_grade from cells;
            create table intermediate.int_territory_ancestors as
            select territory, territory as ancestor from marts.dim_territory union all
            select territory, parent from marts.dim_territory where parent is not null union all
            select territory, 'all' from marts.dim_territory where level = 'municipality';
            """)
    into = "create table {} as" if number == 0 else "insert into {}"
    connection.execute(f"""
        {into.format("intermediate.int_school_successors")}
        select '{half_year}' as half_year, school_login, school_login as counted_login
        from marts.dim_school""")
    connection.execute(f"""
        {into.format("marts.fct_assessment_cell")}
        select '{half_year}' as half_year, school_id, school_login, "column" as procedure,
            {2020 + number} as assessment_year, 'main' as session, count as participants,
            below as below_threshold, 'measured' as state, '' as flags,
            '' as objectivity_markers, true as is_used
        from cells join marts.dim_school on unit = school_login""")
    connection.execute(f"""
        {into.format("marts.indicator_schools")}
        select '{half_year}' as half_year, indicator, school_login, school_id,
            hash(school_login) % 3 = 0 as in_denominator,
            hash(school_login) % 3 = 0 and hash(school_login, indicator, {number}) % 2 = 0
                as in_numerator,
            (hash(school_login) % 3 = 0 and hash(school_login, indicator, {number}) % 2 = 0)::bigint
                as numerator,
            (hash(school_login) % 3 = 0)::bigint as denominator,
            null::boolean as has_signed_act, 'Причина словами.' as reason
        from marts.dim_school, unnest({list(_INDICATORS)}) as indicators (indicator)""")
    connection.execute(f"""
        {into.format("marts.indicator_values")}
        select half_year, ancestor as territory, indicator, 100.0::double as plan,
            sum(numerator)::bigint as numerator, sum(denominator)::bigint as denominator,
            100.0::double * sum(numerator) / nullif(sum(denominator), 0) as value,
            case when sum(denominator) > 0 then 'measured' else 'not_applicable' end as state,
            'not_met' as is_met, 100.0::double as coverage, '' as flags,
            null::bigint as numerator_by_signed_acts, null::double as value_by_signed_acts
        from marts.indicator_schools join marts.dim_school using (school_login)
        join intermediate.int_territory_ancestors using (territory)
        where half_year = '{half_year}' group by half_year, ancestor, indicator""")
    connection.unregister("cells")


def snapshot_country(home: Home) -> dict[str, object]:
    """Everything that the end of a half-year asks for, on a country; seconds of each."""
    seconds: dict[str, tuple[float, float]] = {}
    with _clock(seconds, "snapshots"):
        made = _revise(home)
    with _clock(seconds, "snapshots_again"):
        assert _revise(home) == []  # noqa: S101 - the bench stops where it measures nonsense
    with _clock(seconds, "approvals"):
        for revision in made:
            approve(home, revision.half_year, "bench")
    with _clock(seconds, "load"):
        _load(home)
    with _clock(seconds, "load_again"):
        _load(home)
    with duckdb.connect(home.build_file) as connection:
        connection.execute(
            "update marts.fct_assessment_cell set participants = participants + 1 "
            "where half_year = '2024-H2' and hash(school_login) % 200 = 0"
        )
    with _clock(seconds, "restatement"):
        restated = _revise(home)
    with _clock(seconds, "load_of_the_restatement"):
        _load(home)
    with _clock(seconds, "approval_of_the_restatement"):
        for revision in restated:
            approve(home, revision.half_year, "bench", "bench")
    files = [path for path in home.snapshots.rglob("*") if path.is_file()]
    return {
        "seconds": {name: round(spent, 1) for name, (spent, _) in seconds.items()},
        "processor_seconds": {name: round(spent, 1) for name, (_, spent) in seconds.items()},
        "snapshots_approvals_load": round(
            sum(seconds[name][0] for name in ("snapshots", "approvals", "load")), 1
        ),
        "revisions": len(made),
        "restated": len(restated),
        "rows": sum(
            each["rows"] for revision in made for each in revision.manifest["tables"].values()
        ),
        "megabytes": round(sum(path.stat().st_size for path in files) / 2**20),
    }


def _revise(home: Home) -> list[Revision]:
    with duckdb.connect(home.build_file) as connection:
        return revise(home, connection, {}, _CODE)


def _load(home: Home) -> None:
    with duckdb.connect(home.build_file) as connection:
        load(home, connection)


@contextmanager
def _clock(seconds: dict[str, tuple[float, float]], name: str) -> Iterator[None]:
    """Wall clock and processor time: the latter says something on a busy machine, too."""
    started, used = perf_counter(), process_time()
    yield
    seconds[name] = perf_counter() - started, process_time() - used


def main() -> None:
    """Write a country, measure a process of its own on it, print its report."""
    folder = Path(tempfile.mkdtemp(prefix="opora-snapshots-"))
    try:
        write_country(Home(folder), SCHOOLS, HALF_YEARS)
        measured = measure("opora.bench.snapshots", ["run", str(folder)], dict(os.environ))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report = {
        **measured.report,
        "whole_process_seconds": round(measured.seconds, 1),
        "peak_memory_gb": round(measured.peak_bytes / 2**30, 2),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(json.dumps(snapshot_country(Home(Path(sys.argv[2])))))
    else:
        main()
