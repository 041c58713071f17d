"""Which datasets stand behind a model, read off dbt's manifest.

Belongs here: walking the graph, over the tables that Python writes as well. Not here: having the
manifest (`manifest`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opora.contracts import load_contracts


def datasets_behind(manifest: Mapping[str, Any], node: str) -> frozenset[str]:
    """The datasets of the lake that a model (its unique id) reads, directly or through others."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += manifest["parent_map"].get(current, ())
            waiting += read_by_python(manifest, current)
    sources = {manifest["sources"][each]["name"] for each in seen if each.startswith("source.")}
    return frozenset(sources & load_contracts().keys())


def read_by_python(manifest: Mapping[str, Any], node: str) -> list[str]:
    """The models behind a table that Python writes; dbt sees it as a source without parents."""
    meta = manifest["sources"].get(node, {}).get("config", {}).get("meta", {})
    names = meta.get("reads", ())
    return [each for each, model in manifest["nodes"].items() if model["name"] in names]
