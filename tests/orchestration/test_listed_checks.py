"""The chain from a finding to its review as checks in Dagster, with lists that people read."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb

from opora.home import Home
from opora.warehouse.lists import IS_LISTED
from orchestration.listed_checks import list_of_rows

TEST = "select 'М|1' as object_id, null as school_login, n as days, 'Так.' as sentence_ru from t"


def test_the_chain_is_checked_where_its_marts_are(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    checks = {
        key.name: key.asset_key.path[-1]
        for key in graph.asset_check_keys
        if graph.get_check_spec(key).metadata.get(IS_LISTED)
    }
    assert checks == {
        "recommendations_are_answered_in_time": "traceability",
        "accepted_recommendations_have_a_measure": "traceability",
        "papers_name_standing_recommendations": "traceability",
        "measures_answer_a_recommendation": "measures",
        "measures_answer_what_was_recommended_to_their_school": "measures",
        "measures_are_done_in_time": "measures",
        "done_measures_are_reviewed": "measures",
        "decisions_are_linked_with_what_exists": "management_decisions",
        "decisions_lead_back_to_a_finding": "management_decisions",
        "decisions_follow_their_findings": "traceability",
        "decisions_are_done_in_time": "management_decisions",
    }


def test_a_list_shows_fifty_rows_and_counts_the_others(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.build_file.parent.mkdir(parents=True)
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create table t as select range as n from range(1, 61)")
    shown = list_of_rows(home, TEST, failures=60)["found"].value.splitlines()
    assert shown[0] == "| код | школа | дней просрочки | что не так |"
    assert shown[2] == "| М\\|1 |  | 60 | Так. |"
    assert shown[-1] == "| … |  |  | и ещё 10 |"
    assert len(shown) == 2 + 50 + 1
