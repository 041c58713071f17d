"""Whoever opens a public table reads in Russian and in English what stands in it.

That the columns described are those of the table is dbt's to enforce, by the contract of the marts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from scratch import PROJECT

from opora.publication import SCHEMAS

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)


def test_every_public_model_and_column_is_described_in_both_languages() -> None:
    described = {(file.parent.name, model["name"]): model for file, model in _models()}
    files = {(schema, path.stem) for schema in SCHEMAS for path in _models_of(schema).glob("*.sql")}
    assert described.keys() == files
    assert {schema for schema, _ in files} == set(SCHEMAS)
    assert not [
        f"{schema}.{name}: {flaw}"
        for (schema, name), model in described.items()
        for flaw in _flaws(model)
    ]


def test_public_models_lie_where_they_are_looked_for() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    folders = {
        name: folder
        for name, folder in project["models"]["opora"].items()
        if not name.startswith("+")
    }
    public = {name: folder for name, folder in folders.items() if folder["+schema"] in SCHEMAS}
    assert {name: folder["+schema"] for name, folder in public.items()} == {
        schema: schema for schema in SCHEMAS
    }
    # or a column that has no description would still be published
    assert all(folder["+contract"] == {"enforced": True} for folder in public.values())


@pytest.mark.parametrize(
    ("column", "flaws"),
    [
        ({"description": "Schools.", "config": {"meta": {"description_ru": "Школы."}}}, []),
        ({"description": "Schools."}, ["schools: no Russian"]),
        (
            {"description": "Schools.", "config": {"meta": {"description_ru": "Schools."}}},
            ["schools: no Russian"],
        ),
        (
            {"description": "Schools.", "meta": {"description_ru": "Школы."}},
            ["schools: no Russian"],
        ),
        ({"config": {"meta": {"description_ru": "Школы."}}}, ["schools: no English"]),
        (
            {"description": "S.", "config": {"meta": {"description_ru": "Школы.\nГорода."}}},
            ["schools: Russian of several lines"],
        ),
    ],
)
def test_what_is_not_described_is_noticed(column: Mapping[str, Any], flaws: list[str]) -> None:
    model = {
        "description": "One row per territory.",
        "config": {"meta": {"description_ru": "Территории."}},
        "columns": [{"name": "schools", **column}],
    }
    assert list(_flaws(model)) == flaws
    assert list(_flaws({**model, "columns": []})) == ["no columns"]


def _models() -> Iterator[tuple[Path, dict[str, Any]]]:
    for schema in SCHEMAS:
        for file in sorted(_models_of(schema).glob("*.yml")):
            for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
                yield file, model


def _models_of(schema: str) -> Path:
    return PROJECT / "models" / schema


def _flaws(model: Mapping[str, Any]) -> Iterator[str]:
    yield from _flaws_of_words(model)
    if not model["columns"]:
        yield "no columns"
    for column in model["columns"]:
        yield from (f"{column['name']}: {flaw}" for flaw in _flaws_of_words(column))


def _flaws_of_words(described: Mapping[str, Any]) -> Iterator[str]:
    if not LATIN.search(described.get("description", "")):
        yield "no English"
    russian = described.get("config", {}).get("meta", {}).get("description_ru", "")
    if not CYRILLIC.search(russian):
        yield "no Russian"
    if "\n" in russian.strip():
        yield "Russian of several lines"
