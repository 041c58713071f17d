"""Expectation suites: the rules of one contract in the form that Great Expectations loads.

Belongs here: the JSON, made without importing Great Expectations. Running the rules is the
business of `opora.validation`, which also defines the expectations of our own.
"""

from __future__ import annotations

import json
from typing import Any

from opora.contracts.model import Dataset, Rule


def suite(dataset: Dataset) -> str:
    """The suite of one dataset as JSON."""
    content = {
        "name": dataset.name,
        "expectations": [_expectation(rule) for rule in dataset.rules],
        "meta": {"contract_version": dataset.version},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _expectation(rule: Rule) -> dict[str, Any]:
    return {
        "type": rule.expectation,
        "kwargs": dict(rule.kwargs),
        "severity": rule.severity,
        "id": rule.id,
        "meta": {
            "kind": rule.kind,
            "description": rule.description,
            "message_ru": rule.message_ru,
        },
    }
