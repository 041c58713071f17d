"""The rows, results and files behind a number are exactly the right ones, in both revisions."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from deliveries import Lake
from small_home import BEFORE, NOW, S1, S2, S3, S4, correct, deliver
from typer.testing import CliRunner

from opora.cli import app
from opora.home import REPOSITORY, Home
from opora.lock import writer_lock
from opora.pipeline.approve import approve
from opora.pipeline.run import run
from opora.provenance.explain import SchoolExplanation, explain_school, explain_territory
from opora.provenance.question import ask
from opora.provenance.results import Numbers
from opora.provenance.rows import FileCount, LeftOut
from opora.snapshot.revisions import SnapshotError, read_revisions

_QUERY = re.compile(r"```sql\n-- ([^\n]+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def home(make_lake: Callable[[], Lake]) -> Home:
    """Two half-years, approved, corrected and run again: revision 2 of both is proposed."""
    lake = make_lake()
    deliver(lake)
    run(lake.home)
    approve(lake.home, [BEFORE, NOW], "начальник")
    correct(lake)
    run(lake.home)
    return lake.home


def explained(home: Home, indicator: str, school: str, number: int) -> SchoolExplanation:
    return explain_school(ask(home, NOW, indicator, number), school)


def rows_of(found: SchoolExplanation, *datasets: str) -> dict[str, str]:
    """Path -> row numbers, of some datasets or of all."""
    return {
        file.path: file.row_numbers
        for file in found.files
        if not datasets or file.dataset in datasets
    }


# -- rows -------------------------------------------------------------------------------------


def test_the_rows_behind_a_school_are_its_own_and_its_predecessors(home: Home) -> None:
    found = explained(home, "2.3.1", S1, 1)
    assert found.school.in_denominator
    assert found.school.in_numerator
    assert found.school.reason == "Методических мероприятий с документом с начала года: 2."
    assert found.logins == (S1, S4)
    assert found.results is None
    assert rows_of(found) == {
        # school 1, and school 4 before it went into school 1
        f"{NOW}/methodical_support/support.csv": "2-3",
        # the last list that names school 4 is that of the half-year before
        f"{NOW}/school_lists/lists.csv": "2",
        f"{BEFORE}/school_lists/lists.csv": "4",
        f"{NOW}/school_successions/successions.csv": "2",
        "history/schools/schools.csv": "2, 5",
    }
    # the list of the half-year before is replaced; the event of the year before is of another time
    assert found.left_out == LeftOut(superseded=1, other=1)


def test_a_later_revision_stands_on_the_corrected_rows(home: Home) -> None:
    found = explained(home, "2.3.1", S1, 2)
    assert rows_of(found, "methodical_support") == {
        f"{NOW}/methodical_support/support.csv": "3",
        f"{NOW}/methodical_support/corrected.csv": "3",
    }
    assert found.left_out == LeftOut(superseded=1 + 1, other=1)


def test_a_document_that_came_later_is_not_behind_what_was_signed(home: Home) -> None:
    signed, proposed = (explained(home, "2.3.1", S3, number) for number in (1, 2))
    assert not signed.school.in_numerator
    assert signed.school.reason == "Мероприятия были, но ни у одного не указан документ."
    assert rows_of(signed, "methodical_support") == {f"{NOW}/methodical_support/support.csv": "4"}
    assert proposed.school.in_numerator
    assert rows_of(proposed, "methodical_support") == {
        f"{NOW}/methodical_support/corrected.csv": "2"
    }


def test_files_are_named_with_the_checksum_of_what_was_delivered(home: Home) -> None:
    for file in explained(home, "2.3.1", S1, 2).files:
        delivered = (home.landing / file.path).read_bytes()
        assert file.sha256 == hashlib.sha256(delivered).hexdigest()


def test_a_list_is_not_behind_an_indicator_of_all_schools(home: Home) -> None:
    assert "school_lists" not in {file.dataset for file in explained(home, "2.1.1", S1, 1).files}


def test_an_indicator_of_low_results_is_not_made_of_other_lists(home: Home) -> None:
    of_dcs = explained(home, "2.3.3", S3, 1)
    assert not of_dcs.school.in_denominator
    assert rows_of(of_dcs, "school_lists") == {}


def test_a_school_that_went_into_another_is_explained_by_the_succession(home: Home) -> None:
    found = explained(home, "2.3.1", S4, 1)
    assert not found.school.in_denominator
    assert found.school.reason == "Школа вошла в другую: её считают под логином преемника."
    assert rows_of(found, "school_successions") == {
        f"{NOW}/school_successions/successions.csv": "2"
    }


# -- results ----------------------------------------------------------------------------------


def results_of(found: SchoolExplanation) -> dict[tuple[int, str], Any]:
    assert found.results is not None
    return {(each.assessment_year, each.login): each for each in found.results}


def test_results_are_those_of_the_revision_and_say_what_was_corrected_since(home: Home) -> None:
    found = explained(home, "2.1.2", S1, 1)
    # 2023: 8 of 20 and 5 of 10 are 13 of 30 = 43.3%; 2024: 5 of 25 = 20%
    assert found.school.in_numerator
    assert "было 43,3 %, стало 20,0 %" in found.school.reason
    results = results_of(found)
    assert set(results) == {(2024, S1), (2023, S1), (2023, S4)}
    then = {key: each.then for key, each in results.items()}
    assert then == {
        (2024, S1): Numbers(25, 5, "measured"),
        (2023, S1): Numbers(20, 8, "measured"),
        (2023, S4): Numbers(10, 5, "measured"),
    }
    assert {key: each.path for key, each in results.items()} == {
        (2024, S1): f"{NOW}/assessment_marks/marks.csv",
        (2023, S1): f"{BEFORE}/assessment_marks/marks.csv",
        (2023, S4): f"{BEFORE}/assessment_marks/marks.csv",
    }
    assert not results[2023, S1].is_changed
    changed = {key: (each.now, each.now_path) for key, each in results.items() if each.is_changed}
    assert changed == {
        (2024, S1): (Numbers(25, 12, "measured"), f"{NOW}/assessment_marks/corrected.csv"),
        (2023, S4): (Numbers(10, 4, "measured"), f"{BEFORE}/assessment_marks/corrected.csv"),
    }
    assert rows_of(found, "assessment_marks") == {
        f"{BEFORE}/assessment_marks/marks.csv": "2-3",
        f"{NOW}/assessment_marks/marks.csv": "2",
    }


def test_the_newest_revision_has_the_corrected_results(home: Home) -> None:
    found = explained(home, "2.1.2", S1, 2)
    # 2023: 8 + 4 of 30 = 40%; 2024: 12 of 25 = 48%
    assert not found.school.in_numerator
    assert "было 40,0 %, стало 48,0 %" in found.school.reason
    results = results_of(found)
    assert results[2024, S1].then == Numbers(25, 12, "measured")
    assert results[2023, S4].then == Numbers(10, 4, "measured")
    assert not any(each.is_changed for each in results.values())
    assert rows_of(found, "assessment_marks") == {
        f"{BEFORE}/assessment_marks/marks.csv": "2",
        f"{BEFORE}/assessment_marks/corrected.csv": "2",
        f"{NOW}/assessment_marks/corrected.csv": "2",
    }


def test_declared_marks_are_not_behind_a_result_whose_participants_are_known(home: Home) -> None:
    found = explained(home, "2.1.2", S3, 1)
    assert rows_of(found, "assessment_results", "assessment_marks") == {
        f"{NOW}/assessment_results/results.csv": "2-11",
        f"{BEFORE}/assessment_marks/marks.csv": "4",
    }
    results = results_of(found)
    assert results[2024, S3].then == Numbers(10, 3, "measured")
    assert results[2024, S3].then.fail_share == 30.0
    assert results[2024, S3].path == f"{NOW}/assessment_results/results.csv"


# -- territories ------------------------------------------------------------------------------


def test_a_territory_is_explained_by_its_schools_and_files(home: Home) -> None:
    found = explain_territory(ask(home, NOW, "2.3.1", 1))
    assert (found.value.territory, found.value.numerator, found.value.denominator) == (
        "00701000", 1, 2,
    )  # fmt: skip
    assert [each.login for each in found.missing] == [S3]
    assert [each.login for each in found.counted] == [S1]
    assert dict(found.left_out) == {
        "Школы нет в списках ШНОР и ШНСУ этого года.": 1,
        "Школа вошла в другую: её считают под логином преемника.": 1,
    }
    # М-1, М-2 and М-3
    assert FileCount("methodical_support", 1, 3) in found.files


def test_a_country_has_the_schools_of_its_municipalities(home: Home) -> None:
    of_country = explain_territory(ask(home, NOW, "2.3.1", 2), "RU")
    assert [each.login for each in of_country.counted] == [S1, S3]


# -- which revision ---------------------------------------------------------------------------


def test_the_revision_in_force_is_explained_unless_another_is_named(home: Home) -> None:
    approved, proposed = read_revisions(home, NOW)
    assert approved.approval is not None
    day = dt.date.fromisoformat(approved.approval["approved_at"][:10])
    assert ask(home, NOW, "2.3.1").standing.state == "in_force"
    assert ask(home, NOW, "2.3.1", as_of=day).revision.number == 1
    assert ask(home, NOW, "2.3.1", 2).standing.state == "proposed"
    assert ask(home, NOW, "2.3.1").newest.revision.number == proposed.number == 2


def test_rules_that_changed_since_are_named(home: Home) -> None:
    assert ask(home, NOW, "2.3.1", 1).changed_rules == ()
    home.rules.mkdir(exist_ok=True)
    override = home.rules / "thresholds.csv"
    override.write_text(
        "rule,procedure,valid_from,valid_to,value,source\n"
        "diagnostic_validity_years,,2000-01-01,,2,приказ\n",
        encoding="utf-8",
    )
    try:
        assert ask(home, NOW, "2.3.1", 1).changed_rules == ("thresholds",)
    finally:
        override.unlink()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"half_year": "2041-H1"}, "half_years.csv"),
        ({"half_year": "2022-H1"}, "there is no snapshot of 2022-H1"),
        ({"indicator": "2.9"}, "the indicators are 2.1.1, 2.1.2"),
        ({"number": 3}, "revisions 1 to 2, not 3"),
        ({"number": 1, "as_of": dt.date(2024, 7, 1)}, "not by both"),
        ({"as_of": dt.date(2020, 1, 1)}, "no revision of 2024-H1 was approved by 2020-01-01"),
    ],
)
def test_what_is_not_there_is_one_clear_line(
    home: Home, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(SnapshotError, match=re.escape(told)):
        ask(home, **{"half_year": NOW, "indicator": "2.3.1", **arguments})


def test_unknown_schools_and_territories_are_one_clear_line(home: Home) -> None:
    question = ask(home, NOW, "2.3.1")
    with pytest.raises(SnapshotError, match="2024-H1 r01 knows no school sch999999"):
        explain_school(question, "sch999999")
    with pytest.raises(SnapshotError, match="has values of 00700000, 00701000, RU, not of 1"):
        explain_territory(question, "1")


def test_a_home_without_a_release_says_so(home: Home, tmp_path: Path) -> None:
    (tmp_path / "snapshots").symlink_to(home.snapshots)
    with pytest.raises(SnapshotError, match=r"opora.duckdb is not there; 'opora run'"):
        ask(Home(tmp_path), NOW, "2.3.1")


# -- the command ------------------------------------------------------------------------------


def told(home: Home, *arguments: str) -> str:
    environment = {"OPORA_HOME": str(home.root), "COLUMNS": "80", "TERM": "dumb"}
    done = CliRunner(env=environment).invoke(app, ["explain", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_names_rows_files_and_what_was_corrected(home: Home) -> None:
    output = told(home, NOW, "2.1.2", "--school", S1)
    lines = [line.strip() for line in output.splitlines()]
    assert "2024-H1 r01: in force, approved by начальник," in output
    assert "denominator: yes (1), numerator: yes (1)" in lines
    assert any(line.endswith(f"{BEFORE}/assessment_marks/marks.csv") for line in lines)
    assert any(line.startswith("rows 2-3; sha256 ") for line in lines)
    said = " ".join(output.split())
    assert "corrected since, today 12 of 25: 2024-H1/assessment_marks/corrected.csv" in said
    assert "…" not in output.replace("… and", "")
    assert max(map(len, output.splitlines())) <= 80


def test_a_draft_is_called_one(home: Home) -> None:
    assert "2024-H1 r02: «проект», nobody has approved it" in told(
        home, NOW, "2.3.1", "--revision", "2"
    )


def test_long_lists_are_cut_and_counted(home: Home) -> None:
    output = told(home, NOW, "2.3.1", "--revision", "2", "--rows", "1")
    assert "In the numerator: 2" in output
    assert "… and 1 more: --rows 2" in output
    assert S3 not in output


def test_a_run_at_work_is_not_disturbed(home: Home) -> None:
    with writer_lock(home), duckdb.connect(home.build_file):
        assert S1 in told(home, NOW, "2.1.2", "--school", S1)
        assert S1 in told(home, NOW, "2.1.2")


def test_nothing_is_written(home: Home) -> None:
    def states() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}

    before = states()
    told(home, NOW, "2.1.2", "--school", S1)
    assert states() == before


# -- the documented queries -------------------------------------------------------------------


@pytest.fixture
def ask_sql(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Run a query of docs/snapshot.md where it says it is run: in the home."""
    text = (REPOSITORY / "docs" / "snapshot.md").read_text(encoding="utf-8")
    queries = dict(_QUERY.findall(text))
    monkeypatch.chdir(home.root)

    def rows(title: str, **parameters: object) -> list[dict[str, Any]]:
        with duckdb.connect("warehouse/opora.duckdb", read_only=True) as connection:
            found = connection.execute(queries[title], parameters)
            names = [name for name, *_ in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return rows


@pytest.mark.parametrize("revision", [1, 2])
@pytest.mark.parametrize("school", [S1, S3])
def test_the_documented_query_finds_the_same_rows(
    home: Home, ask_sql: Callable[..., list[dict[str, Any]]], school: str, revision: int
) -> None:
    found = ask_sql("events behind 2.3.1", half_year=NOW, revision=revision, school=school)
    expected = explained(home, "2.3.1", school, revision)
    by_file: dict[str, set[int]] = {}
    for row in found:
        by_file.setdefault(row["path"], set()).add(row["row_no"])
    assert by_file == {
        path: _numbers(rows) for path, rows in rows_of(expected, "methodical_support").items()
    }
    assert {row["in_numerator"] for row in found} == {expected.school.in_numerator}
    assert any(row["document"] for row in found) == expected.school.in_numerator


def _numbers(rows: str) -> set[int]:
    """The numbers of 2-5, 9."""
    spans = (span.split("-") for span in rows.split(", "))
    return {number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)}


