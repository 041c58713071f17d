# ruff: noqa: S608 - SQL is the trade of this module: names are declared, texts are literals
"""The results behind a school: what the revision knew of each, from which file, and what is known.

A snapshot keeps the results of its own half-year's assessment windows. Those of other windows were
kept by the snapshots of their half-years: here the newest made no later than the revision.

Belongs here: putting the two together, and with today's published results. Not here: the single
rows (`rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from opora.lake.files import folder_of
from opora.provenance.question import Question
from opora.snapshot.content import CELLS
from opora.snapshot.revisions import Revision, read_revisions
from opora.snapshot.traces import ASSESSED
from opora.sql import literal

_NUMBERS = ("participants", "below_threshold", "state")


@dataclass(frozen=True)
class Numbers:
    """A result in numbers: pupils; None where it has none, or nobody kept them."""

    participants: int | None
    below_threshold: int | None
    state: str | None

    @property
    def fail_share(self) -> float | None:
        """Below the threshold, per cent of participants; None where it can't be told."""
        if self.state != "measured" or self.below_threshold is None or not self.participants:
            return None
        return 100 * self.below_threshold / self.participants


@dataclass(frozen=True)
class Result:
    """A result of one procedure, year and session.

    Attributes:
        login: the school as the file names it, a predecessor where it came with one.
        procedure: its code; `procedure_ru` its name.
        assessment_year: the year, and `session` its part.
        then: what the revision knew; None where there was no such result yet.
        is_kept: whether a snapshot kept `then`; else it stands as today, from the same file.
        path: the file that it came from; `sha256` its checksum. None where there was none.
        is_changed: whether it or its file is another one today.
        now: what is known today; None where there is no such result any more.
        now_path: the file that it comes from today.
    """

    login: str
    procedure: str
    procedure_ru: str
    assessment_year: int
    session: str
    then: Numbers | None
    is_kept: bool
    path: str | None
    sha256: str | None
    is_changed: bool
    now: Numbers | None
    now_path: str | None


def results_behind(question: Question, connection: duckdb.DuckDBPyConnection) -> list[Result]:
    """The results that the indicator is judged on, of the schools of `wanted_schools`.

    Reads `read_rows` and `wanted_results`, which `rows.find_read_rows` makes.
    """
    kept = " union all ".join(
        f"select {', '.join(CELLS.key)}, {', '.join(_NUMBERS)} "
        f"from read_parquet({literal(each.table(CELLS.name))})"
        for each in _known_revisions(question)
    )
    ledger = folder_of(question.home.ledger).read()
    key = ", ".join(("login", *ASSESSED))
    rows = connection.execute(f"""
        with wanted as (
            select distinct login, procedure, name_ru as procedure_ru, wanted_results.*
            from (select distinct login from wanted_schools)
            cross join wanted_results
            join release.marts.dim_procedure using (procedure_kind, subject, programme_grade)
        ),
        kept as (select school_login as login, * exclude (school_login) from ({kept})),
        today as (
            select school_login as login, procedure, assessment_year, session,
                {", ".join(_NUMBERS)}, delivery_id, path
            from release.marts.fct_assessment_cell
            left join (
                select delivery_id, min(path) as path
                from {ledger} group by delivery_id
            ) using (delivery_id)
        ),
        files as (
            select {key}, max(delivery_id) as delivery_id,
                any_value(path) as path, any_value(sha256) as sha256
            from read_rows
            where procedure_kind is not null and matters and not is_superseded
            group by all
        )
        select wanted.login, wanted.procedure, procedure_ru, wanted.assessment_year,
            wanted.session, kept.login is not null as is_kept,
            kept.participants, kept.below_threshold, kept.state,
            files.delivery_id, files.path, files.sha256,
            today.login is not null as is_known,
            today.participants, today.below_threshold, today.state,
            today.delivery_id, today.path
        from wanted
        left join kept using (login, procedure, assessment_year, session)
        left join today using (login, procedure, assessment_year, session)
        left join files
            on files.login = wanted.login
            and files.procedure_kind = wanted.procedure_kind
            and files.subject = wanted.subject
            and files.programme_grade = wanted.programme_grade::varchar
            and files.assessment_year = wanted.assessment_year::varchar
            and files.session = wanted.session
        where kept.login is not null or today.login is not null
        order by wanted.assessment_year desc, procedure_ru, wanted.session, wanted.login
        """).fetchall()
    return [_result(*row) for row in rows]


def _result(
    login: str,
    procedure: str,
    procedure_ru: str,
    assessment_year: int,
    session: str,
    is_kept: bool,
    participants: int | None,
    below_threshold: int | None,
    state: str | None,
    delivery_id: int | None,
    path: str | None,
    sha256: str | None,
    is_known: bool,
    participants_now: int | None,
    below_threshold_now: int | None,
    state_now: str | None,
    delivery_now: int | None,
    path_now: str | None,
) -> Result:
    now = Numbers(participants_now, below_threshold_now, state_now) if is_known else None
    then = Numbers(participants, below_threshold, state) if is_kept else None
    is_same_file = delivery_id is None or delivery_now == delivery_id
    if not is_kept and delivery_id is not None:
        then = now if is_same_file else Numbers(None, None, None)
    return Result(
        login, procedure, procedure_ru, assessment_year, session, then, is_kept, path, sha256,
        not is_same_file or now != then, now, path_now,
    )  # fmt: skip


def _known_revisions(question: Question) -> list[Revision]:
    """What the snapshots of the year's and the last year's windows said when this one was made."""
    revision = question.revision
    known = [revision]
    for half_year in sorted({each[-1] for each in question.matter.results}):
        if half_year != revision.half_year:
            made = [
                each
                for each in read_revisions(question.home, half_year)
                if each.manifest["made_at"] <= revision.manifest["made_at"]
            ]
            known += made[-1:]
    return known
