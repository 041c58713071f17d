"""The bundle: the YAML files in `dashboards/`, as Superset exports and imports them.

Belongs here: reading the files and finding things in them. What a file of the bundle looks like is
said in `normalise.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from opora.home import REPOSITORY

#: Where the bundle lies.
BUNDLE = REPOSITORY / "dashboards"

#: The folders of a bundle, in the order in which one refers to the other.
KINDS = ("databases", "datasets", "charts", "dashboards")

#: The database of a bundle: its address is filled in when it is imported.
DATABASE_FILE = "databases/opora.yaml"

Config = dict[str, Any]


@dataclass(frozen=True)
class Bundle:
    """The parsed files of a bundle, by kind and name without folder and suffix."""

    databases: Mapping[str, Config]
    datasets: Mapping[str, Config]
    charts: Mapping[str, Config]
    dashboards: Mapping[str, Config]

    def mart_of(self, dataset_uuid: str) -> str:
        """The mart that a dataset is; KeyError if there is none of this uuid."""
        return {d["uuid"]: str(d["table_name"]) for d in self.datasets.values()}[dataset_uuid]

    def marts_of(self, dashboard: str) -> list[str]:
        """The marts that a dashboard reads, through its charts and its filters, sorted."""
        config = self.dashboards[dashboard]
        charts = {chart["uuid"]: chart for chart in self.charts.values()}
        read = {charts[place["uuid"]]["dataset_uuid"] for place in places(config)}
        for native_filter in config["metadata"]["native_filter_configuration"]:
            read |= {target["datasetUuid"] for target in native_filter["targets"]}
        return sorted(self.mart_of(uuid) for uuid in read)


def places(dashboard: Config) -> list[Config]:
    """The `meta` of every chart in a dashboard's layout: uuid, chartId, width, height."""
    return [
        part["meta"]
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]


def read_bundle(folder: Path = BUNDLE) -> Bundle:
    """The bundle in a folder."""
    return Bundle(
        **{
            kind: {
                path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
                for path in sorted((folder / kind).glob("*.yaml"))
            }
            for kind in KINDS
        }
    )


def contents(address: str, folder: Path = BUNDLE) -> dict[str, str]:
    """The files as Superset imports them: names and texts, the database at this address."""
    texts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    database = yaml.safe_load(texts[DATABASE_FILE])
    database["sqlalchemy_uri"] = address
    texts[DATABASE_FILE] = yaml.safe_dump(database, allow_unicode=True)
    return texts
