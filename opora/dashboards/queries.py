"""How long each query of the dashboards takes: the SQL that Superset really sends.

A browser opens every dashboard with its default filters; Superset says which SQL answers each of
its requests; each SQL is run alone, by the DuckDB of Superset's environment and by ours. Belongs
here: collecting and timing. The time of Superset and the browser themselves is not in it.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.table import Table

from opora.dashboards.address import duckdb_file
from opora.dashboards.browser import browser
from opora.dashboards.bundle import contents, read_bundle
from opora.dashboards.client import Client
from opora.dashboards.place import ADMINISTRATOR, Place, python
from opora.dashboards.serve import free_port, running
from opora.dashboards.superset import prepare
from opora.home import Home

#: Of so many runs of a query the median counts.
RUNS = 3

#: Runs the queries of standard input on a file, in Superset's environment.
_ELSEWHERE = """
import duckdb, json, statistics, sys, time
connection = duckdb.connect(sys.argv[1], read_only=True)
def once(sql):
    begin = time.perf_counter()
    connection.execute(sql).fetchall()
    return time.perf_counter() - begin
runs = range(int(sys.argv[2]))
times = [statistics.median(once(sql) for _ in runs) for sql in json.load(sys.stdin)]
json.dump([duckdb.__version__, times], sys.stdout)
"""


@dataclass(frozen=True)
class Query:
    """One query of a dashboard: the chart's title, or the filter's column."""

    dashboard: str
    asked_by: str
    sql: str


def measured(release: Path, pictures: Path) -> Table:
    """A table of all queries with their median seconds, the slowest first."""
    queries = collected(release, pictures)
    ours = timed(release, [query.sql for query in queries])
    client, theirs = timed_by_superset(release, [query.sql for query in queries])
    table = Table("dashboard", "asked by", f"DuckDB {client}, s", f"DuckDB {duckdb.__version__}, s")
    rows = sorted(zip(queries, theirs, ours, strict=True), key=lambda row: -max(row[1:]))
    for query, slow, quick in rows:
        table.add_row(query.dashboard, query.asked_by, f"{slow:.3f}", f"{quick:.3f}")
    table.caption = (
        f"{len(rows)} queries; slowest {max(map(max, zip(theirs, ours, strict=True))):.3f} s"
    )
    return table


def collected(release: Path, pictures: Path) -> list[Query]:
    """What the dashboards ask a release for, by their default filters; pictures on the way."""
    bundle = read_bundle()
    queries = []
    with tempfile.TemporaryDirectory() as folder:
        place = Place.of(Home(Path(folder)))
        address = duckdb_file(str(release.absolute()), str(place.temporary))
        prepare(place, contents(address.sqlalchemy))
        password, _ = place.secret(place.password_file)
        with running(place, free_port()) as url:
            client = Client(url, ADMINISTRATOR, password)
            titles = {
                chart["id"]: chart["slice_name"]
                for chart in client.get("chart/?q=(page_size:-1)")["result"]
            }
            with browser(client.cookies()) as chromium:
                for name, dashboard in bundle.dashboards.items():
                    page = f"{url}/superset/dashboard/{dashboard['slug']}/"
                    opened = chromium.open(page, pictures / f"{name}.png")
                    for chart, body in opened.asked:
                        asked = f"filter {_filter(body)}" if not chart else titles[chart]
                        answer = client.post("chart/data", {**body, "result_type": "query"})
                        queries += [
                            Query(name, asked, result["query"]) for result in answer["result"]
                        ]
    return queries


def _filter(body: dict[str, object]) -> str:
    columns = body["queries"][0]["columns"]  # type: ignore[index]
    return ", ".join(str(column) for column in columns)


def timed(release: Path, queries: Sequence[str]) -> list[float]:
    """Median seconds of each query in our DuckDB, rows fetched."""
    with duckdb.connect(str(release), read_only=True) as connection:
        return [_median(connection, sql) for sql in queries]


def _median(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        connection.execute(sql).fetchall()
        times.append(time.perf_counter() - begin)
    return sorted(times)[RUNS // 2]


def timed_by_superset(release: Path, queries: Sequence[str]) -> tuple[str, list[float]]:
    """Version of the DuckDB that Superset uses, and its median seconds of each query."""
    done = subprocess.run(  # noqa: S603
        [str(python()), "-c", _ELSEWHERE, str(release), str(RUNS)],
        input=json.dumps(list(queries)),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    version, times = json.loads(done.stdout)
    return str(version), [float(seconds) for seconds in times]
