"""dbt's documentation as one page that needs no network: models, columns, lineage, SQL.

Belongs here: having dbt make it, and what Opora puts into it: Russian beside English, no path of
this machine. Not here: the words (they stand beside the models); the dictionary that a release
carries (`opora.publication.dictionary`).
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home
from opora.warehouse.invocation import invoke_dbt, target_folder
from opora.warehouse.lineage import read_by_python
from opora.warehouse.manifest import ensure_manifest, one_line, read_manifest
from opora.warehouse.state import PROJECT

#: Where dbt's page expects its two files, in `dbt docs generate --static` as well.
_MANIFEST, _CATALOG = '"MANIFEST.JSON INLINE DATA"', '"CATALOG.JSON INLINE DATA"'

#: The page cuts descriptions of columns after twenty letters until one clicks on them.
_STYLE = """<style>
tr.column-row > td:nth-child(3) { white-space: normal !important; max-width: none !important; }
tr.column-row > td:nth-child(3) { width: 60%; }
tr.column-row > td:nth-child(3) > span { white-space: pre-line; }
</style></head>"""


def documentation_file(home: Home) -> Path:
    """The page; a mart's own part of it is `…#!/model/model.opora.<mart>`."""
    return home.reports / "warehouse_docs" / "index.html"


def write_documentation(home: Home, *, project: Path = PROJECT) -> Path:
    """Write the page about the last build; returns its path.

    Raises OporaError where nothing is built or dbt can't. The caller holds the writers' lock: dbt
    opens the build file.
    """
    if not home.build_file.exists():
        raise OporaError(f"{home.build_file} is not there; say 'opora run' first")
    ensure_manifest(home, project=project)
    # compiling takes three seconds more; the source of every model is there without
    result = invoke_dbt(home, project, ["docs", "generate", "--no-compile"])
    if not result.success:
        raise OporaError(f"dbt could not document {project}: {one_line(result.exception)}")
    made = target_folder(home)
    page = (made / "index.html").read_text(encoding="utf-8")
    catalog = json.loads((made / "catalog.json").read_text(encoding="utf-8"))
    for place, content in ((_MANIFEST, _manifest(home)), (_CATALOG, catalog)):
        if page.count(place) != 1:
            raise OporaError(f"dbt's page has no place for {place}; expected that of dbt 1.11")
        page = page.replace(place, _inlined(home, content))
    page = page.replace("</head>", _STYLE, 1)
    path = documentation_file(home)
    write_text(path, page)
    return path


def _manifest(home: Home) -> dict[str, Any]:
    """What the page shows; no macros of other packages, and nobody is counted."""
    # what is read is everybody's
    manifest = deepcopy(read_manifest(home))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            _say_in_both(node, "\n\n")
            for column in node["columns"].values():
                _say_in_both(column, "\n")
    # dbt takes what Python writes for the beginning of the data
    for source in manifest["sources"]:
        for model in read_by_python(manifest, source):
            manifest["parent_map"].setdefault(source, []).append(model)
            manifest["child_map"][model].append(source)
    project = manifest["metadata"]["project_name"]
    manifest["macros"] = {
        name: macro
        for name, macro in manifest["macros"].items()
        if macro["package_name"] == project
    }
    # asked to, the page would load a tracker
    manifest["metadata"]["send_anonymous_usage_stats"] = False
    return manifest


def _say_in_both(described: dict[str, Any], between: str) -> None:
    """Russian before English; lines stay lines in Markdown."""
    meta = described.get("config", {}).get("meta", {})
    texts = (meta.pop("description_ru", ""), described.get("description"))
    described.get("meta", {}).pop("description_ru", None)
    told = between.join(text.strip() for text in texts if text)
    described["description"] = "  \n".join(told.split("\n"))


def _inlined(home: Home, content: dict[str, Any]) -> str:
    """JSON inside a script: no `</script>` in it, and the home's name for its path."""
    root = json.dumps(str(home.root), ensure_ascii=False)[1:-1]
    text = json.dumps(content, ensure_ascii=False)
    return text.replace(root, "OPORA_HOME").replace("</", "<\\/")
