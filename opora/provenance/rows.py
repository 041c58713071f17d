# ruff: noqa: S608 - SQL is the trade of this module: names come from contracts, texts are literals
"""The accepted rows that stand behind schools in one revision, and what was left out of them.

Belongs here: finding rows of the lake by school among the deliveries that a revision was made from,
by the delivery rules of the contracts. Not here: which of them are of the right time and kind
(`matter`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from opora.contracts import Dataset, load_contracts
from opora.home import Home
from opora.provenance.matter import Matter
from opora.snapshot.traces import ASSESSED, lake_rows, rows_about, summed
from opora.sql import literal, quoted

#: Columns that name the school a row is about; others name a partner or a parent.
_SUBJECTS = ("school_login", "from_login", "to_login")
#: Registers of which a school that others went into has one state for all of them.
_OF_SUCCESSOR = "staff"
#: A list that the year's second delivery no longer names still counts in the year.
_OF_WHOLE_YEAR = "school_lists"
#: As many successions in a row are followed as the models follow.
_STEPS = 4

_FOUND = {
    "dataset": "VARCHAR", "login": "VARCHAR", "school_login": "VARCHAR", "delivery_id": "BIGINT",
    "path": "VARCHAR", "sha256": "VARCHAR", "sheet": "VARCHAR", "row_no": "BIGINT",
    **dict.fromkeys(ASSESSED, "VARCHAR"),
    "is_superseded": "BOOLEAN", "matters": "BOOLEAN",
}  # fmt: skip


@dataclass(frozen=True)
class FileRows:
    """Rows of one sheet of a delivered file; `row_numbers` as people write them: 2-5, 9."""

    dataset: str
    path: str
    sha256: str
    sheet: str | None
    rows: int
    row_numbers: str


@dataclass(frozen=True)
class FileCount:
    """How many delivered files of a dataset, and rows in them."""

    dataset: str
    files: int
    rows: int


@dataclass(frozen=True)
class LeftOut:
    """Rows that speak of the schools and stand behind nothing.

    `superseded`: a later delivery among those of the revision took their place; `other`: they are
    of another time, or of a kind that the indicator does not count.
    """

    superseded: int
    other: int


def find_read_rows(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    datasets: Iterable[str],
    matter: Matter,
    schools: Iterable[str],
) -> None:
    """Make the temporary table `read_rows`: all rows about some schools, with what they are worth.

    A row stands behind its school if it `matters` and is not `is_superseded`. `school_login` is the
    school asked about, `login` what the row calls it: a school that others went into is found under
    their logins too. `wanted_deliveries` is as `opora.snapshot.traces.find_rows` has it.
    """
    _want_schools(home, connection, matter, schools)
    connection.execute(matter.wanted_results())
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in _FOUND.items())
    connection.execute(f"create or replace temp table read_rows ({columns})")
    contracts = load_contracts()
    chosen = [contracts[name] for name in datasets if matter.reads(contracts[name])]
    # people are known once the rows of the staff are found
    for dataset in sorted(chosen, key=lambda each: (each.person is not None, each.name != "staff")):
        names = [column.name for column in dataset.stored_columns]
        found = [each for each in _SUBJECTS if each in names]
        for column in found:
            rows = rows_about(home, dataset, column, _COLUMNS)
            connection.execute(f"insert into read_rows {_read(dataset, matter, rows)}")
        if not found:
            _want_people(home, connection)
            connection.execute(
                f"insert into read_rows {_read(dataset, matter, _of_people(home, dataset))}"
            )
    # where participants are known, declared marks decide nothing
    same = " and ".join(f"won.{each} = lost.{each}" for each in ("login", *ASSESSED))
    connection.execute(
        "update read_rows as lost set is_superseded = true where dataset = 'assessment_marks' "
        "and exists (from read_rows as won where won.dataset = 'assessment_results' "
        f"and won.matters and not won.is_superseded and {same})"
    )


_COLUMNS = (
    "rows.*, wanted.login as named_login, wanted.school_login as counted_login, "
    "deliveries.path, deliveries.sha256"
)


def _want_schools(
    home: Home, connection: duckdb.DuckDBPyConnection, matter: Matter, schools: Iterable[str]
) -> None:
    """Make `wanted_schools`: each school under its own login and those of its predecessors."""
    connection.execute(
        "create or replace temp table wanted_schools (login text, school_login text)"
    )
    connection.executemany(
        "insert into wanted_schools values (?, ?)", [(each, each) for each in schools]
    )
    condition = matter.condition(load_contracts()["school_successions"])
    connection.execute(f"""
        insert into wanted_schools
        with recursive successions as (
            select distinct from_login, to_login
            from {lake_rows(home, "school_successions")}
            join wanted_deliveries as deliveries using (delivery_id)
            where deliveries.dataset = 'school_successions' and {condition}
        ),
        chain as (
            select login, school_login, 0 as step from wanted_schools
            union
            select from_login, school_login, step + 1
            from chain join successions on to_login = login
            where step < {_STEPS}
        )
        select distinct login, school_login from chain
        anti join wanted_schools using (login, school_login)""")


def _read(dataset: Dataset, matter: Matter, rows: str) -> str:
    """SQL of `read_rows` for one dataset; `rows`: its rows about the schools."""
    scope = dataset.delivery.scope
    if dataset.delivery.rule == "replace":
        by = _list("counted_login", *scope)
        superseded = f"delivery_id < max(delivery_id) over (partition by {by})"
    else:
        by = _list("counted_login", *dataset.key)
        superseded = (
            f"row_number() over (partition by {by} order by delivery_id desc, row_no desc) > 1"
        )
    rated = (
        f"select *, {superseded} as is_superseded, "
        f"coalesce({matter.condition(dataset)}, false) as matters from ({rows})"
    )
    names = {column.name for column in dataset.stored_columns}
    if "delivered_half_year" in scope and "valid_from" in names:
        rated = _state(dataset, matter, rated)
    assessed = ", ".join(
        f"{quoted(each)}::varchar" if dataset.is_assessment else "null" for each in ASSESSED
    )
    return (
        f"select {literal(dataset.name)}, named_login, counted_login, delivery_id, path, sha256, "
        f"sheet, row_no, {assessed}, is_superseded, matters from ({rated})"
    )


def _state(dataset: Dataset, matter: Matter, rated: str) -> str:
    """SQL of a register: as the newest delivery up to the half-year states it."""
    period = matter.period
    until = literal(period.half_year)
    before = literal(period.first_half_year if dataset.name == _OF_WHOLE_YEAR else period.half_year)
    rest = [each for each in dataset.delivery.scope if each != "delivered_half_year"]
    parts = _list("counted_login", *(rest if dataset.name != _OF_SUCCESSOR else ()))
    newest = (
        f"max(delivered) filter (where not is_superseded and delivered <= {{until}}) "
        f"over (partition by {parts})"
    )
    same = _list("counted_login", *rest, "valid_from")
    return f"""
        select * replace (
            is_superseded or (delivered <= {until} and delivered is distinct from max(delivered)
                filter (where not is_superseded and delivered in (newest, newest_before))
                over (partition by {same})) as is_superseded,
            matters and delivered <= {until} as matters
        )
        from (
            select *, {newest.format(until=until)} as newest,
                {newest.format(until=before)} as newest_before
            from (select *, coalesce(delivered_half_year, '') as delivered from ({rated}))
        )"""


def _want_people(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Make `wanted_people`: the teachers of the wanted schools, under every key they have."""
    both = " union all by name ".join(
        f"select person, person_by_name from {lake_rows(home, name)} "
        "join wanted_deliveries as deliveries using (delivery_id) "
        f"where deliveries.dataset = {literal(name)}"
        for name in ("staff", "competence_diagnostics")
    )
    connection.execute(f"""
        create or replace temp table wanted_people as
        with named as ({both}),
        by_name as (
            select person_by_name, min(person) as person from named
            where person <> person_by_name
            group by person_by_name having count(distinct person) = 1
        ),
        known as (
            select distinct named.person, coalesce(by_name.person, named.person) as known_person
            from named left join by_name on named.person = by_name.person_by_name
        )
        select distinct known.person, read_rows.login, read_rows.school_login
        from read_rows
        join {lake_rows(home, "staff")} as staff using (delivery_id, row_no)
        join known as of_staff on of_staff.person = staff.person
        join known using (known_person)
        where dataset = 'staff' and matters and not is_superseded
            and staff.sheet is not distinct from read_rows.sheet""")


