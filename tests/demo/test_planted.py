"""The schools that the generator plants are what it says of them, in the files that it writes."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import pytest

from opora.demo import HALF_YEARS, KnownAnswers, write_municipality
from opora.demo.planted import NonObjectiveCell, Planted
from opora.demo.schools import FEWEST
from opora.demo.truth import PERSON, Row
from opora.rules import load_rule

TEACHING = {row["position"] for row in load_rule("positions") if row["is_pedagogical"]}


def _logins(planted: Planted) -> set[str]:
    return {
        *planted.resilient,
        *(cell.school_login for cell in planted.non_objective),
        *(shortage.school_login for shortage in planted.short_of_teachers),
        *(weak.school_login for weak in planted.weak_blocks),
        *planted.incomplete_passports,
    }


def _rows_of(answers: KnownAnswers, cell: NonObjectiveCell) -> list[Row]:
    procedure = next(r for r in load_rule("procedures") if r["procedure"] == cell.procedure)
    wanted = (
        cell.school_login, procedure["procedure_kind"], procedure["subject"],
        procedure["programme_grade"], cell.assessment_year, cell.session,
    )  # fmt: skip
    columns = (
        "school_login", "procedure_kind", "subject", "programme_grade", "assessment_year", "session"
    )  # fmt: skip
    return [
        row
        for row in answers.truth.rows("assessment_results")
        if tuple(row[column] for column in columns) == wanted and row["mark"] is not None
    ]


def _fail_share(rows: Iterable[Row]) -> float:
    marks = [row["mark"] for row in rows if row["mark"] is not None]
    return marks.count(2) / len(marks)


def _oge(answers: KnownAnswers) -> Iterator[Row]:
    """The exam of grade 9, which no school marks itself; its first sitting."""
    for row in answers.truth.rows("assessment_results"):
        if row["procedure_kind"] == "oge" and row["session"] == "main":
            yield row


def test_a_handful_of_each_kind_is_planted(answers: KnownAnswers) -> None:
    planted = answers.planted
    assert len(planted.resilient) == 4
    assert tuple(planted.poor) == HALF_YEARS
    habits = {(cell.school_login, cell.habit) for cell in planted.non_objective}
    assert Counter(habit for _, habit in habits) == {"raised": 1, "excellent": 1, "same_score": 1}
    assert {s.profile_significance for s in planted.short_of_teachers} == {"high", "low"}
    assert len(planted.weak_blocks) == len(planted.incomplete_passports) == 1
    assert len(_logins(planted)) == 4 + 3 + 2 + 1 + 1


def test_planted_schools_stay_open_under_one_login(answers: KnownAnswers) -> None:
    planted = _logins(answers.planted)
    rows = [row for row in answers.truth.rows("schools") if row["school_login"] in planted]
    assert {row["school_login"] for row in rows} == planted
    assert not any(row["closed_on"] for row in rows)
    moved = {row["from_login"] for row in answers.truth.rows("school_successions")}
    assert not moved & planted


def test_planted_schools_always_send_their_passports(answers: KnownAnswers) -> None:
    sent: dict[str, set[int]] = defaultdict(set)
    for row in answers.truth.rows("social_conditions"):
        if row["observed_on"].month == 10:
            sent[row["school_login"]].add(row["observed_on"].year)
    for login in _logins(answers.planted):
        assert sent[login] == set(range(2020, 2025)), login


def test_only_incomplete_passports_leave_shares_blank(answers: KnownAnswers) -> None:
    blank = {
        row["school_login"]
        for row in answers.truth.rows("social_conditions")
        if None in row.values()
    }
    assert blank == set(answers.planted.incomplete_passports)


def test_poor_schools_are_the_lowest_quarter_of_those_open(answers: KnownAnswers) -> None:
    assert {half_year: len(poor) for half_year, poor in answers.planted.poor.items()} == {
        half_year: 15 if half_year < "2023-H2" else 14 for half_year in HALF_YEARS
    }


def test_poor_schools_report_harder_conditions_than_the_others(answers: KnownAnswers) -> None:
    poor = set(answers.planted.poor["2024-H2"])
    low_income: dict[bool, list[float]] = {True: [], False: []}
    for row in answers.truth.rows("social_conditions"):
        if row["observed_on"].year == 2024 and row["low_income"] is not None:
            low_income[row["school_login"] in poor].append(row["low_income"])
    assert median(low_income[True]) > median(low_income[False]) + 9


def test_resilient_schools_are_poor_and_beat_the_other_poor_ones_every_year(
    answers: KnownAnswers,
) -> None:
    resilient = set(answers.planted.resilient)
    for half_year, poor in answers.planted.poor.items():
        assert resilient < set(poor), half_year
    others = set(answers.planted.poor["2024-H2"]) - resilient
    by_year: dict[int, dict[bool, list[Row]]] = defaultdict(lambda: {True: [], False: []})
    for row in _oge(answers):
        if row["school_login"] in resilient | others:
            by_year[row["assessment_year"]][row["school_login"] in resilient].append(row)
    assert set(by_year) == {2018, 2019, 2021, 2022, 2023, 2024}
    for year, rows in by_year.items():
        assert _fail_share(rows[True]) < 0.6 * _fail_share(rows[False]), year


def test_own_marking_shows_in_the_rows_that_are_delivered(answers: KnownAnswers) -> None:
    for cell in answers.planted.non_objective:
        rows = _rows_of(answers, cell)
        if not rows:  # delivered as a table of marks
            assert cell.habit == "excellent"
            continue
        assert len(rows) >= 10, cell
        raised = sum(row["mark"] > row["journal_mark"] for row in rows) / len(rows)
        top = sum(row["mark"] == 5 for row in rows) / len(rows)
        scores = Counter(row["primary_score"] for row in rows)
        same = scores.most_common(1)[0][1] / len(rows)
        # What is planted is clear, and only what is planted.
        assert (raised > 0.4) == (cell.habit == "raised"), (cell, raised)
        assert (top > 0.8) == (cell.habit == "excellent"), (cell, top)
        assert (same > 0.6) == (cell.habit == "same_score"), (cell, same)


def test_comparisons_with_the_journal_agree_with_the_participants(answers: KnownAnswers) -> None:
    raised: Counter[tuple[object, ...]] = Counter()
    columns = ("school_login", "subject", "programme_grade", "assessment_year", "session")
    for row in answers.truth.rows("assessment_results"):
        if row["procedure_kind"] == "vpr" and row["mark"] and row["journal_mark"]:
            raised[tuple(row[c] for c in columns)] += row["mark"] > row["journal_mark"]
    compared = list(answers.truth.rows("journal_comparison"))
    assert compared
    for row in compared:
        assert row["raised"] == raised[tuple(row[c] for c in columns)], row


def test_works_marked_by_the_school_look_better_than_its_exams(answers: KnownAnswers) -> None:
    oge: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in _oge(answers):
        oge[row["school_login"], row["subject"], row["assessment_year"]].append(row)
    compared = 0
    own: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for cell in answers.planted.non_objective:
        for row in _rows_of(answers, cell):
            own[cell.school_login, row["subject"], cell.assessment_year].append(row)
    for place, rows in own.items():
        if place in oge:
            compared += 1
            assert _fail_share(rows) < _fail_share(oge[place]), place
    assert compared >= 10


def test_schools_short_of_teachers_have_half_again_as_many_pupils_for_each(
    answers: KnownAnswers,
) -> None:
    pupils = {
        row["school_login"]: row["pupils"]
        for row in answers.truth.rows("social_conditions")
        if row["observed_on"].year == 2024
    }
    register = next(
        t.rows
        for t in answers.truth.tables
        if t.dataset == "staff" and t.half_year == "2024-H2" and len(t.rows) > 500
    )
    teachers: dict[str, set[int]] = defaultdict(set)
    for row in register:
        if row["valid_to"] is None and row["position"] in TEACHING:
            teachers[row["school_login"]].add(row[PERSON])
    each = {login: pupils[login] / len(teachers[login]) for login in teachers if login in pupils}
    for shortage in answers.planted.short_of_teachers:
        assert each[shortage.school_login] > 1.5 * median(each.values()), shortage
        profile = {
            row["significance"]
            for row in answers.truth.rows("risk_profiles")
            if (row["school_login"], row["risk_factor"])
            == (shortage.school_login, "teacher_shortage")
        }
        assert profile == {shortage.profile_significance}


def test_teachers_of_a_weak_block_do_badly_in_it(answers: KnownAnswers) -> None:
    for weak in answers.planted.weak_blocks:
        staff = {
            row[PERSON]
            for row in answers.truth.rows("staff")
            if row["school_login"] == weak.school_login
        }
        levels = [
            row["level"]
            for row in answers.truth.rows("competence_diagnostics")
            if row[PERSON] in staff and row["block"] == weak.block and row["held_on"].year >= 2021
        ]
        assert len(levels) >= 6
        assert levels.count("low") > 0.7 * len(levels)


def test_another_seed_plants_at_the_same_places_and_the_same_seed_the_same(
    answers: KnownAnswers, tmp_path: Path
) -> None:
    same = write_municipality(tmp_path / "same", half_years=["2024-H2"])
    assert same.planted.poor == {"2024-H2": answers.planted.poor["2024-H2"]}
    assert same.planted.resilient == answers.planted.resilient
    # No ВПР was written in that half-year.
    assert same.planted.non_objective == ()
    other = write_municipality(tmp_path / "other", half_years=[], seed=answers.seed + 1)
    assert _logins(other.planted) == _logins(same.planted)


def test_only_cells_of_delivered_half_years_are_known(
    answers: KnownAnswers, tmp_path: Path
) -> None:
    known = write_municipality(tmp_path, half_years=["2023-H1"]).planted.non_objective
    assert known == tuple(c for c in answers.planted.non_objective if c.assessment_year == 2023)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_smallest_municipality_has_room_for_all(tmp_path: Path, seed: int) -> None:
    planted = write_municipality(
        tmp_path, schools=FEWEST, seed=seed, half_years=["2024-H1"]
    ).planted
    assert len(_logins(planted)) == 4 + 3 + 2 + 1 + 1
    (poor,) = planted.poor.values()
    assert set(planted.resilient) < set(poor)


def test_saved_answers_tell_of_the_planted_schools(answers: KnownAnswers, tmp_path: Path) -> None:
    answers.save(tmp_path / "answers.json")
    saved = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))["planted"]
    assert saved["resilient"] == list(answers.planted.resilient)
    assert saved["non_objective"][0] == vars(answers.planted.non_objective[0])
    assert set(saved["poor"]) == set(HALF_YEARS)
