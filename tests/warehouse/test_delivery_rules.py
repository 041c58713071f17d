"""Staging models and contracts agree on what a later delivery replaces.

dbt's unit tests can't see a source's meta, so the rule is an argument of the macro `delivered`.
"""

import ast
import re
from pathlib import Path

import pytest

from opora.contracts import load_contracts
from opora.home import REPOSITORY

STAGING = sorted((REPOSITORY / "dbt_project" / "models" / "staging").glob("stg_*.sql"))
CALL = re.compile(r"\{\{ delivered\('(\w+)', (replaces|latest_of)=(\[.*\])\) \}\}\s*", re.DOTALL)


@pytest.mark.parametrize("path", STAGING, ids=lambda path: path.stem)
def test_staging_model_replaces_what_its_contract_says(path: Path) -> None:
    call = CALL.fullmatch(path.read_text(encoding="utf-8"))
    assert call, "expected one call of the macro `delivered`"
    name, argument, columns = call.groups()
    assert path.stem == f"stg_{name}"
    dataset = load_contracts()[name]
    if dataset.delivery.rule == "replace":
        expected = ("replaces", list(dataset.delivery.scope))
    else:
        expected = ("latest_of", list(dataset.key))
    assert (argument, ast.literal_eval(columns)) == expected
