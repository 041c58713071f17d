"""Which rule files exist, with their columns, types and keys: what `_seeds.yml` declares.

Belongs here: the declaration. Not here: the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from opora.home import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"


@dataclass(frozen=True)
class RuleFile:
    """One rule file: where its defaults lie, what it holds, what an override replaces by.

    `defaults`: columns that an override may leave out -> what stands there then, as text.
    """

    name: str
    path: Path
    types: Mapping[str, str]
    key: tuple[str, ...]
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in their order."""
        return tuple(self.types)


@cache
def declared_rules(seeds: Path = SEEDS) -> Mapping[str, RuleFile]:
    """All rule files by name, in the order of their declaration."""
    declaration = yaml.safe_load((seeds / "_seeds.yml").read_text(encoding="utf-8"))
    return {seed["name"]: _rule_file(seed, seeds) for seed in declaration["seeds"]}


def _rule_file(seed: Mapping[str, Any], seeds: Path) -> RuleFile:
    config = seed["config"]
    key = config["meta"]["key"]
    defaults = config["meta"].get("defaults", {})
    assert isinstance(key, list)  # noqa: S101 - narrows what YAML says to a type
    return RuleFile(
        name=str(seed["name"]),
        path=seeds / f"{seed['name']}.csv",
        types={column: str(kind).lower() for column, kind in config["column_types"].items()},
        key=tuple(key),
        defaults={column: str(text) for column, text in defaults.items()},
    )
