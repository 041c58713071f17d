"""A region's files hold what their known totals say."""

from pathlib import Path

import duckdb
import pytest

from opora.demo import KnownTotals, write_country, write_region


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


def test_a_file_holds_whole_schools(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files <= schools"):
        write_region(tmp_path, tmp_path, schools=5, participants=100, files=10)
