"""The public's schema of the demonstration is attacked, as it is published and as it is restated.

Belongs here: what a stranger finds out of the release, and of three revisions of two half-years.
Not here: the attack and the verdict (`tests/disclosure`), made-up municipalities.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from opora.demo import KnownAnswers
from opora.disclosure import protect
from opora.home import Home
from opora.snapshot.approve import approve
from opora.snapshot.revise import revise

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "disclosure"))

from attack import attack
from open_data import (
    approved,
    beside,
    parents_of,
    seen_results,
    seen_values,
    true_results,
    true_values,
)
from outcome import Outcome, judge
from tables import RULES
from verdict import DISTINCT, found_out, narrow_secrets, only_small_hidden, seen

#: Every column of the schema by what it says; a new one has to be thought about here.
KEYS = {"half_year_id", "indicator_id", "procedure_id", "school_id", "territory_id"}
NAMES = {"name_ru", "name_en"}
DATES = {"starts_on", "ends_on", "in_force_from", "in_force_to"}
CODES = {
    "half_year", "indicator", "procedure", "procedure_kind", "session", "level", "territory",
    "parent", "kind", "settlement_kind", "subject", "unit", "bound", "state", "flags",
}  # fmt: skip
NUMBERS = {
    "revision", "is_in_force", "assessment_year", "programme_grade", "participants", "fail_share",
    "plan", "denominator", "value",
}  # fmt: skip
LONGEST_CODE = 40


def read(home: Home, sql: str) -> pd.DataFrame:
    with duckdb.connect(home.published_file, read_only=True) as connection:
        return connection.execute(sql).df()


@pytest.fixture(scope="module")
def published(taken: KnownAnswers, home: Home) -> dict[tuple[str, str], list[pd.DataFrame]]:
    """Half-year and table -> its revisions, oldest first, beside the truth."""
    parents = parents_of(read(home, "from open_marts.dim_territory"))
    results = read(home, "from open_marts.fct_assessment_cell")
    values = read(home, "from open_marts.monitoring_snapshot")
    cells = read(
        home,
        "select cells.*, procedures.procedure_kind from marts.monitoring_snapshot_cells as cells "
        "join marts.dim_procedure as procedures using (procedure)",
    )
    indicators = read(home, "from marts.monitoring_snapshot")
    found: dict[tuple[str, str], list[pd.DataFrame]] = {}
    keys = pd.concat([results, values])[["half_year", "revision"]].drop_duplicates()
    for half_year, revision in sorted(keys.itertuples(index=False)):

        def of_revision(frame: pd.DataFrame) -> pd.DataFrame:
            is_it = (frame["half_year"] == half_year) & (frame["revision"] == revision)  # noqa: B023
            return frame[is_it]

        for name, seen_rows, truth in (
            (
                "results",
                seen_results(of_revision(results), parents),
                true_results(of_revision(cells), parents),
            ),
            (
                "indicators",
                seen_values(of_revision(values), parents),
                true_values(of_revision(indicators), parents),
            ),
        ):
            found.setdefault((half_year, name), []).append(beside(seen_rows, truth))
    return found


def is_well(outcome: Outcome) -> bool:
    """Nothing found out, nothing untrue, not even what a silent revision would give away."""
    return (
        not outcome.wrong
        and outcome.known_anyway == 0
        and outcome.smallest_count >= RULES.count_interval
        and outcome.smallest_share >= RULES.share_interval
    )


def test_nothing_is_found_out_of_the_release(
    published: dict[tuple[str, str], list[pd.DataFrame]],
) -> None:
    assert len(published) == 16  # eight half-years are approved
    outcome = judge(list(published.values()))
    assert outcome.hidden > 1000
    assert is_well(outcome), outcome


def test_half_years_have_no_result_in_common(
    published: dict[tuple[str, str], list[pd.DataFrame]],
) -> None:
    # so all half-years together say no more than each of them by itself
    groups = [
        set(frames[0]["group"]) for (_, name), frames in published.items() if name == "results"
    ]
    assert sum(map(len, groups)) == len(set().union(*groups))


def test_the_truth_lies_in_every_interval(
    published: dict[tuple[str, str], list[pd.DataFrame]],
) -> None:
    (frame,) = published["2024-H1", "results"]
    exact = attack([seen(frame)], whole_persons=True)
    both = exact.merge(frame, on=["group", "column", "unit"])
    share = 100 * both["below"] / both["count"]
    assert len(both) == frame["is_hidden"].sum() > 100
    assert both["count"].between(both["count_low"] - 1e-6, both["count_high"] + 1e-6).all()
    assert share.between(both["share_low"] - 1e-6, both["share_high"] + 1e-6).all()


def test_a_reader_who_knows_no_truth_finds_no_more(
    published: dict[tuple[str, str], list[pd.DataFrame]],
) -> None:
    # the rows of the release and nothing else: no versions, no rows that are not there
    for (_, name), frames in published.items():
        rows = [frame[~frame["is_omitted"]] for frame in frames]
        plain = [each.assign(count=each["shown_count"]).drop(columns="below") for each in rows]
        least = RULES.count_interval, RULES.share_interval
        found = attack(plain, distinct_groups={DISTINCT}, whole_persons=True, wide_enough=least)
        assert len(found) == sum(each["is_hidden"].sum() for each in rows), name
        assert (found["count_high"] - found["count_low"] >= least[0]).all()
        assert (found["share_high"] - found["share_low"] >= least[1] - 1e-6).all()


def test_hiding_small_cells_alone_would_be_found_out(
    published: dict[tuple[str, str], list[pd.DataFrame]],
) -> None:
    opened = {
        half_year: len(found_out([only_small_hidden(frames[0])]))
        for (half_year, name), frames in published.items()
        if name == "results"
    }
    assert all(opened.values()), opened


def test_the_schema_holds_nothing_but_what_is_listed_here(taken: KnownAnswers, home: Home) -> None:
    columns = read(
        home,
        "select table_name, column_name, data_type from information_schema.columns "
        # words about the tables, made from the models: nothing of a delivery comes into it
        "where table_schema = 'open_marts' and table_name <> 'data_dictionary'",
    )
    assert set(columns["table_name"]) == {
        "dim_half_year", "dim_indicator", "dim_procedure", "dim_school", "dim_territory",
        "fct_assessment_cell", "monitoring_snapshot",
        "fct_assessment_cell_in_force", "monitoring_snapshot_in_force",
    }  # fmt: skip
    assert set(columns["column_name"]) <= KEYS | NAMES | DATES | CODES | NUMBERS
    for table, column, kind in columns.itertuples(index=False):
        if column in CODES and kind == "VARCHAR":
            longest = read(home, f'select max(length("{column}")) as n from open_marts.{table}')
            assert not longest["n"].iloc[0] > LONGEST_CODE, (table, column)


def test_no_login_stands_anywhere(taken: KnownAnswers, home: Home) -> None:
    logins = read(home, "select school_login from marts.dim_school")["school_login"]
    texts = read(
        home,
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'open_marts' and data_type = 'VARCHAR'",
    )
    assert len(logins) > 20
    for table, column in texts.itertuples(index=False):
        values = set(read(home, f'select distinct "{column}" as v from open_marts.{table}')["v"])
        assert not values & set(logins), (table, column)


def test_only_approved_revisions_are_there(taken: KnownAnswers, home: Home) -> None:
    there = read(
        home,
        "select distinct half_year, revision from open_marts.fct_assessment_cell "
        "union select distinct half_year, revision from open_marts.monitoring_snapshot",
    )
    signed = {
        (path.parent.name, int(path.name[1:3])) for path in home.snapshots.glob("*/r*-approval")
    }
    assert set(there.itertuples(index=False, name=None)) == signed
    newest = max(path.name for path in home.snapshots.iterdir())
    assert newest not in set(there["half_year"])


@pytest.mark.parametrize(
    ("table", "count", "share"),
    [
        ("fct_assessment_cell", "participants", "fail_share"),
        ("monitoring_snapshot", "denominator", "value"),
    ],
)
def test_no_row_shows_what_it_must_not(
    taken: KnownAnswers, home: Home, table: str, count: str, share: str
) -> None:
    rows = read(home, f"from open_marts.{table}")
    is_hidden = rows["state"] == "suppressed"
    assert set(rows["state"]) <= {"suppressed", "measured"}
    assert rows.loc[is_hidden, [count, share]].isna().all(axis=None)
    assert (rows.loc[is_hidden, "bound"] == "").all()
    shown = rows[~is_hidden]
    assert (shown[count] >= RULES.least_count).all()
    exact = shown.loc[shown["bound"] == "", share]
    assert exact.between(RULES.low_share, RULES.high_share).all()
    assert (shown.loc[shown["bound"] == "at_most", share] >= RULES.low_share).all()
    assert (shown.loc[shown["bound"] == "at_least", share] <= RULES.high_share).all()


RESTATED = ("2023-H1", "2024-H1")
#: A result whose number is `place` among those of a half-year with so many participants.
_CELL = """
    update marts.fct_assessment_cell set participants = participants + ({more}),
        below_threshold = greatest(0, least(below_threshold + ({below}), participants + ({more})))
    where (half_year, school_login, procedure, session) in (
        select half_year, school_login, procedure, session from (
            select *, row_number() over (
                partition by half_year order by school_login, procedure, session) as place
            from marts.fct_assessment_cell
            where state = 'measured' and half_year in {half_years}
                and participants between {least} and {most}
        ) where place = {place})