def _of_people(home: Home, dataset: Dataset) -> str:
    return (
        f"select {_COLUMNS} from {lake_rows(home, dataset.name)} as rows "
        "join wanted_people as wanted using (person) "
        "join wanted_deliveries as deliveries using (delivery_id) "
        f"where deliveries.dataset = {literal(dataset.name)}"
    )


def _list(*columns: str) -> str:
    return ", ".join(dict.fromkeys(quoted(each) for each in columns))


def files_behind(connection: duckdb.DuckDBPyConnection) -> list[FileRows]:
    """The rows of `read_rows` that stand behind the schools, by dataset and file."""
    connection.execute(
        "create or replace temp table standing_rows as "
        "select * from read_rows where matters and not is_superseded"
    )
    found = connection.execute(
        "select dataset, path, sha256, sheet, rows, row_numbers "
        f"from ({summed('standing_rows', ())}) order by dataset, delivery_id, sheet"
    ).fetchall()
    return [FileRows(*row) for row in found]


def count_files(connection: duckdb.DuckDBPyConnection) -> list[FileCount]:
    """The same, counted by dataset."""
    found = connection.execute(
        "select dataset, count(distinct delivery_id), count(distinct (delivery_id, sheet, row_no)) "
        "from read_rows where matters and not is_superseded group by dataset order by dataset"
    ).fetchall()
    return [FileCount(*row) for row in found]


def left_out(connection: duckdb.DuckDBPyConnection) -> LeftOut:
    """How many rows of `read_rows` stand behind nothing."""
    row = connection.execute(
        "select count(*) filter (where matters), count(*) filter (where not matters) "
        "from (select dataset, delivery_id, sheet, row_no, bool_or(matters) as matters "
        "from read_rows group by all having bool_and(is_superseded or not matters))"
    ).fetchone()
    return LeftOut(*(row or (0, 0)))
