"""The exposures name just the marts that reports and cards read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from opora.home import REPOSITORY
from opora.reports import source

QUERIES = Path(source.__file__).parent / "queries"
SECTIONS = QUERIES.parent / "sections"
EXPOSURES = REPOSITORY / "dbt_project" / "models" / "exposures_reports.yml"
#: Written down with a release, not by a model of dbt.
NO_MODELS = {"release", "data_dictionary"}


def marts_of(queries: Iterable[Path]) -> set[str]:
    """The marts that queries read, with those of the views and tables that they read."""
    found: set[str] = set()
    for query in queries:
        found |= set(re.findall(r"\bmarts\.(\w+)", query.read_text(encoding="utf-8")))
    return found - NO_MODELS


def asked_by(code: Iterable[Path]) -> set[Path]:
    """The queries whose names stand in code."""
    text = "".join(path.read_text(encoding="utf-8") for path in code)
    return {query for query in QUERIES.glob("*.sql") if f'"{query.stem}"' in text}


def declared(name: str) -> set[str]:
    exposures = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    (exposure,) = (each for each in exposures if each["name"] == name)
    return set(re.findall(r"'(\w+)'", " ".join(exposure["depends_on"])))


#: Asked whatever is reported.
EVERY = asked_by(QUERIES.parent.glob("*.py"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("report_of_territory", SECTIONS.glob("*.py")),
        ("spravka", SECTIONS.glob("*.py")),
        ("school_card", (SECTIONS / "school").glob("*.py")),
        ("annex", (QUERIES.parent / "annex").rglob("*")),
    ],
)
def test_an_exposure_names_what_is_read(name: str, code: Iterable[Path]) -> None:
    read = marts_of(EVERY | asked_by(path for path in code if path.suffix in (".py", ".yaml")))
    assert declared(name) == read


def test_every_query_is_asked_somewhere() -> None:
    code = [path for path in QUERIES.parent.rglob("*") if path.suffix in (".py", ".yaml")]
    assert set(QUERIES.glob("*.sql")) - asked_by(code) == set()
