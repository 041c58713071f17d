"""Forms begin with what the published demonstration knows to be open."""

from __future__ import annotations

from pathlib import Path

import duckdb

from opora.demo.answers import KnownAnswers
from opora.forms import open_papers, write_forms
from opora.home import Home


def test_forms_hold_what_is_open(home: Home, taken: KnownAnswers, tmp_path: Path) -> None:
    assert taken
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        ids, unfinished = connection.execute(
            "SELECT (SELECT list(recommendation_id) FROM marts.recommendations "
            "WHERE state <> 'closed'), "
            "(SELECT count(*) FROM marts.measures WHERE state NOT IN ('done', 'cancelled'))"
        ).fetchone() or ([], 0)
    papers = open_papers(home, "2024-H2")
    assert ids
    assert sorted(row["recommendation_id"] for row in papers.recommendations) == sorted(ids)
    assert all(row["school"] and row["recommended"] for row in papers.recommendations)
    assert len(papers.measures) == unfinished
    # A year earlier others were open.
    earlier = {row["recommendation_id"] for row in open_papers(home, "2023-H2").recommendations}
    assert earlier
    assert not earlier <= set(ids)
    written = write_forms(Home(tmp_path), "2024-H2", papers, per_school=True)
    responses = [form for form in written if form.dataset == "recommendation_responses"]
    assert sum(form.rows for form in responses) == len(ids)
    assert len(responses) > 1
