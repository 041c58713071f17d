"""The whole pipeline against the known answers: every delivery, every defect, every indicator."""

import duckdb
from expected import INDICATORS, indicator_values

from opora.demo import HALF_YEARS, KnownAnswers
from opora.home import Home

#: Papers that answer recommendations: they wait in the quarantine until the build has issued those.
ANSWERS = ("recommendation_responses", "measures", "decision_links")

TERRITORIES = ("00701000", "00700000", "RU")


def _rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        for table in ("ledger", "findings"):
            files = home.lake / table / "*.parquet"
            connection.execute(
                f"CREATE VIEW {table} AS "
                f"SELECT * FROM read_parquet('{files}', union_by_name = true)"
            )
        return connection.execute(sql).fetchall()


def test_every_delivery_became_what_is_known_of_it(taken: KnownAnswers, home: Home) -> None:
    found = {
        str(row[0]): row[1:]
        for row in _rows(
            home,
            "SELECT path, status, rows_received, rows_accepted, rows_quarantined FROM ledger "
            "QUALIFY row_number() OVER (PARTITION BY path ORDER BY delivery_id DESC) = 1",
        )
    }
    expected = {
        delivery.path: (
            delivery.status,
            delivery.received or 0,
            delivery.accepted or 0,
            delivery.quarantined or 0,
        )
        for delivery in taken.deliveries
        if delivery.dataset not in ANSWERS
    }
    assert {path: found[path] for path in found if path.split("/")[1] not in ANSWERS} == expected


def test_every_defect_is_found_in_its_rows(taken: KnownAnswers, home: Home) -> None:
    found: dict[tuple[object, object], set[object]] = {}
    for path, rule, row in _rows(
        home, "SELECT path, rule_id, row_no FROM findings JOIN ledger USING (delivery_id, dataset)"
    ):
        found.setdefault((path, rule), set()).add(row)
    for defect in taken.defects:
        if defect.rule:
            assert found.get((defect.path, defect.rule)) == set(defect.rows), defect


def test_no_other_critical_rule_failed(taken: KnownAnswers, home: Home) -> None:
    known = {(defect.path, defect.rule) for defect in taken.defects}
    found = _rows(
        home,
        "SELECT DISTINCT path, rule_id FROM findings JOIN ledger USING (delivery_id, dataset) "
        "WHERE severity = 'critical' AND NOT (ends_with(rule_id, '.known') "
        f"AND dataset IN {ANSWERS})",
    )
    assert set(found) <= known


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
