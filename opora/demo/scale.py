"""A region and a country: one half-year of results in as many rows as asked for.

Beside them the schools, their social passports, the lists and some papers. Results are written by
DuckDB straight into CSV files, file by file, so that memory stays small; every number is made from
the row's own number, so that equal arguments give equal bytes.

The SQL is put together from numbers and headings of ours only.

Belongs here: volume. What a municipality delivers in all datasets is `municipality`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from opora.contracts import load_contracts
from opora.demo.calendar import Procedure, Window, procedures, windows
from opora.demo.scale_before import write_marks_before
from opora.demo.scale_context import fail_share, luck, write_conditions
from opora.demo.scale_papers import write_papers
from opora.demo.scale_tables import HALF_YEAR, login, path_in, write_table
from opora.demo.truth import Row
from opora.sql import literal

_YEAR = int(HALF_YEAR[:4])
#: Codes of invented territories begin with 00, which no region has.
_REGION, _MUNICIPALITY = "00{:02d}0000", "00{:02d}{:04d}"
_COUNTRY = "RU"
_SCHOOLS_IN_MUNICIPALITY = 18
_MUNICIPALITIES_IN_REGION = 30
_MOST_REGIONS = 89
#: Every so many schools are on a list, from this one on; a hub takes so many schools.
_LISTED = {"lps": (10, 0), "dcs": (5, 1), "hub": (15, 4)}
_CAPACITY = 4
#: Schools lie around the middles of their municipalities, which lie on a grid, in degrees.
_GRID, _GRID_STEP, _SCATTER = 40, 0.9, 0.006
_SOUTH, _WEST = 45.0, 30.0
_MEMORY = "1GB"
_SOURCE = "демонстрация: вымышленный код"
_TEST_SCORED = ("ege_russian_11", "ege_math_profile_11")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class KnownTotals:
    """What must come out of the files; `rejected` rows are in no other number but `rows`.

    `primary_score` and `test_score` are the sums over the accepted rows.
    """

    schools: int
    municipalities: int
    regions: int
    files: int
    rows: int
    rejected: int
    participants: int
    below_threshold: int
    primary_score: int
    test_score: int


def write_region(
    landing: Path,
    rules_folder: Path,
    *,
    schools: int = 1_000,
    participants: int = 1_000_000,
    files: int = 100,
    defects_every: int | None = None,
    background: bool = True,
    progress: Progress | None = None,
) -> KnownTotals:
    """A region: one tree of municipalities, `participants` results in `files` CSV files.

    `defects_every`: every so many rows one has a mark that can't be (None: no defects).
    `background`: whether social passports, the marks of the year before and papers are delivered.
    """
    return _write(
        landing, rules_folder, 1, schools, participants, files, defects_every, background, progress
    )


def write_country(
    landing: Path,
    rules_folder: Path,
    *,
    schools: int = 40_000,
    participants: int = 27_000_000,
    files: int = 100,
    defects_every: int | None = None,
    background: bool = True,
    progress: Progress | None = None,
) -> KnownTotals:
    """A country: regions of about 30 municipalities with about 18 schools each."""
    per_region = _SCHOOLS_IN_MUNICIPALITY * _MUNICIPALITIES_IN_REGION
    regions = min(_MOST_REGIONS, max(1, round(schools / per_region)))
    return _write(
        landing, rules_folder, regions, schools, participants, files, defects_every, background,
        progress,
    )  # fmt: skip


def _write(
    landing: Path,
    rules_folder: Path,
    regions: int,
    schools: int,
    participants: int,
    files: int,
    defects_every: int | None,
    background: bool,
    progress: Progress | None,
) -> KnownTotals:
    if not 1 <= files <= schools <= participants:
        raise ValueError(
            "a file holds whole schools and a school has participants: expected "
            f"files <= schools <= participants, got {files}, {schools}, {participants}"
        )
    municipalities = max(regions, schools // _SCHOOLS_IN_MUNICIPALITY)
    _write_territories(rules_folder, regions, municipalities)
    _write_schools(landing, schools, municipalities, regions)
    _write_lists(landing, schools)
    folder = landing / HALF_YEAR / "assessment_results"
    folder.mkdir(parents=True, exist_ok=True)
    totals = [0] * 6
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        _make_procedures(connection)
        if background:
            write_conditions(connection, path_in(landing, "social_conditions"), schools)
            before = landing / "history" / "assessment_marks" / f"marks_{_YEAR - 1}.csv"
            write_marks_before(connection, before, schools, _YEAR - 1)
            low, hubs = _on_list("lps", schools), _on_list("hub", schools)
            write_papers(landing, schools, low, hubs)
        for number in range(files):
            path = folder / f"results_{number + 1:03d}.csv"
            first, last = schools * number // files, schools * (number + 1) // files
            counted = _write_file(
                connection, path, range(first, last), schools, participants, defects_every, number
            )
            totals = [total + more for total, more in zip(totals, counted, strict=True)]
            if progress is not None:
                progress(str(path.relative_to(landing)), number + 1, files)
    names = [field.name for field in fields(KnownTotals)][4:]
    return KnownTotals(
        schools=schools,
        municipalities=municipalities,
        regions=regions,
        files=files,
        **dict(zip(names, totals, strict=True)),
    )


# -- the small files --------------------------------------------------------------------------


def _write_territories(folder: Path, regions: int, municipalities: int) -> None:
    rows = [
        [_REGION.format(region), _COUNTRY, "region", f"Область {region}"]
        for region in range(1, regions + 1)
    ]
    for number in range(municipalities):
        region = _region_of(number, regions)
        code = _MUNICIPALITY.format(region, number + 1)
        rows.append([code, _REGION.format(region), "municipality", f"Округ {number + 1}"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "territories.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(
            ["territory", "parent", "level", "name_ru", "valid_from", "valid_to", "source"]
        )
        writer.writerows([*row, "2000-01-01", "", _SOURCE] for row in rows)


def _region_of(municipality: int, regions: int) -> int:
    return municipality % regions + 1


def _write_schools(landing: Path, schools: int, municipalities: int, regions: int) -> None:
    rows: list[Row] = []
    for number in range(schools):
        municipality = number % municipalities
        offset = number // municipalities * _SCATTER
        rows.append(
            {
                "school_login": login(number),
                "name": f"Школа № {number + 1}",
                "territory": _MUNICIPALITY.format(
                    _region_of(municipality, regions), municipality + 1
                ),
                "kind": "secondary",
                "settlement_kind": "rural" if number % 3 == 0 else "urban",
                "opened_on": "01.09.2000",
                "latitude": round(_SOUTH + municipality % _GRID * _GRID_STEP / 2 + offset, 5),
                "longitude": round(_WEST + municipality // _GRID * _GRID_STEP - offset, 5),
            }
        )
    write_table(landing, "schools", rows)


def _write_lists(landing: Path, schools: int) -> None:
    rows: list[Row] = [
        {
            "school_login": login(number),
            "category": category,
            "valid_from": "15.02.2024",
            "valid_to": "",
            "basis_document": "Приказ от 15.02.2024 № 1",
            "end_reason": "",
            "capacity": _CAPACITY if category == "hub" else "",
        }
        for category in _LISTED
        for number in _on_list(category, schools)
    ]
    write_table(landing, "school_lists", rows)


def _on_list(category: str, schools: int) -> range:
    every, offset = _LISTED[category]
    return range(offset, schools, every)


# -- results ----------------------------------------------------------------------------------


def _make_procedures(connection: duckdb.DuckDBPyConnection) -> None:
    held = {w.kind: w for w in windows(_YEAR) if w.half_year == HALF_YEAR}
    known = [p for p in procedures() if p.kind in held]
    connection.execute(
        "CREATE TABLE procedures (number INTEGER, kind VARCHAR, subject VARCHAR, grade INTEGER, "
        "session VARCHAR, held_on DATE, is_test_scored BOOLEAN, has_geometry BOOLEAN)"
    )
    connection.executemany(
        "INSERT INTO procedures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_procedure_row(number, p, held[p.kind]) for number, p in enumerate(known)],
    )


def _procedure_row(number: int, procedure: Procedure, window: Window) -> list[object]:
    return [
        number,
        procedure.kind,
        procedure.subject,
        procedure.grade,
        window.session,
        window.starts_on,
        procedure.code in _TEST_SCORED,
        procedure.code == "oge_math_9",
    ]


def _write_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    of: range,
    schools: int,
    participants: int,
    defects_every: int | None,
    number: int,
) -> tuple[int, ...]:
    """Write the results of some schools; returns the totals in the order of KnownTotals."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE results AS {_results(of, schools, participants)}"
    )
    is_bad = f"row % {defects_every} = 0" if defects_every else "false"
    is_semicolon = number % 2 == 0
    dates = "strftime(held_on, '%d.%m.%Y')" if is_semicolon else "held_on"
    columns = {
        "school_login": "school_login",
        "procedure_kind": "kind",
        "subject": "subject",
        "programme_grade": "grade",
        "assessment_year": str(_YEAR),
        "session": "session",
        "participant_code": "participant_code",
        "held_on": dates,
        "primary_score": "primary_score",
        "test_score": "test_score",
        "mark": f"CASE WHEN {is_bad} THEN 9 ELSE mark END",
        "journal_mark": "journal_mark",
        "geometry_score": "geometry_score",
    }
    contract = load_contracts()["assessment_results"]
    listed = ", ".join(
        f'{sql} AS "{contract.column(name).heading}"' for name, sql in columns.items()
    )
    connection.execute(
        f"COPY (SELECT {listed} FROM results ORDER BY row) TO {literal(path)} "  # noqa: S608
        f"(FORMAT csv, HEADER, DELIMITER '{';' if is_semicolon else ','}')"
    )
    counted = connection.execute(
        f"""
        SELECT
            count(*),
            count(*) FILTER ({is_bad}),
            count(*) FILTER (NOT ({is_bad})),
            count(*) FILTER (has_failed AND NOT ({is_bad})),
            coalesce(sum(primary_score) FILTER (NOT ({is_bad})), 0),
            coalesce(sum(test_score) FILTER (NOT ({is_bad})), 0)
        FROM results
        """  # noqa: S608
    ).fetchone()
    assert counted is not None  # noqa: S101 - an aggregate has one row
    return tuple(int(value) for value in counted)


