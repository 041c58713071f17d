"""What differs between two revisions: values, schools behind them, results, the tree itself.

Belongs here: the comparison, as rows. Not here: why (`inputs.causes`) and through which rows of
which delivery (`traces`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from opora.snapshot.content import (
    CELLS,
    SCHOOLS,
    TABLES,
    TERRITORIES,
    VALUES,
    SnapshotTable,
)
from opora.sql import literal, quoted

#: Columns of a list of differences, as it lies in a revision's folder: a row per thing and measure.
RESTATEMENT_COLUMNS = {
    "object": "VARCHAR",
    "territory": "VARCHAR",
    "indicator": "VARCHAR",
    "school_login": "VARCHAR",
    "procedure": "VARCHAR",
    "assessment_year": "BIGINT",
    "session": "VARCHAR",
    "measure": "VARCHAR",
    "before": "DOUBLE",
    "after": "DOUBLE",
    "difference": "DOUBLE",
    "state_before": "VARCHAR",
    "state_after": "VARCHAR",
}
#: Table -> what a row of it is called in a list of differences.
OBJECTS = {
    VALUES.name: "value",
    SCHOOLS.name: "school",
    CELLS.name: "result",
    TERRITORIES.name: "territory",
}

#: What stands for the state of a row: all that is hashed beside keys and measures.
_STATES = {
    VALUES.name: "concat_ws(', ', {row}.state, {row}.is_met, nullif({row}.flags, ''))",
    SCHOOLS.name: "concat_ws(', ', case when not {row}.in_denominator then 'left_out' "
    "when {row}.in_numerator then 'in_numerator' else 'in_denominator' end, {row}.territory, "
    "case when {row}.has_signed_act then 'signed_act' end)",
    CELLS.name: "concat_ws(', ', {row}.state, {row}.territory, nullif({row}.flags, ''), "
    "case when not {row}.is_used then 'not_used' end, {row}.procedure_kind)",
    TERRITORIES.name: "concat_ws(', ', {row}.level, {row}.parent)",
}


#: Stands for the measure of a table that has none: its rows differ in their states only.
_NOTHING_MEASURED = "place"


def find_differences(
    connection: duckdb.DuckDBPyConnection, before: Path, after: Path | None = None
) -> int:
    """Make the temporary table `differences`; returns how many rows it has.

    `before`: the folder of a revision; `after`: of another one, None for the temporary tables
    `now_…` of `content.read_content`. A measure that neither changed nor belongs to a row whose
    state changed is not listed.
    """
    selects = [select for table in TABLES for select in _selects(table, before, after)]
    columns = ", ".join(RESTATEMENT_COLUMNS)
    connection.execute(
        f"create or replace temp table differences as select {columns} from "
        f"({' union all by name '.join(selects)}) "
        "order by object, territory, indicator, school_login, procedure, assessment_year, "
        "session, measure"
    )
    row = connection.execute("select count(*) from differences").fetchone()
    return int(row[0]) if row else 0


def _selects(table: SnapshotTable, before: Path, after: Path | None) -> Iterator[str]:
    """A query per measure; rows that are in one revision only have the other side empty."""
    new = f"now_{table.name}" if after is None else _parquet(after, table)
    keys = ", ".join(quoted(key) for key in table.key)
    # concat_ws of nothing is '', and a row that is not there has no state
    states = [f"nullif({_STATES[table.name].format(row=row)}, '')" for row in ("old", "new")]
    for measure in table.measures or (_NOTHING_MEASURED,):
        value = {row: f"{row}.{measure}" for row in ("old", "new")}
        if measure == _NOTHING_MEASURED:
            value = dict.fromkeys(value, "null")
        yield (
            f"select {literal(OBJECTS[table.name])} as object, {keys}, "
            f"{literal(measure)} as measure, "
            f"{value['old']}::double as before, {value['new']}::double as after, "
            f"{value['new']}::double - {value['old']}::double as difference, "
            f"{states[0]} as state_before, {states[1]} as state_after "
            f"from {_parquet(before, table)} as old full join {new} as new using ({keys}) "
            f"where {value['old']} is distinct from {value['new']} "
            + (
                f"or {states[0]} is distinct from {states[1]}"
                if measure in (_NOTHING_MEASURED, *table.measures[:1])
                else ""
            )
        )


def _parquet(folder: Path, table: SnapshotTable) -> str:
    return f"read_parquet({literal(folder / f'{table.name}.parquet')})"
