"""The cause of each difference: the new rows behind it, else what else is different in the inputs.

Belongs here: joining `restate`'s differences with `traces`' rows and `inputs`' causes. A value of a
territory changed through its schools; a plan changed by a rule has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from opora.snapshot.content import SCHOOLS
from opora.snapshot.inputs import Cause
from opora.snapshot.restate import RESTATEMENT_COLUMNS
from opora.sql import literal

#: What each difference gets besides, in a revision's list.
ATTRIBUTED_COLUMNS = RESTATEMENT_COLUMNS | {
    "cause": "VARCHAR",
    "schools": "BIGINT",
    "through": "VARCHAR",
}

#: No input of this school changed, and no rule: something it is compared with did.
INDIRECT = "indirect"
#: So many schools a territory's line names; the others have lines of their own.
_NAMED = 10


def attribute(
    connection: duckdb.DuckDBPyConnection, half_year: str, base: Path, other: Sequence[Cause]
) -> None:
    """Make the temporary table `attributed` from `differences`, `traced` and `now_deliveries`.

    `base`: the folder of what is restated; `other`: the causes that are no deliveries. Where rows
    and rules, or code, have changed, nobody can tell them apart: both are named.
    """
    others = ", ".join(sorted({each.kind for each in other}))
    kinds = others or INDIRECT
    besides = literal(f", {others}" if others else "")
    subjects = "; ".join(each.text_ru for each in other)
    connection.execute(f"""
        create or replace temp table attributed as
        with of_row as (
            select object, indicator, school_login, procedure, assessment_year, session,
                array_to_string(list_sort(list(distinct case
                    when deliveries.delivered_half_year < {literal(half_year)}
                        then 'earlier_half_year'
                    when deliveries.delivered_half_year > {literal(half_year)}
                        then 'later_half_year'
                    else 'delivery'
                end)), ', ') || {besides} as cause,
                string_agg(traced.path || coalesce(' «' || sheet || '»', '') || ': '
                    || row_numbers, '; ' order by delivery_id, sheet) as through
            from traced join now_deliveries as deliveries using (delivery_id, dataset)
            group by all
        ),
        rows as (
            select differences.*, coalesce(of_row.cause, {literal(kinds)}) as cause,
                coalesce(of_row.through, {literal(subjects)}) as through
            from differences left join of_row
                on of_row.object = differences.object
                and of_row.school_login = differences.school_login
                and of_row.indicator is not distinct from differences.indicator
                and of_row.procedure is not distinct from differences.procedure
                and of_row.assessment_year is not distinct from differences.assessment_year
                and of_row.session is not distinct from differences.session
            where differences.object <> 'value'
        ),
        of_value as (
            select ancestors.ancestor as territory, rows.indicator,
                count(distinct school_login) as schools,
                array_to_string(list_sort(list_distinct(flatten(list(split(cause, ', '))))), ', ')
                    as cause,
                array_to_string(list_sort(list(distinct school_login))[1:{_NAMED}], ', ')
                    as through
            from rows
            join (
                select school_login, territory from now_schools
                union
                select school_login, territory
                from read_parquet({literal(base / f"{SCHOOLS.name}.parquet")})
            ) as places using (school_login)
            join intermediate.int_territory_ancestors as ancestors
                on ancestors.territory = places.territory
            where object = 'school'
            group by all
        )
        select {", ".join(ATTRIBUTED_COLUMNS)} from (
            select *, null::bigint as schools from rows
            union all by name
            select differences.*, coalesce(of_value.cause, {literal(kinds)}) as cause,
                coalesce(of_value.schools, 0) as schools,
                coalesce(of_value.through, {literal(subjects)}) as through
            from differences left join of_value using (territory, indicator)
            where object = 'value'
        )
        order by object, territory, indicator, school_login, procedure, assessment_year, session,
            measure""")