def test_the_documented_query_finds_the_file_of_a_result(
    ask_sql: Callable[..., list[dict[str, Any]]],
) -> None:
    (signed,) = ask_sql("files behind results", half_year=NOW, revision=1, school=S1)
    assert (signed["participants"], signed["below_threshold"]) == (25, 5)
    assert (signed["participants_today"], signed["below_threshold_today"]) == (25, 12)
    # today's file is none of those that the revision was made from
    assert signed["path"] is None
    (proposed,) = ask_sql("files behind results", half_year=NOW, revision=2, school=S1)
    assert proposed["path"] == f"{NOW}/assessment_marks/corrected.csv"
    assert len(proposed["sha256"]) == 64


def test_a_half_year_is_read_as_of_a_day(
    home: Home, ask_sql: Callable[..., list[dict[str, Any]]]
) -> None:
    (approved, _) = read_revisions(home, NOW)
    assert approved.approval is not None
    moment = dt.datetime.fromisoformat(approved.approval["approved_at"]).replace(tzinfo=None)
    known = ask_sql("a half-year as of a moment", half_year=NOW, moment=moment)
    # six indicators of municipality, region, country
    assert {row["revision"] for row in known} == {1}
    assert len(known) == 6 * 3
    earlier = moment - dt.timedelta(milliseconds=1)
    assert ask_sql("a half-year as of a moment", half_year=NOW, moment=earlier) == []


def test_school_2_is_left_out_with_its_reason(home: Home) -> None:
    found = explained(home, "2.3.1", S2, 1)
    assert not found.school.in_denominator
    assert found.school.reason == "Школы нет в списках ШНОР и ШНСУ этого года."
    assert rows_of(found) == {"history/schools/schools.csv": "3"}
