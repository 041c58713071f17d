"""A grown release: municipalities of their own under regions, keys apart, ratios as they were."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from opora.bench.grown import grow
from opora.errors import OporaError

SMALL = """
create schema marts; create schema open_marts;
create table marts.release as select 'opora-1' as release, 'ab' as content_hash, 9 as rows;
create table marts.dim_territory as
    select * from (values (1, 'RU', null, 'Россия'), (2, '100', 'RU', 'Область'),
        (3, '101', '100', 'Округ'), (4, 'US', null, 'США'))
    as v(territory_id, territory, parent, name_ru);
alter table marts.dim_territory alter territory_id type bigint;
create table marts.dim_school as
    select * from (values (11::bigint, 'sch991', '101'), (12::bigint, 'sch992', '101'))
    as v(school_id, school_login, territory);
comment on table marts.dim_school is 'Школы';
comment on column marts.dim_school.school_login is 'Логин';
create table marts.dim_half_year as select '2024-H1' as half_year;
create table marts.findings as
    select school_id, school_login, school_login || '/low' as finding_id, 7::bigint as value
    from marts.dim_school;
create table marts.indicator_values as
    select territory, 3::bigint as numerator, 4::bigint as denominator, 75.0::double as value,
        2::bigint as revision
    from marts.dim_territory where territory <> 'US';
create table marts.management_decisions as select 'УР-1' as decision_id, 2::bigint as links;
create table open_marts.dim_school as select school_id from marts.dim_school;
"""


@pytest.fixture
def grown(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Ten municipalities: eight in the first region, two in the second."""
    with duckdb.connect(tmp_path / "small.duckdb") as connection:
        connection.execute(SMALL)
    grow(tmp_path / "small.duckdb", tmp_path / "large.duckdb", 10)
    return duckdb.connect(tmp_path / "large.duckdb", read_only=True)


def _all(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_copies_are_municipalities_under_regions_of_eight(
    grown: duckdb.DuckDBPyConnection,
) -> None:
    tree = """
        select p.territory, count(*), count(distinct m.territory_id), min(m.name_ru)
        from marts.dim_territory as m inner join marts.dim_territory as p on m.parent = p.territory
        where p.parent = 'RU' group by all order by all
        """
    assert _all(grown, tree) == [("100", 8, 8, "Округ"), ("90010000", 2, 2, "Округ 0008")]
    assert _all(grown, "select count(*) from marts.dim_territory where parent is null") == [(2,)]


def test_schools_keep_their_rows_under_keys_of_their_own(grown: duckdb.DuckDBPyConnection) -> None:
    counts = "count(distinct school_id), count(distinct school_login), count(distinct territory)"
    assert _all(grown, f"select count(*), {counts} from marts.dim_school") == [(20, 20, 20, 10)]
    joined = """
        select count(*), count(distinct f.finding_id), min(f.value), max(f.value)
        from marts.findings as f inner join marts.dim_school as s
        on f.school_id = s.school_id and f.school_login = s.school_login
        and f.finding_id = s.school_login || '/low'
        inner join open_marts.dim_school as o on o.school_id = f.school_id
        inner join marts.dim_territory as t on t.territory = s.territory
        """
    assert _all(grown, joined) == [(20, 20, 7, 7)]
    # the first copy is the municipality itself
    assert _all(grown, "select school_id from marts.dim_school where school_login = 'sch991'") == [
        (11,)
    ]


def test_counts_grow_with_their_municipalities_and_ratios_stay(
    grown: duckdb.DuckDBPyConnection,
) -> None:
    query = """
        select numerator, denominator, value, revision, count(*) from marts.indicator_values
        group by all order by all
        """
    assert _all(grown, query) == [
        (3, 4, 75.0, 2, 10),
        (6, 8, 75.0, 2, 1),
        (24, 32, 75.0, 2, 1),
        (30, 40, 75.0, 2, 1),
    ]


def test_what_a_municipality_numbers_itself_has_numbers_of_its_own(
    grown: duckdb.DuckDBPyConnection,
) -> None:
    query = "select count(*), count(distinct decision_id), min(decision_id) from {}"
    assert _all(grown, query.format("marts.management_decisions")) == [(10, 10, "УР-1")]


def test_the_rest_stays_as_it_is(grown: duckdb.DuckDBPyConnection) -> None:
    assert _all(grown, "from marts.dim_half_year") == [("2024-H1",)]
    ((name, content, rows),) = _all(grown, "from marts.release")
    assert (name, rows) == ("opora-1-x10", 20 + 14 + 1 + 20 + 13 + 10 + 20)
    assert content != "ab"
    comments = "select comment from duckdb_tables() where comment is not null"
    assert _all(grown, comments) == [("Школы",)]


def test_another_release_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "small.duckdb") as connection:
        connection.execute(SMALL)
        connection.execute("insert into marts.dim_school values (13, 'other', '101')")
    with pytest.raises(OporaError, match="logins begin alike"):
        grow(tmp_path / "small.duckdb", tmp_path / "large.duckdb", 2)
