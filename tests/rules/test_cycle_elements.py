"""The elements of the management cycle are the fifteen rows of the programme document."""

from __future__ import annotations

from collections import Counter

from opora.rules import load_rule


def test_the_chain_has_fifteen_elements_in_the_order_of_the_document() -> None:
    elements = load_rule("cycle_elements")
    assert [row["position"] for row in elements] == list(range(1, 16))
    assert list(Counter(row["stage"] for row in elements).items()) == [
        ("monitoring", 3),
        ("analysis", 3),
        ("recommendations", 3),
        ("measures", 4),
        ("decisions", 1),
        ("effectiveness", 1),
    ]
    # What is monitored is what is analysed.
    assert [row["name_ru"] for row in elements[:3]] == [row["name_ru"] for row in elements[3:6]]


def test_an_element_is_confirmed_by_what_it_needs() -> None:
    kinds = {
        row["value"] for row in load_rule("vocabularies") if row["vocabulary"] == "document_kind"
    }
    documents = load_rule("cycle_element_documents")
    assert {row["kind"] for row in documents} <= kinds
    by_documents = {row["element"] for row in documents}
    for row in load_rule("cycle_elements"):
        assert (row["element"] in by_documents) == (row["needs"] in ("documents", "either")), row
        assert bool(row["counted_ru"]) == (row["needs"] in ("rows", "either")), row
        assert row["missing_ru"].endswith(".")
        assert row["todo_ru"].endswith(".")
