"""A build file as small as a snapshot needs it: two territories, a few schools, by hand.

Belongs here: the marts that `opora.snapshot` reads, filled from a few lines of Python, so that its
tests need no dbt. That the real marts have these columns, the tests of the pipeline show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import duckdb

from opora.contracts import load_contracts
from opora.home import Home
from opora.lake.store import prepare_lake

REGION, TOWN, VILLAGE = "00700000", "00701000", "00702000"
HALF_YEAR = "2024-H1"

_TABLES = """
create schema if not exists marts;
create schema if not exists intermediate;
create or replace table marts.indicator_values (
    half_year varchar, territory varchar, indicator varchar, plan double, numerator bigint,
    denominator bigint, value double, state varchar, is_met varchar, coverage double, flags varchar,
    numerator_by_signed_acts bigint, value_by_signed_acts double);
create or replace table marts.indicator_schools (
    half_year varchar, indicator varchar, school_login varchar, school_id bigint,
    in_denominator boolean, in_numerator boolean, numerator bigint, denominator bigint,
    has_signed_act boolean, reason varchar);
create or replace table marts.dim_school (school_login varchar, territory varchar);
create or replace table marts.dim_territory (territory varchar, parent varchar, level varchar);
create or replace table marts.dim_procedure (
    procedure varchar, procedure_kind varchar, subject varchar, programme_grade bigint);
create or replace table marts.fct_assessment_cell (
    half_year varchar, school_id bigint, school_login varchar, procedure varchar,
    assessment_year bigint, session varchar, participants bigint, below_threshold bigint,
    state varchar, flags varchar, objectivity_markers varchar, is_used boolean);
create or replace table intermediate.int_school_successors (
    half_year varchar, school_login varchar, counted_login varchar);
create or replace table intermediate.int_territory_ancestors (territory varchar, ancestor varchar);
create or replace table intermediate.int_half_year_rules as
    select '2024-H1' as half_year, 10.0 as open_least_count, 3.0 as open_count_interval,
        10.0 as open_share_interval, 5.0 as open_low_share, 95.0 as open_high_share,
        1.0 as open_decimals, 5.0 as open_band;
"""


@dataclass(frozen=True)
class School:
    """A school with one event (or none) and one result: participants, below the threshold."""

    login: str
    territory: str = TOWN
    has_event: bool = True
    result: tuple[int, int] | None = (20, 4)
    reason: str = "Есть мероприятие."


@dataclass(frozen=True)
class World:
    """What is known of one half-year."""

    schools: Sequence[School] = field(
        default_factory=lambda: (
            School("sch990001"),
            School("sch990002", has_event=False),
            School("sch990003", VILLAGE, result=(12, 6)),
            School("sch990004", VILLAGE, has_event=False, result=(30, 3)),
        )
    )
    plan: float = 100.0
    half_year: str = HALF_YEAR

    def changed(self, login: str, **facts: object) -> World:
        """The same with other facts of one school."""
        schools = [
            replace(each, **facts) if each.login == login else each  # type: ignore[arg-type]
            for each in self.schools
        ]
        return replace(self, schools=schools)


def write_build(home: Home, *worlds: World) -> None:
    """Fill the build file anew with what these half-years hold."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    if not home.ledger.exists():
        prepare_lake(home, load_contracts().values())
    with duckdb.connect(home.build_file) as connection:
        connection.execute(_TABLES)
        connection.execute(
            "insert into marts.dim_territory values (?, null, 'region'), (?, ?, 'municipality'), "
            "(?, ?, 'municipality')",
            [REGION, TOWN, REGION, VILLAGE, REGION],
        )
        connection.execute(
            "insert into intermediate.int_territory_ancestors values (?, ?), (?, ?), (?, ?), "
            "(?, ?), (?, ?)",
            [REGION, REGION, TOWN, TOWN, TOWN, REGION, VILLAGE, VILLAGE, VILLAGE, REGION],
        )
        connection.execute(
            "insert into marts.dim_procedure values ('vpr_math_5', 'ВПР', 'Математика', 5)"
        )
        for world in worlds:
            _add(connection, world)


def _add(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    for school in world.schools:
        number = int(school.login.removeprefix("sch"))
        connection.execute(
            "insert into marts.dim_school select ?, ? where ? not in "
            "(select school_login from marts.dim_school)",
            [school.login, school.territory, school.login],
        )
        connection.execute(
            "insert into intermediate.int_school_successors values (?, ?, ?)",
            [world.half_year, school.login, school.login],
        )
        connection.execute(
            "insert into marts.indicator_schools values (?, '2.3.1', ?, ?, true, ?, ?, 1, null, ?)",
            [
                world.half_year, school.login, number, school.has_event, int(school.has_event),
                school.reason,
            ],
        )  # fmt: skip
        if school.result is not None:
            connection.execute(
                "insert into marts.fct_assessment_cell values (?, ?, ?, 'vpr_math_5', 2024, "
                "'spring', ?, ?, 'measured', '', '', true)",
                [world.half_year, number, school.login, *school.result],
            )
    connection.execute(
        """
        insert into marts.indicator_values
        select half_year, ancestor, indicator, ?, sum(numerator), sum(denominator),
            100.0 * sum(numerator) / sum(denominator), 'measured', 'interim', 100.0, '', null, null
        from marts.indicator_schools join marts.dim_school using (school_login)
        join intermediate.int_territory_ancestors using (territory)
        where half_year = ? group by all
        """,
        [world.plan, world.half_year],
    )
