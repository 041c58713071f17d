"""The rules in force: the seeds with the overrides of one installation merged in by key.

Belongs here: the merge and its fingerprint. Models get the same merge from the macro
`overridden_seed`.
"""

from __future__ import annotations

import csv
import hashlib
from typing import Any

from opora.home import Home
from opora.rules.cells import parse_cell
from opora.rules.declared import RuleFile, declared_rules
from opora.rules.overrides import Row, read_overrides


def load_rule(name: str, home: Home | None = None) -> list[dict[str, Any]]:
    """The rows of a rule file, typed as declared; with `home`, its overrides replace by key."""
    rule = declared_rules()[name]
    overrides = read_overrides(home).get(name, ()) if home else ()
    return [dict(row) for row in _merged(rule, overrides)]


def rules_fingerprint(home: Home) -> str:
    """A SHA-256 of all rules in force; the order of rows does not matter."""
    return _sha256(sorted(rule_fingerprints(home).items()))


def rule_fingerprints(home: Home) -> dict[str, str]:
    """Rule file -> a SHA-256 of its rows in force; their order does not matter."""
    overrides = read_overrides(home)
    return {
        name: _sha256(
            sorted(repr(list(row.items())) for row in _merged(rule, overrides.get(name, ())))
        )
        for name, rule in sorted(declared_rules().items())
    }


def _sha256(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _merged(rule: RuleFile, overrides: tuple[Row, ...]) -> list[Row]:
    rows = {_key(rule, row): row for row in _defaults(rule)}
    rows.update({_key(rule, row): row for row in overrides})
    return list(rows.values())


def _key(rule: RuleFile, row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in rule.key)


def _defaults(rule: RuleFile) -> list[Row]:
    with rule.path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {column: parse_cell(row[column], kind) for column, kind in rule.types.items()}
            for row in csv.DictReader(file)
        ]
