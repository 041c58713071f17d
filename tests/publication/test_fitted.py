"""Estimates of models: outside the content hash, published when they really differ."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from opora.home import Home
from opora.publication import publish
from opora.warehouse.invocation import target_folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A mart with an estimate, a verdict made from it, and a school that has neither."""
    home = Home(tmp_path / "home")
    home.warehouse.mkdir(parents=True)
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.school_context as select * from (values "
            "('a', 'measured', 0.25::double, 'above'), ('b', 'not_measured', null, null)) "
            "t (school_login, state, residual, against_expectation)"
        )
    fitted = {"config": {"meta": {"is_fitted": True}}}
    model = {
        "resource_type": "model",
        "schema": "marts",
        "alias": "school_context",
        "columns": {"school_login": {}, "residual": fitted, "against_expectation": fitted},
    }
    target_folder(home).mkdir(parents=True)
    manifest = {"nodes": {"model.opora.school_context": model}}
    (target_folder(home) / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return home


def change(home: Home, setting: str) -> None:
    with duckdb.connect(home.build_file) as connection:
        connection.execute(f"update marts.school_context set {setting} where school_login = 'a'")


def test_last_digits_of_a_fit_are_no_release(home: Home) -> None:
    assert publish(home) is not None
    change(home, "residual = 0.25 + 9e-7")
    assert publish(home) is None


@pytest.mark.parametrize(
    "setting", ["residual = 0.25 + 2e-6", "residual = null", "against_expectation = 'as_expected'"]
)
def test_another_estimate_is_a_release_with_the_same_hash(home: Home, setting: str) -> None:
    first = publish(home)
    change(home, setting)
    second = publish(home)
    assert first is not None
    assert second is not None
    assert second.content_hash == first.content_hash


def test_another_row_is_another_hash(home: Home) -> None:
    first = publish(home)
    change(home, "state = 'not_measured'")
    second = publish(home)
    assert first is not None
    assert second is not None
    assert second.content_hash != first.content_hash