"""
#: Small schools grow and shrink, large ones change, and two results cross the least count.
FIRST_CORRECTION = (
    {"least": 3, "most": 6, "place": 2, "more": 2, "below": 1},
    {"least": 4, "most": 8, "place": 9, "more": -2, "below": -1},
    {"least": 60, "most": 200, "place": 3, "more": -3, "below": -1},
    {"least": 10, "most": 12, "place": 4, "more": -4, "below": 0},
)
SECOND_CORRECTION = (
    {"least": 6, "most": 9, "place": 5, "more": 5, "below": 1},
    {"least": 60, "most": 200, "place": 3, "more": 1, "below": 0},
    {"least": 10, "most": 14, "place": 2, "more": 1, "below": 1},
)
#: A school that turns out to have had no result in a procedure, and one that had one.
LOST = """
    delete from marts.fct_assessment_cell where state = 'measured' and participants < 10
    and half_year in {half_years} and school_login = (
        select min(school_login) from marts.fct_assessment_cell
        where half_year in {half_years} and participants < 10)
    and procedure like '%math%'
"""
FIRST_RESULT = """
    insert into marts.fct_assessment_cell by name
    select cells.* replace (school.school_login as school_login, school.school_id as school_id,
        4 as participants, 2 as below_threshold)
    from (select * from marts.fct_assessment_cell where state = 'measured'
        and half_year in {half_years}
        qualify row_number() over (partition by half_year, procedure, session
            order by school_login) = 1) as cells,
    lateral (select min(school_login) as school_login, min_by(school_id, school_login) as school_id
        from marts.dim_school where school_login not in (
            select school_login from marts.fct_assessment_cell as others
            where others.half_year = cells.half_year and others.procedure = cells.procedure)
        ) as school
    where school.school_login is not null
