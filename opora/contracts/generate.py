"""Writes what follows from the contracts, or says which of it is stale.

Belongs here: which files there are. What stands in each is `suites`, `dbt_sources`,
`dbt_facts`, `documentation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from opora.contracts import dbt_facts, dbt_sources, documentation, suites
from opora.contracts.model import Dataset
from opora.home import REPOSITORY

SUITES = Path("data_contracts/generated/suites")
SOURCES = Path("dbt_project/models/staging/_sources.yml")
FACTS = Path("dbt_project/macros/contract_facts.sql")
RULES = Path("dbt_project/seeds/generated/contract_rules.csv")
DOCUMENTATION = Path("docs/contracts.md")


def generated(datasets: Mapping[str, Dataset]) -> dict[Path, str]:
    """What each generated file should hold, by its path in the repository."""
    return {
        **{SUITES / f"{name}.json": suites.suite(dataset) for name, dataset in datasets.items()},
        SOURCES: dbt_sources.sources(datasets.values()),
        FACTS: dbt_facts.facts(datasets.values()),
        RULES: dbt_facts.rules(datasets.values()),
        DOCUMENTATION: documentation.page(datasets.values()),
    }


def stale(datasets: Mapping[str, Dataset], repository: Path = REPOSITORY) -> list[Path]:
    """Generated files that are missing, differ, or belong to no contract any more."""
    expected = generated(datasets)
    differing = {path for path, text in expected.items() if _text(repository / path) != text}
    left_over = {path.relative_to(repository) for path in (repository / SUITES).glob("*")}
    return sorted(differing | (left_over - expected.keys()))


def write(datasets: Mapping[str, Dataset], repository: Path = REPOSITORY) -> list[Path]:
    """Bring the generated files up to date; returns those that were not."""
    expected = generated(datasets)
    changed = stale(datasets, repository)
    for path in changed:
        target = repository / path
        if path not in expected:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(expected[path], "utf-8", newline="\n")
    return changed


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None
