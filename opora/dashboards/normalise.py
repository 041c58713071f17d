"""The one form in which a file of the bundle is kept: a change in the browser is a small diff.

Belongs here: which keys of Superset's export say something about a dashboard, and which only about
the installation it came from (ids, addresses, colours it drew by itself); names of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

import yaml

from opora.dashboards.bundle import DATABASE_FILE, KINDS, Bundle, Config

#: Written into the database's file; the real address is filled in when the bundle is imported.
NO_ADDRESS = "duckdb://"

_VERSION = "1.0.0"

#: Of each kind, the keys that are kept, where they say anything.
_KEPT = {
    "databases": ("database_name", "expose_in_sqllab", "extra"),
    "datasets": (
        *("table_name", "schema", "description", "database_uuid", "columns", "metrics"),
        *("main_dttm_col", "default_endpoint", "filter_select_enabled"),
    ),
    "charts": ("slice_name", "description", "viz_type", "dataset_uuid", "params"),
    "dashboards": ("dashboard_title", "slug", "description", "css", "published"),
}

_COLUMN = (
    *("column_name", "verbose_name", "type", "is_dttm", "expression", "description"),
    "python_date_format",
)
_METRIC = (
    *("metric_name", "verbose_name", "expression", "d3format", "description", "warning_text"),
)

_PARTS = (("columns", "column_name", _COLUMN), ("metrics", "metric_name", _METRIC))

#: What Superset writes into the parameters of a chart about the place where it was saved.
_PARAMETERS_OF_THE_PLACE = frozenset(
    ("annotation_layers", "dashboards", "datasource", "extra_form_data", "slice_id", "url_params")
)

#: What a dashboard says of itself; the rest Superset draws up anew.
_METADATA = (
    *("native_filter_configuration", "cross_filters_enabled", "color_scheme", "label_colors"),
    *("refresh_frequency", "timed_refresh_immune_slices", "expanded_slices"),
)

_FILTER_OF_THE_PLACE = frozenset(("chartsInScope", "tabsInScope"))


def normalised(exported: Mapping[str, str], known: Bundle) -> dict[str, str]:
    """The files of a bundle, made of Superset's export: name -> text.

    A file that the bundle knows by its uuid keeps its name.
    """
    files = {}
    names = {
        kind: {config["uuid"]: name for name, config in getattr(known, kind).items()}
        for kind in KINDS
    }
    for path, text in exported.items():
        kind = path.partition("/")[0]
        if kind not in KINDS:
            continue
        config = yaml.safe_load(text)
        name = names[kind].get(str(config["uuid"])) or _new_name(kind, config)
        files[f"{kind}/{name}.yaml"] = written(kind, config)
    files["metadata.yaml"] = _dump({"version": _VERSION, "type": "assets"})
    return files


def written(kind: str, config: Config) -> str:
    """The text of one file of the bundle."""
    kept = _without_empty({key: config.get(key) for key in _KEPT[kind]})
    if kind == "databases":
        kept = _sorted(kept) | {"sqlalchemy_uri": NO_ADDRESS}
    elif kind == "datasets":
        # Superset gives them back in any order
        for parts, name, keys in _PARTS:
            kept[parts] = [
                _without_empty({key: part.get(key) for key in keys})
                for part in sorted(config[parts], key=itemgetter(name))
            ]
    elif kind == "charts":
        kept["params"] = _sorted(
            {
                key: value
                for key, value in config["params"].items()
                if key not in _PARAMETERS_OF_THE_PLACE
            }
        )
    elif kind == "dashboards":
        kept |= _of_a_dashboard(config)
    return _dump({**kept, "uuid": str(config["uuid"]), "version": _VERSION})


def _of_a_dashboard(config: Config) -> Config:
    """Metadata and layout with charts numbered in the order in which they stand."""
    position = config["position"]
    by_key = {key: part for key, part in position.items() if isinstance(part, dict)}
    order = [by_key[key]["meta"] for key in _walked(by_key) if by_key[key]["type"] == "CHART"]
    numbers = {meta["chartId"]: number for number, meta in enumerate(order, start=1)}
    told = config.get("metadata") or {}
    metadata = _without_empty({key: told.get(key) for key in _METADATA})
    metadata["native_filter_configuration"] = [
        _of_a_filter(native_filter, numbers)
        for native_filter in metadata.get("native_filter_configuration", [])
    ]
    parts: Config = {"DASHBOARD_VERSION_KEY": position["DASHBOARD_VERSION_KEY"]}
    for key in [*_walked(by_key), "HEADER_ID"]:
        part = by_key[key]
        meta = {k: v for k, v in part.get("meta", {}).items() if k != "sliceNameOverride" or v}
        if part["type"] == "CHART":
            meta["chartId"] = numbers[meta["chartId"]]
        parts[key] = _sorted({**part, **({"meta": meta} if meta else {})})
    return {"metadata": _sorted(metadata), "position": parts}


def _of_a_filter(native_filter: Config, numbers: Mapping[int, int]) -> Config:
    scope = native_filter["scope"]
    excluded = sorted(numbers[chart] for chart in scope["excluded"] if chart in numbers)
    kept = {k: v for k, v in native_filter.items() if k not in _FILTER_OF_THE_PLACE}
    sorted_filter: Config = _sorted({**kept, "scope": {**scope, "excluded": excluded}})
    return sorted_filter


def _walked(parts: Mapping[str, Config], key: str = "ROOT_ID") -> Iterator[str]:
    """Keys of a layout from the top, left to right."""
    yield key
    for child in parts[key].get("children", []):
        yield from _walked(parts, child)


def _new_name(kind: str, config: Config) -> str:
    """The name of a file that the bundle has not known."""
    if kind == "datasets":
        return str(config["table_name"])
    if kind == "databases":
        return DATABASE_FILE.rpartition("/")[2].removesuffix(".yaml")
    return str(config.get("slug") or f"{kind[:-1]}_{str(config['uuid'])[:8]}")


def _without_empty(config: Config) -> Config:
    return {key: value for key, value in config.items() if value not in (None, "", [], {}, False)}


def _sorted(value: Any) -> Any:
    """Keys in the order of the alphabet, all the way down; lists keep theirs."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    return value


def _dump(config: Config) -> str:
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=110)
