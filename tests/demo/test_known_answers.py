"""The whole pipeline against the known answers: every delivery, every defect, every indicator."""

import duckdb
from expected import INDICATORS, indicator_values

from opora.demo import HALF_YEARS, KnownAnswers
from opora.home import Home

TERRITORIES = ("00701000", "00700000", "RU")


#: Papers that name what is only known later wait for it in the quarantine.
WAITING = ("recommendation_responses", "measures", "decision_links")


def _rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        for table in ("ledger", "findings"):
            files = home.lake / table / "*.parquet"
            connection.execute(
                f"CREATE VIEW {table} AS "
                f"SELECT * FROM read_parquet('{files}', union_by_name = true)"
            )
        taken = " UNION ".join(
            f"SELECT path, sheet, row_no FROM read_parquet('{home.accepted / dataset}/*.parquet') "
            f"JOIN ledger USING (delivery_id) WHERE dataset = '{dataset}'"
            for dataset in WAITING
        )
        # What was wrong with rows that were not taken in the end.
        connection.execute(
            f"CREATE VIEW wrong AS SELECT path, rule_id, severity, row_no FROM findings "
            f"JOIN ledger USING (delivery_id, dataset) "
            f"WHERE severity <> 'critical' OR (path, sheet, row_no) NOT IN ({taken})"
        )
        return connection.execute(sql).fetchall()


def test_every_delivery_became_in_the_end_what_is_known_of_it(
    taken: KnownAnswers, home: Home
) -> None:
    found = {}
    for path, dataset, *became in _rows(
        home,
        """
        WITH ends AS (
            SELECT path, dataset, arg_min(status, delivery_id) AS status,
                arg_min(rows_received, delivery_id) AS received, sum(rows_accepted) AS accepted
            FROM ledger GROUP BY path, dataset
        )
        SELECT path, dataset,
            CASE WHEN accepted = 0 THEN status WHEN accepted = received THEN 'accepted'
                ELSE 'partly_accepted' END,
            received, accepted, received - accepted
        FROM ends
        """,
    ):
        found[path, dataset] = tuple(became)
    expected = {
        (delivery.path, delivery.dataset): (
            delivery.status,
            delivery.received or 0,
            delivery.accepted or 0,
            delivery.quarantined or 0,
        )
        for delivery in taken.deliveries
    }
    assert found == expected


def test_papers_waited_for_their_recommendations(taken: KnownAnswers, home: Home) -> None:
    waited = _rows(
        home,
        "SELECT dataset, count(*) FROM ledger WHERE status = 'accepted' "
        "AND message LIKE 'Приняты строки, которые ждали%' GROUP BY dataset",
    )
    assert {dataset for dataset, _ in waited} == set(WAITING)


def test_every_defect_is_found_in_its_rows(taken: KnownAnswers, home: Home) -> None:
    found: dict[tuple[object, object], set[object]] = {}
    for path, rule, row in _rows(home, "SELECT path, rule_id, row_no FROM wrong"):
        found.setdefault((path, rule), set()).add(row)
    for defect in taken.defects:
        if defect.rule:
            assert found.get((defect.path, defect.rule)) == set(defect.rows), defect


def test_no_other_critical_rule_failed(taken: KnownAnswers, home: Home) -> None:
    known = {(defect.path, defect.rule) for defect in taken.defects}
    # Before what it names was known, the same row had waited for it.
    waited = "decision_links.object_id.recommendation.known"
    early = {(d.path, waited) for d in taken.defects if d.id == "decided_before_found"}
    found = _rows(home, "SELECT DISTINCT path, rule_id FROM wrong WHERE severity = 'critical'")
    assert set(found) <= known | early


def test_six_indicators_of_all_half_years_agree(taken: KnownAnswers, home: Home) -> None:
    expected = indicator_values(taken.truth, HALF_YEARS)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        found = {
            tuple(row[:3]): tuple(row[3:])
            for row in connection.execute(
                "SELECT half_year, territory, indicator, numerator, denominator, state "
                "FROM marts.indicator_values WHERE list_contains(?, territory)",
                [list(TERRITORIES)],
            ).fetchall()
        }
    wanted = {
        (half_year, territory, indicator): (value.numerator, value.denominator, value.state)
        for (half_year, indicator), value in expected.items()
        for territory in TERRITORIES
    }
    assert len(wanted) == len(HALF_YEARS) * len(TERRITORIES) * len(INDICATORS)
    assert {key: found.get(key) for key in wanted} == wanted


def test_schools_in_the_numerator_agree(taken: KnownAnswers, home: Home) -> None:
    expected = indicator_values(taken.truth, HALF_YEARS)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        for (half_year, indicator), value in expected.items():
            if indicator == "2.2":
                continue  # its members are people
            rows = connection.execute(
                "SELECT school_login FROM marts.indicator_schools "
                "WHERE half_year = ? AND indicator = ? AND in_numerator",
                [half_year, indicator],
            ).fetchall()
            assert {row[0] for row in rows} == value.members, (half_year, indicator)
