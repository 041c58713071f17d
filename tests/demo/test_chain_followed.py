"""A school of the demonstration is followed from finding to review, as docs/cycle.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from opora.demo import KnownAnswers
from opora.home import REPOSITORY, Home

_QUERY = re.compile(r"```sql\n-- ([^\n]+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def queries() -> dict[str, str]:
    """The queries of the documentation, by their first line."""
    text = (REPOSITORY / "docs" / "cycle.md").read_text(encoding="utf-8")
    return dict(_QUERY.findall(text))


@pytest.fixture(scope="module")
def published(home: Home, taken: KnownAnswers) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(home.published_file, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def school(published: duckdb.DuckDBPyConnection) -> str:
    """Of the schools with a whole chain, the one with most."""
    found = published.execute(
        "SELECT school_login FROM marts.traceability WHERE gap = 'complete' "
        "GROUP BY school_login ORDER BY count(*) DESC, school_login LIMIT 1"
    ).fetchall()
    assert found, "no school of the demonstration has a complete chain"
    return str(found[0][0])


def test_a_whole_chain_comes_first(
    published: duckdb.DuckDBPyConnection, queries: dict[str, str], school: str
) -> None:
    rows = published.execute(queries["follow one school"], {"school": school}).df()
    assert len(rows) > 1
    first = rows.iloc[0]
    assert first["gap"] == "complete"
    assert first["chain_ru"].endswith("Цепочка полная.")
    steps = ["finding_ru", "recommendation_ru", "measure_ru", "decision_ru", "review_ru"]
    assert first[steps].notna().all()
    assert first["finding_since"] <= first["recommended_half_year"] <= first["review_half_year"]


def test_table_by_table_the_chain_is_the_same(
    published: duckdb.DuckDBPyConnection, queries: dict[str, str], school: str
) -> None:
    steps = ["finding_id", "recommendation_id", "measure_id", "decision_id", "review_half_year"]
    short = published.execute(queries["follow one school"], {"school": school}).df()
    whole = short[short["gap"] == "complete"][steps]
    long = published.execute(queries["follow one school, table by table"], {"school": school}).df()[
        steps
    ]
    assert set(whole.itertuples(index=False)) == set(long.itertuples(index=False))


def test_findings_are_counted_once(
    published: duckdb.DuckDBPyConnection, queries: dict[str, str]
) -> None:
    (counting,) = (sql for title, sql in queries.items() if title.startswith("of the findings"))
    ((findings, with_measure, reviewed),) = published.execute(counting).fetchall()
    assert findings > with_measure >= reviewed > 0


@pytest.mark.parametrize(
    ("mart", "key", "codes"),
    [
        ("measures", "measure_id, school_login", "measure_id, measure_school"),
        ("management_decisions", "decision_id", "decision_id"),
        ("recommendations", "recommendation_id", "recommendation_id"),
    ],
)
def test_no_paper_is_lost(
    published: duckdb.DuckDBPyConnection, mart: str, key: str, codes: str
) -> None:
    query = f"SELECT {key} FROM marts.{mart} EXCEPT SELECT {codes} FROM marts.traceability"
    assert published.execute(query).fetchall() == []
