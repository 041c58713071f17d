"""A region's files hold what their known totals say."""

from pathlib import Path

import duckdb
import pytest

from opora.demo import KnownTotals, write_country, write_growing_country, write_region
from opora.home import Home
from opora.rules import load_rule


def _written(landing: Path) -> tuple[object, ...]:
    files = landing / "2024-H1" / "assessment_results" / "*.csv"
    row = duckdb.execute(
        f"""
        SELECT count(*), count(*) FILTER (mark = '9'), count(DISTINCT school),
            count(DISTINCT (school, kind, subject, grade, session, participant)),
            count(*) FILTER (mark IS DISTINCT FROM '9' AND coalesce(
                mark = '2', test::INTEGER < CASE subject WHEN 'Русский язык' THEN 24 ELSE 27 END)),
            sum(primary_score::INTEGER) FILTER (mark IS DISTINCT FROM '9'),
            sum(test::INTEGER) FILTER (mark IS DISTINCT FROM '9')
        FROM read_csv('{files}', all_varchar = true, header = false, skip = 1, names = [
            'school', 'kind', 'subject', 'grade', 'year', 'session', 'participant', 'held_on',
            'primary_score', 'test', 'mark', 'journal', 'geometry'], delim = ';')
        """
    ).fetchone()
    assert row is not None
    return row


@pytest.fixture
def region(tmp_path: Path) -> tuple[Path, KnownTotals]:
    known = write_region(
        tmp_path / "landing",
        tmp_path / "rules",
        schools=40,
        participants=9_001,
        files=1,
        defects_every=1_000,
    )
    return tmp_path / "landing", known


def test_a_region_holds_what_it_says(region: tuple[Path, KnownTotals]) -> None:
    landing, known = region
    assert _written(landing) == (
        known.rows,
        known.rejected,
        known.schools,
        known.rows,
        known.below_threshold,
        known.primary_score,
        known.test_score,
    )
    assert (known.rows, known.rejected, known.participants) == (9_001, 10, 8_991)


def test_the_cut_into_files_changes_no_total(
    region: tuple[Path, KnownTotals], tmp_path: Path
) -> None:
    _, known = region
    cut = write_region(
        tmp_path / "cut", tmp_path / "rules", schools=40, participants=9_001, files=7,
        defects_every=1_000,
    )  # fmt: skip
    assert cut == KnownTotals(**{**vars(known), "files": 7})
    assert len(list((tmp_path / "cut").rglob("results_*.csv"))) == 7


