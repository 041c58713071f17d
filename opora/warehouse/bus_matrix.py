"""The bus matrix of the README: which mart is fed by which dataset.

`python -m opora.warehouse.bus_matrix` writes it between its two markers, `--check` exits 1 where it
is stale. Belongs here: the lineage as a Markdown table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from opora.contracts import load_contracts
from opora.home import REPOSITORY, Home
from opora.warehouse.lineage import datasets_behind
from opora.warehouse.manifest import ensure_manifest

_README = REPOSITORY / "README.md"
_BEGIN = "<!-- bus matrix: made by `python -m opora.warehouse.bus_matrix` -->"
_END = "<!-- end of the bus matrix -->"


def bus_matrix(manifest: Mapping[str, Any]) -> str:
    """The table: a row per dataset that feeds a mart, a column per mart that is fed by any.

    Marts that every dataset feeds would be columns full of dots: they are named below.
    """
    fed = {
        node["name"]: datasets_behind(manifest, node["unique_id"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    contracts = load_contracts()
    of_all = sorted(name for name, datasets in fed.items() if datasets == contracts.keys())
    marts = sorted(
        (name for name, datasets in fed.items() if datasets and name not in of_all), key=_order
    )
    used = [name for name in contracts if any(name in fed[mart] for mart in marts)]
    lines = [
        f"| dataset (contract) | {' | '.join(f'`{mart}`' for mart in marts)} |",
        f"|---|{':-:|' * len(marts)}",
    ]
    for name in used:
        marks = " | ".join("●" if name in fed[mart] else "" for mart in marts)
        title = contracts[name].title_ru
        lines.append(f"| [`{name}`](data_contracts/{name}.yaml) {title} | {marks} |")
    waiting = ", ".join(f"[`{n}`](data_contracts/{n}.yaml)" for n in contracts if n not in used)
    told = ", ".join(f"`{mart}`" for mart in of_all)
    lines += [
        "",
        f"Taken and checked by their contracts, for the analyses to come: {waiting}.",
        f"Every dataset is behind what tells of the deliveries themselves: {told}.",
    ]
    return "\n".join(lines)


def _order(mart: str) -> tuple[int, str]:
    """Dimensions, then facts, then what is made of them."""
    return (0 if mart.startswith("dim_") else 1 if mart.startswith("fct_") else 2, mart)


def main(arguments: list[str]) -> int:
    """Write or check the README; returns the exit code."""
    manifest = json.loads(ensure_manifest(Home.from_environment()).read_text(encoding="utf-8"))
    text = _README.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    current = f"{before}{_BEGIN}\n{bus_matrix(manifest)}\n{_END}{after}"
    if "--check" not in arguments:
        _README.write_text(current, encoding="utf-8", newline="\n")
    elif current != text:
        print("README.md: stale, run `python -m opora.warehouse.bus_matrix`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
