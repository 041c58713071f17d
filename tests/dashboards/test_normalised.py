"""What comes back from the browser: the same file, unless somebody changed what it says."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from opora.dashboards.bundle import Bundle, Config, read_bundle
from opora.dashboards.normalise import normalised, written

bundle = read_bundle()


def as_superset_exports(shift: int) -> dict[str, str]:
    """The bundle with what Superset adds: ids of its own, an address, empty keys, other order."""
    files = {}
    for kind in ("databases", "datasets", "charts", "dashboards"):
        for number, config in enumerate(getattr(bundle, kind).values()):
            changed = _with_ids(kind, deepcopy(config), shift)
            files[f"{kind}/{shift + number}.yaml"] = yaml.safe_dump(changed)
    return {"metadata.yaml": "timestamp: now", **files}


def _with_ids(kind: str, config: Config, shift: int) -> dict[str, Any]:
    config["certified_by"] = None
    if kind == "databases":
        config["sqlalchemy_uri"] = "postgresql://somebody:secret@there/db"
    if kind == "datasets":
        config["columns"].reverse()
        config["extra"] = None
    if kind == "charts":
        config["params"] |= {"datasource": f"{shift}__table", "annotation_layers": []}
    if kind == "dashboards":
        config["metadata"] |= {"shared_label_colors": ["x"], "chart_configuration": {"1": {}}}
        for part in config["position"].values():
            if isinstance(part, dict) and part["type"] == "CHART":
                part["meta"]["chartId"] += shift
        for native_filter in config["metadata"]["native_filter_configuration"]:
            native_filter["chartsInScope"] = [shift]
            scope = native_filter["scope"]
            scope["excluded"] = [number + shift for number in reversed(scope["excluded"])]
    return config


def test_another_installation_changes_nothing() -> None:
    here, there = normalised(as_superset_exports(100), bundle), committed()
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert not any("secret" in text for text in here.values())


def committed() -> dict[str, str]:
    files = {
        f"{kind}/{name}.yaml": written(kind, config)
        for kind in ("databases", "datasets", "charts", "dashboards")
        for name, config in getattr(bundle, kind).items()
    }
    return {**files, "metadata.yaml": "version: 1.0.0\ntype: assets\n"}


def test_a_change_is_the_only_line_that_differs() -> None:
    exported = as_superset_exports(7)
    chart = next(p for p in exported if p.startswith("charts/"))
    config = yaml.safe_load(exported[chart])
    exported[chart] = yaml.safe_dump(config | {"slice_name": "Иначе"})
    after, before = normalised(exported, bundle), committed()
    (changed,) = (name for name in after if after[name] != before[name])
    lines = set(after[changed].splitlines()) ^ set(before[changed].splitlines())
    assert lines == {"slice_name: Иначе", f"slice_name: {config['slice_name']}"}


def test_what_the_bundle_does_not_know_gets_a_name() -> None:
    nothing = Bundle(databases={}, datasets={}, charts={}, dashboards={})
    names = normalised(as_superset_exports(1), nothing).keys()
    assert "datasets/school_context.yaml" in names
    assert "dashboards/opora-school.yaml" in names
    uuid = next(iter(bundle.charts.values()))["uuid"]
    assert f"charts/chart_{uuid[:8]}.yaml" in names