def test_a_country_is_a_tree_of_territories(tmp_path: Path) -> None:
    known = write_country(
        tmp_path / "landing", tmp_path / "rules", schools=1_200, participants=2_400, files=3
    )
    lines = (tmp_path / "rules" / "territories.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    codes = {row[0]: row[1] for row in rows}
    assert len(codes) == len(rows) == known.regions + known.municipalities
    assert all(parent == "RU" or codes[parent] == "RU" for parent in codes.values())


def _conditions(landing: Path) -> str:
    return f"read_csv('{landing}/2024-H1/social_conditions/*.csv', all_varchar = true)"


def test_every_school_has_a_social_passport_of_the_half_year(
    region: tuple[Path, KnownTotals],
) -> None:
    landing, known = region
    found = duckdb.execute(
        f"""
        SELECT count(DISTINCT "Логин ОО"), count(*), max("Дата сведений"),
            count(DISTINCT "Малообеспеченные семьи, %") > 10
        FROM {_conditions(landing)}
        """
    ).fetchone()
    assert found == (known.schools, known.schools, "2024-03-01", True)


def test_results_are_worse_where_life_is_harder_but_not_by_that_alone(tmp_path: Path) -> None:
    write_region(tmp_path, tmp_path / "rules", schools=400, participants=40_000, files=1)
    results = tmp_path / "2024-H1" / "assessment_results" / "*.csv"
    (correlation,) = duckdb.execute(
        f"""
        WITH results AS (
            SELECT "Логин ОО", avg(("Отметка" = '2')::INTEGER) AS fail_share
            FROM read_csv('{results}', all_varchar = true) WHERE "Отметка" IS NOT NULL GROUP BY ALL
        )
        SELECT corr(fail_share, "Малообеспеченные семьи, %"::DOUBLE)
        FROM results JOIN {_conditions(tmp_path)} USING ("Логин ОО")
        """
    ).fetchone() or (None,)
    assert correlation is not None
    assert 0.5 < correlation < 0.9


def test_failures_scatter_like_draws(tmp_path: Path) -> None:
    """Funnel limits mean something only where a school's participants fail one by one."""
    write_region(tmp_path, tmp_path / "rules", schools=200, participants=120_000, files=1)
    results = tmp_path / "2024-H1" / "assessment_results" / "*.csv"
    (ratio,) = duckdb.execute(
        f"""
        WITH cells AS (
            SELECT "Логин ОО" AS school, "Предмет", "Класс программы", count(*) AS participants,
                sum(("Отметка" = '2')::INTEGER) AS failures
            FROM read_csv('{results}', all_varchar = true) WHERE "Отметка" IS NOT NULL GROUP BY ALL
        ),
        shares AS (
            SELECT *, sum(failures) OVER (PARTITION BY school)
                / sum(participants) OVER (PARTITION BY school) AS share
            FROM cells
        )
        SELECT avg((failures - participants * share) ** 2 / (participants * share * (1 - share)))
        FROM shares WHERE share > 0
        """
    ).fetchone() or (None,)
    assert ratio is not None
    # 13 cells of a school share their middle, which takes a thirteenth of the scatter away
    assert 0.8 < ratio < 1.1


def test_the_year_before_has_marks_of_every_school_that_add_up(
    region: tuple[Path, KnownTotals],
) -> None:
    landing, known = region
    file = landing / "history" / "assessment_marks" / "marks_2023.csv"
    marks = ", ".join(f'"Отметка {mark}"' for mark in (2, 3, 4, 5))
    row = duckdb.execute(
        f"""
        SELECT count(*),
            count(DISTINCT ("Логин ОО", "Вид процедуры", "Предмет", "Класс программы")),
            count(DISTINCT "Логин ОО"),
            count(*) FILTER (list_sum([{marks}]) <> "Количество участников" OR least({marks}) < 0)
        FROM read_csv('{file}')
        """
    ).fetchone()
    # thirteen of the fifteen procedures give marks
    assert row == (13 * known.schools, 13 * known.schools, known.schools, 0)


def test_conditions_may_be_left_out(tmp_path: Path) -> None:
    write_region(
        tmp_path, tmp_path / "rules", schools=5, participants=100, files=1, background=False
    )
    assert not (tmp_path / "2024-H1" / "social_conditions").exists()
    assert not (tmp_path / "history").exists()


def test_equal_arguments_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_region(tmp_path / name, tmp_path / "rules", schools=30, participants=900, files=2)
    one, other = (
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.csv")}
        for name in ("one", "other")
    )
    assert len(one) == 9
    assert one == other


def test_papers_are_of_schools_on_the_list_and_of_hubs(tmp_path: Path) -> None:
    write_region(tmp_path, tmp_path / "rules", schools=120, participants=240, files=1)
    folder = tmp_path / "2024-H1"

    def table(dataset: str) -> str:
        return f"read_csv('{folder / dataset}/*.csv', all_varchar = true, delim = ';')"

    lists = f'SELECT "Логин ОО" FROM {table("school_lists")} WHERE "Список" = '
    row = duckdb.execute(
        f"""
        SELECT (SELECT count(*) FROM {table("recommendation_responses")}),
            (SELECT count(*) FROM {table("measures")} WHERE "Код рекомендации" IS NULL),
            (SELECT bool_and("Логин ОО" IN ({lists} 'lps')) FROM {table("measures")}
                WHERE "Код рекомендации" IS NOT NULL),
            (SELECT bool_and("Логин ОО" IN ({lists} 'hub')) FROM {table("practices")})
        """
    ).fetchone()
    assert row == (6, 10, True, True)


def test_a_file_holds_whole_schools(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files <= schools"):
        write_region(tmp_path, tmp_path, schools=5, participants=100, files=10)


def test_every_half_year_of_a_growing_country_holds_the_same_procedures(tmp_path: Path) -> None:
    half_years = ("2020-H1", "2020-H2", "2021-H1")
    known = write_growing_country(
        tmp_path, tmp_path / "rules", half_years, schools=40, participants=2_000, files=2,
        defects_every=500,
    )  # fmt: skip
    found = duckdb.execute(
        f"""
        SELECT half_year, count(*), count(*) FILTER (mark = '9'),
            count(DISTINCT (kind, subject, grade)), count(DISTINCT (kind, year, session)),
            count(DISTINCT participant_key)
        FROM (
            SELECT *, split_part(filename, '/', -3) AS half_year,
                (school, kind, subject, grade, participant) AS participant_key
            FROM read_csv('{tmp_path}/*/assessment_results/*.csv', all_varchar = true,
                header = false, skip = 1, filename = true, names = [
                    'school', 'kind', 'subject', 'grade', 'year', 'session', 'participant',
                    'held_on', 'primary_score', 'test', 'mark', 'journal', 'geometry'])
        )
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert found == [(half_year, 2_000, 4, 15, 3, 2_000) for half_year in half_years]
    assert [total.participants for total in known.values()] == [1_996] * 3
    # lucks are drawn anew
    assert len({total.below_threshold for total in known.values()}) > 1
    assert len(list(tmp_path.glob("*/schools/*.csv"))) == 1
    assert len(list(tmp_path.glob("*/social_conditions/*.csv"))) == 3


def test_the_windows_of_a_growing_country_are_those_its_results_name(tmp_path: Path) -> None:
    half_years = ("2020-H2", "2021-H1", "2021-H2")
    write_growing_country(
        tmp_path, tmp_path / "rules", half_years, schools=15, participants=300, files=1
    )
    windows = load_rule("assessment_windows", Home(tmp_path))
    known = {(w["procedure_kind"], w["assessment_year"], w["session"]): w for w in windows}
    held = duckdb.execute(
        f"""
        SELECT DISTINCT kind, year::INTEGER, session, split_part(filename, '/', -3)
        FROM read_csv('{tmp_path}/*/assessment_results/*.csv', header = false, skip = 1,
            filename = true, all_varchar = true, names = [
                'school', 'kind', 'subject', 'grade', 'year', 'session', 'participant',
                'held_on', 'primary_score', 'test', 'mark', 'journal', 'geometry'])
        """
    ).fetchall()
    assert len(held) == 9
    assert all(known[kind, year, session]["half_year"] == of for kind, year, session, of in held)