def _results(of: range, schools: int, participants: int) -> str:
    """The rows of some schools: `luck` of a pupil against the `fail_share` of the school."""
    least, more = divmod(participants, schools)
    return f"""
    WITH school AS (
        SELECT
            school,
            printf('sch00%06d', school + 1) AS school_login,
            {least} + (school < {more})::INTEGER AS size,
            school * {least} + least(school, {more}) AS first_row,
            {fail_share()} AS fail_share
        FROM range({of.start}, {of.stop}) AS numbers(school)
    ),
    pupil AS (
        SELECT
            *, first_row + place AS row, place * procedure_count // size AS number,
            {luck("first_row + place + 1")} AS luck
        FROM (SELECT *, unnest(range(size)) AS place FROM school)
        CROSS JOIN (SELECT count(*) AS procedure_count FROM procedures)
    ),
    marked AS (
        SELECT
            *,
            luck < fail_share AS has_failed,
            CASE
                WHEN luck < fail_share THEN 2
                WHEN luck < fail_share + 0.38 THEN 3
                WHEN luck < fail_share + 0.7 * (1 - fail_share) THEN 4
                ELSE 5
            END AS level
        FROM pupil
    )
    SELECT
        row, school_login, kind, subject, grade, session, has_failed,
        printf('%d%05d', grade, place + 1) AS participant_code,
        held_on + (school % 20)::INTEGER AS held_on,
        CASE WHEN NOT is_test_scored THEN CASE level
            WHEN 2 THEN row % 7 WHEN 3 THEN 15 + row % 3 WHEN 4 THEN 18 + row % 3
            ELSE 21 + row % 4 END END AS primary_score,
        CASE WHEN is_test_scored THEN CASE level
            WHEN 2 THEN row % 24 ELSE 27 + (level - 3) * 24 + row % 24 END END AS test_score,
        CASE WHEN NOT is_test_scored THEN level END AS mark,
        CASE WHEN kind = 'vpr' THEN least(5, level + (row % 5 = 0)::INTEGER) END AS journal_mark,
        CASE WHEN has_geometry THEN CASE level WHEN 2 THEN 0 ELSE 2 + row % 4 END END
            AS geometry_score
    FROM marked
    JOIN procedures USING (number)
    """  # noqa: S608
