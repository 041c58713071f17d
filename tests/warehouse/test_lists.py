"""Checks whose rows people read: what they select, and what a line of warning says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scratch import built_home

from opora.home import Home
from opora.warehouse import build
from opora.warehouse.lists import ListedRow, is_listed, listed_rows, named_objects

CHECK = """
{{ config(severity='warn', meta={'is_listed': true}) }}
select 'М-' || n as object_id, school_login, days, 'Мера М-' || n || ' не выполнена.' as sentence_ru
from (values (1, 'a', 5), (1, 'b', 5), (2, 'a', 90), (3, 'a', null), (4, 'a', 1), (5, 'a', 2),
    (6, 'a', 3)) as found (n, school_login, days)
where n <= __LAST__ -- {{ ref('schools') }}
"""
WORDS = """
data_tests:
  - name: measures_in_time
    description: "Меры не выполнены в срок."
"""


@pytest.mark.parametrize(
    ("last", "line"),
    [
        (2, "Меры не выполнены в срок: 2 — М-2, М-1 (measures_in_time)"),
        (6, "Меры не выполнены в срок: 6 — М-2, М-1, М-6, М-5, М-4 и ещё 1 (measures_in_time)"),
    ],
)
def test_a_warning_names_the_worst_once_each(
    home: Home, project: Path, last: int, line: str
) -> None:
    (project / "tests").mkdir()
    check = CHECK.replace("__LAST__", str(last))
    (project / "tests" / "measures_in_time.sql").write_text(check, encoding="utf-8")
    (project / "tests" / "_tests.yml").write_text(WORDS, encoding="utf-8")
    result = build(home, project=project)
    assert list(result.warnings) == [line]
    (test,) = [node.listed for node in result.nodes if node.listed]
    assert listed_rows(home, test, limit=2) == [
        ListedRow("М-2", "a", 90, "Мера М-2 не выполнена."),
        ListedRow("М-1", "a", 5, "Мера М-1 не выполнена."),
    ]


def test_every_listed_check_selects_what_a_person_reads() -> None:
    home = built_home()
    compiled = home.private / "target" / "compiled" / "opora" / "tests"
    manifest = json.loads((home.private / "target" / "manifest.json").read_text(encoding="utf-8"))
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    listed = [node for node in tests if is_listed(node)]
    assert len(listed) >= 11
    for node in listed:
        assert node["description"], node["name"]
        assert node["config"]["severity"] == "warn"
        test = (compiled / f"{node['name']}.sql").read_text(encoding="utf-8")
        assert listed_rows(home, test, limit=1) == []
        assert named_objects(home, test, limit=1) == ([], 0)
