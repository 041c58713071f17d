"""Forms begin with what the demonstration knows, and handed in unchanged they change nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from opora.contracts import load_contracts
from opora.demo.answers import KnownAnswers
from opora.forms import Written, datasets_named, period_of, what_is_known, write_forms
from opora.home import Home
from opora.lake.ledger import LedgerRow
from opora.pipeline.take import take
from opora.warehouse.invocation import invoke_dbt
from opora.warehouse.state import PROJECT

HALF_YEAR = "2024-H2"
JUDGED = ("indicator_values", "indicator_schools", "school_status", "dim_school")


def forms(
    home: Home, reports: Home, names: Iterable[str] | None = None, *, per_school: bool = False
) -> list[Written]:
    """The forms of the newest half-year that one home knows, written into another."""
    period, datasets = period_of(home, HALF_YEAR), datasets_named(names)
    known = what_is_known(home, period, datasets)
    return write_forms(reports, period, known, datasets, per_school=per_school)


def recommended(home: Home, half_year: str) -> dict[str, Any]:
    """Open recommendations by their codes, as forms begin with them."""
    period, asked = period_of(home, half_year), datasets_named(["recommendation_responses"])
    rows = what_is_known(home, period, asked).recommendations
    return {row["recommendation_id"]: row for row in rows}


def test_forms_hold_what_is_open(home: Home, taken: KnownAnswers, tmp_path: Path) -> None:
    assert taken
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        ids, unfinished, schools = connection.execute(
            "SELECT (SELECT list(recommendation_id) FROM marts.recommendations "
            "WHERE state <> 'closed'), "
            "(SELECT count(*) FROM marts.measures WHERE state NOT IN ('done', 'cancelled')), "
            "(SELECT count(DISTINCT school_login) FROM marts.school_status "
            f"WHERE half_year = '{HALF_YEAR}')"
        ).fetchone() or ([], 0, 0)
    open_now = recommended(home, HALF_YEAR)
    assert ids
    assert sorted(open_now) == sorted(ids)
    assert all(row["school"] and row["recommended"] for row in open_now.values())
    # A year earlier others were open, and an answer that came later was not known.
    earlier = recommended(home, "2023-H2")
    assert earlier
    assert not earlier.keys() <= set(ids)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        later = connection.execute(
            "SELECT recommendation_id FROM marts.recommendations WHERE answered_half_year > ?",
            ["2023-H2"],
        ).fetchall()
    answered_later = [earlier[code] for (code,) in later if code in earlier]
    assert answered_later
    assert all(row["accepted"] is None and row["comment"] is None for row in answered_later)
    names = ("recommendation_responses", "measures", "social_conditions", "schools", "staff")
    written = forms(home, Home(tmp_path), names, per_school=True)
    rows = {name: [form for form in written if form.dataset == name] for name in names}
    assert sum(form.rows for form in rows["recommendation_responses"]) == len(ids)
    assert len(rows["recommendation_responses"]) > 1
    assert sum(form.rows for form in rows["measures"]) == unfinished
    assert sum(form.rows for form in rows["social_conditions"]) == schools
    (form_of_schools,) = rows["schools"]
    assert form_of_schools.rows >= schools
    assert not any(form.rows for form in rows["staff"])


def judged(home: Home) -> dict[str, list[Any]]:
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        return {
            mart: connection.execute(f"FROM marts.{mart} ORDER BY ALL").fetchall()
            for mart in JUDGED
        }


@pytest.fixture(scope="module")
def handed_in(
    home: Home, taken: KnownAnswers, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, dict[str, Written], dict[str, LedgerRow]]:
    """A copy of the demonstration to which all its forms were delivered as they were written."""
    assert taken
    copied = Home(tmp_path_factory.mktemp("copy") / "home")
    shutil.copytree(home.root, copied.root, symlinks=True)
    written = {form.dataset: form for form in forms(copied, copied)}
    for name, form in written.items():
        target = copied.landing / HALF_YEAR / name / "unchanged form.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(form.path, target)
    answers = {row.dataset: row for row in take(copied).ledger if row.dataset}
    return copied, written, answers


def test_what_stands_in_a_register_is_accepted_as_it_stands(
    handed_in: tuple[Home, dict[str, Written], dict[str, LedgerRow]],
) -> None:
    _, written, answers = handed_in
    asked = answered = 0
    for name, form in written.items():
        filling, answer = load_contracts()[name].filling, answers[name]
        if form.rows == 0:
            assert answer.status == "refused"
            assert "Если вы заполнили «Пример»" in (answer.message or "")
        elif filling.every_school or filling.begins_with == "recommendations":
            # What nobody has answered yet is skipped; where all of it is, nothing is taken.
            assert answer.rows_received == answer.rows_accepted < form.rows
            assert answer.status == ("accepted" if answer.rows_accepted else "refused")
            answered += answer.rows_accepted > 0
        else:
            assert (answer.status, answer.rows_accepted) == ("accepted", form.rows)
            asked += 1
    assert asked > 12
    assert answered == 2


def test_registers_that_are_handed_in_unchanged_change_no_figure(
    handed_in: tuple[Home, dict[str, Written], dict[str, LedgerRow]],
) -> None:
    copied, _, _ = handed_in
    before = judged(copied)
    selected = [f"+{mart}" for mart in JUDGED]
    built = invoke_dbt(copied, PROJECT, ["run", "--threads", "2", "--select", *selected])
    assert built.success
    assert judged(copied) == before
    assert all(before.values())