"""
#: The only municipality, its region and the country have the same schools.
FEWER_EVENTS = """
    update marts.indicator_values set numerator = numerator - 1,
        value = 100.0 * (numerator - 1) / denominator
    where half_year in {half_years} and indicator in ('2.2', '2.3.1') and numerator > 0
"""


@pytest.fixture(scope="module")
def restated(
    taken: KnownAnswers, home: Home, tmp_path_factory: pytest.TempPathFactory
) -> list[list[pd.DataFrame]]:
    """Three approved revisions of two half-years: results and indicators of each."""
    copy = Home(tmp_path_factory.mktemp("restated"))
    shutil.copytree(home.snapshots, copy.snapshots)
    shutil.copytree(home.ledger, copy.ledger)
    # a school that moved would be looked for there
    shutil.copytree(home.accepted / "schools", copy.accepted / "schools")
    copy.warehouse.mkdir()
    shutil.copy(home.build_file, copy.build_file)
    for statements in (
        [*(_CELL.format(half_years=RESTATED, **each) for each in FIRST_CORRECTION), FIRST_RESULT],
        [*(_CELL.format(half_years=RESTATED, **each) for each in SECOND_CORRECTION), LOST,
         FEWER_EVENTS],
    ):  # fmt: skip
        with duckdb.connect(copy.build_file) as connection:
            for statement in statements:
                changed = connection.execute(statement.format(half_years=RESTATED)).fetchone()
                assert changed and changed[0] >= len(RESTATED), statement
            made = revise(copy, connection, {}, {"version": "0", "sha256": "0"})
        for revision in made:
            if revision.half_year in RESTATED:
                approve(copy, revision.half_year, "начальник управления", "исправлено")
    return [tables for half_year in RESTATED for tables in approved(copy, half_year)]


def test_nothing_is_found_out_of_three_revisions(restated: list[list[pd.DataFrame]]) -> None:
    assert [len(revisions) for revisions in restated] == [3, 3, 3, 3]
    assert is_well(outcome := judge(restated)), outcome


def test_forgetting_earlier_revisions_would_be_found_out(
    restated: Sequence[Sequence[pd.DataFrame]],
) -> None:
    names = ["group", "column", "unit", "parent", "count", "below"]
    results = restated[0]
    forgetful = [protect(each[names], RULES) for each in results]
    assert narrow_secrets(results).empty
    assert len(narrow_secrets(forgetful))
